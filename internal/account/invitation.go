package account

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// InvitationLife is how long the link of an invitation works.
const InvitationLife = 7 * 24 * time.Hour

// Invitation asks the owner of an email into a project. InvitedBy is the actor
// as policy.Actor.String gives it.
type Invitation struct {
	ID          ids.InvitationID
	ProjectID   ids.ProjectID
	ProjectName string
	Email       string
	Role        policy.Role
	InvitedBy   string
	CreatedAt   time.Time
	ExpiresAt   time.Time
}

const (
	invitationColumns = `i.id, i.project_id, p.name, i.email, i.role, i.invited_by, i.created_at, i.expires_at`
	invitationTables  = `invitations i JOIN projects p ON p.id = i.project_id`
)

func scanInvitation(s db.Scanner) (i Invitation, err error) {
	var created, expires int64
	err = s.Scan(&i.ID, &i.ProjectID, &i.ProjectName, &i.Email, &i.Role, &i.InvitedBy, &created, &expires)
	i.CreatedAt, i.ExpiresAt = clock.FromMillis(created), clock.FromMillis(expires)
	return i, err
}

// Invite stores an invitation under the hash of its link's token and gives the
// record. An earlier one of the same email to the same project is replaced.
func Invite(tx *db.Tx, i Invitation, tokenHash string) (Invitation, error) {
	if _, err := tx.Exec(`DELETE FROM invitations WHERE project_id = $1 AND email = $2`, i.ProjectID, i.Email); err != nil {
		return i, err
	}
	i.ID, i.CreatedAt, i.ExpiresAt = ids.InvitationID(ids.New()), tx.Now(), tx.Now().Add(InvitationLife)
	_, err := tx.Exec(`INSERT INTO invitations (id, project_id, email, role, token_hash, invited_by, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		i.ID, i.ProjectID, i.Email, i.Role, tokenHash, i.InvitedBy, tx.NowMillis(), clock.Millis(i.ExpiresAt))
	if err != nil {
		return i, err
	}
	return FindInvitation(tx, tokenHash)
}

// FindInvitation gives the invitation of a link without using it, or a
// link_used_or_expired fault.
func FindInvitation(tx *db.Tx, tokenHash string) (Invitation, error) {
	i, err := db.One(tx, scanInvitation, `SELECT `+invitationColumns+` FROM `+invitationTables+`
		WHERE i.token_hash = $1 AND i.expires_at > $2`, tokenHash, tx.NowMillis())
	return i, deadLink(err)
}

// UseInvitation takes an invitation out of the world: of concurrent callers
// only one gets it, the others a link_used_or_expired fault.
func UseInvitation(tx *db.Tx, id ids.InvitationID) error {
	rows, err := tx.Exec(`DELETE FROM invitations WHERE id = $1`, id)
	if err == nil && rows == 0 {
		return deadLink(fault.New(fault.NotFound, fault.CodeNotFound, "This invitation was used meanwhile."))
	}
	return err
}

// ListInvitations gives one part of the invitations in scope that nobody
// accepted, oldest first, also those that have run out lately: who invited
// sees what became of them.
func ListInvitations(tx *db.Tx, scope policy.Scope, part Part) (Listed[Invitation], error) {
	condition, args := scope.Where(policy.Columns{Project: "i.project_id"})
	return listPart(tx, scanInvitation, listQuery{columns: invitationColumns, from: invitationTables, order: "i.created_at, i.id"},
		part, condition, args)
}

// DropInvitation removes an invitation in scope and gives what it was.
func DropInvitation(tx *db.Tx, scope policy.Scope, id ids.InvitationID) (Invitation, error) {
	var where db.Where
	condition, args := scope.Where(policy.Columns{Project: "i.project_id"})
	where.And(condition, args...)
	where.And("i.id = ?", id)
	found, err := db.One(tx, scanInvitation, `SELECT `+invitationColumns+` FROM `+invitationTables+` `+where.String(), where.Args()...)
	if err != nil {
		return found, err
	}
	_, err = tx.Exec(`DELETE FROM invitations WHERE id = $1`, found.ID)
	return found, err
}

// PruneInvitations removes invitations that ran out before an instant, at most
// so many, and gives how many.
func PruneInvitations(tx *db.Tx, before time.Time, most int) (int64, error) {
	return tx.Exec(`DELETE FROM invitations WHERE id IN (SELECT id FROM invitations WHERE expires_at <= $1 LIMIT 0 + $2)`, clock.Millis(before), most)
}
