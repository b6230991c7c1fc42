package conversation

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// The types of activity.
const (
	Assigned       = "assigned"
	Unassigned     = "unassigned"
	Closed         = "closed"
	Reopened       = "reopened"
	EndedBySilence = "ended_by_silence"
)

// Activity is something that happened to a conversation besides its messages.
// It stands in the thread in its place by time and is kept with it.
type Activity struct {
	ID             ids.ActivityID
	ConversationID ids.ConversationID
	Type           string
	Actor          string      // as policy.Actor.String gives it
	UserID         *ids.UserID // whom it is about: who was assigned, or no longer is
	UserName       *string
	Notes          *string
	At             time.Time
}

const activityFrom = `SELECT a.id, a.conversation_id, a.type, a.actor, a.user_id, u.name, a.notes, a.at
	FROM activities a LEFT JOIN users u ON u.id = a.user_id `

func scanActivity(s db.Scanner) (a Activity, err error) {
	var at int64
	err = s.Scan(&a.ID, &a.ConversationID, &a.Type, &a.Actor, &a.UserID, &a.UserName, &a.Notes, &at)
	a.At = clock.FromMillis(at)
	return a, err
}

// AddActivity notes an activity at the transaction's time and gives its id.
func AddActivity(tx *db.Tx, a Activity) (ids.ActivityID, error) {
	id := ids.ActivityID(ids.New())
	_, err := tx.Exec(`INSERT INTO activities (id, conversation_id, type, actor, user_id, notes, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, a.ConversationID, a.Type, a.Actor, a.UserID, a.Notes, tx.NowMillis())
	return id, err
}

// GetActivity finds an activity by id, without a scope; for Relevo's own work.
func GetActivity(tx *db.Tx, id ids.ActivityID) (Activity, error) {
	return db.One(tx, scanActivity, activityFrom+`WHERE a.id = $1`, id)
}

// ActivityPlace is a place among activities: by (at, id), newest first.
type ActivityPlace struct {
	At int64 // unix ms
	ID ids.ActivityID
}

// ListActivities gives up to limit activities of a conversation in scope after
// a place (nil: from the newest on), or, backwards, those before it, nearest
// first.
func ListActivities(tx *db.Tx, scope policy.Scope, id ids.ConversationID, from *ActivityPlace, backwards bool, limit int) ([]Activity, error) {
	var w db.Where
	inScope(&w, scope)
	w.And("a.conversation_id = ?", id)
	order, beyond := "DESC", "<"
	if backwards {
		order, beyond = "ASC", ">"
	}
	if from != nil {
		w.And("(a.at, a.id) "+beyond+" (?, ?)", from.At, from.ID)
	}
	return db.All(tx, scanActivity, activityFrom+`JOIN conversations c ON c.id = a.conversation_id `+w.String()+
		` ORDER BY a.at `+order+`, a.id `+order+w.Limit(limit), w.Args()...)
}
