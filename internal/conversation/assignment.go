package conversation

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// Assignment is a person's charge of a conversation. At most one of a
// conversation is active; those that ended stay as its history.
type Assignment struct {
	ID             ids.AssignmentID
	ConversationID ids.ConversationID
	UserID         ids.UserID
	CreatedBy      *ids.UserID // nil when no person made it
	Notes          *string
	Active         bool
	CreatedAt      time.Time
}

const assignmentFrom = `SELECT id, conversation_id, user_id, created_by_user_id, notes, active, created_at FROM assignments `

func scanAssignment(s db.Scanner) (a Assignment, err error) {
	var active, created int64
	err = s.Scan(&a.ID, &a.ConversationID, &a.UserID, &a.CreatedBy, &a.Notes, &active, &created)
	a.Active, a.CreatedAt = active == 1, clock.FromMillis(created)
	return a, err
}

// Assignments gives the assignments of a conversation, newest first. The
// caller has found the conversation in its scope.
func Assignments(tx *db.Tx, id ids.ConversationID) ([]Assignment, error) {
	return db.All(tx, scanAssignment, assignmentFrom+`WHERE conversation_id = $1 ORDER BY created_at DESC, id DESC`, id)
}

// FindAssignment finds an assignment of a conversation.
func FindAssignment(tx *db.Tx, conversation ids.ConversationID, id ids.AssignmentID) (Assignment, error) {
	return db.One(tx, scanAssignment, assignmentFrom+`WHERE conversation_id = $1 AND id = $2`, conversation, id)
}

// AddAssignment makes an active assignment at the transaction's time and puts
// its person in charge. Another active one is refused (already_assigned).
func AddAssignment(tx *db.Tx, a Assignment) error {
	if err := setAssignee(tx, a.ConversationID, &a.UserID); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO assignments (id, conversation_id, user_id, created_by_user_id, notes, active, created_at)
		VALUES ($1, $2, $3, $4, $5, 1, $6)`, a.ID, a.ConversationID, a.UserID, a.CreatedBy, a.Notes, tx.NowMillis())
	return oneActive(err)
}

// ChangeAssignment stores the person, notes and active of an assignment, and
// keeps the conversation's assignee in step.
func ChangeAssignment(tx *db.Tx, before, after Assignment) error {
	if before.Active || after.Active {
		charge := &after.UserID
		if !after.Active {
			charge = nil
		}
		if err := setAssignee(tx, after.ConversationID, charge); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`UPDATE assignments SET user_id = $2, notes = $3, active = $4 WHERE id = $1`,
		after.ID, after.UserID, after.Notes, flag(after.Active))
	return oneActive(err)
}

func oneActive(err error) error {
	if fault.HasCode(err, fault.CodeDuplicate) {
		return fault.Wrap(fault.Invalid, fault.CodeAlreadyAssigned, "Conversation already has an active assignment", err)
	}
	return err
}

// setAssignee comes before the assignment's own row: it holds the conversation
// until the end of the transaction.
func setAssignee(tx *db.Tx, id ids.ConversationID, user *ids.UserID) error {
	_, err := tx.Exec(`UPDATE conversations SET assigned_user_id = $2, version = version + 1, updated_at = $3 WHERE id = $1`,
		id, user, tx.NowMillis())
	return err
}

// Load is how many active conversations a person is in charge of.
type Load struct {
	UserID ids.UserID
	Open   int64
}

// Loads counts a project's active conversations by the person in charge;
// people without any are left out.
func Loads(tx *db.Tx, project ids.ProjectID) ([]Load, error) {
	return db.All(tx, func(s db.Scanner) (l Load, err error) {
		err = s.Scan(&l.UserID, &l.Open)
		return l, err
	}, `SELECT assigned_user_id, count(*) FROM conversations WHERE project_id = $1 AND status = 'active'
		AND assigned_user_id IS NOT NULL GROUP BY assigned_user_id`, project)
}

// ReleaseAll ends every active assignment of a person in a project, and gives
// the conversations that nobody is in charge of now.
func ReleaseAll(tx *db.Tx, project ids.ProjectID, user ids.UserID) ([]ids.ConversationID, error) {
	released, err := db.All(tx, func(s db.Scanner) (id ids.ConversationID, err error) { return id, s.Scan(&id) },
		`UPDATE conversations SET assigned_user_id = NULL, version = version + 1, updated_at = $3
		WHERE project_id = $1 AND assigned_user_id = $2 RETURNING id`, project, user, tx.NowMillis())
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(`UPDATE assignments SET active = 0 WHERE user_id = $2 AND active = 1
		AND conversation_id IN (SELECT id FROM conversations WHERE project_id = $1)`, project, user)
	return released, err
}
