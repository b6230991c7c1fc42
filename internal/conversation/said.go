package conversation

import (
	"encoding/json"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// Said is what a message says and where it stands.
type Said struct {
	ID             ids.MessageID
	ProjectID      ids.ProjectID
	ConversationID ids.ConversationID
	ContactID      ids.ContactID
	Type           string
	Node           json.RawMessage
	RevokedAt      *time.Time
	At             time.Time
	Arrival        int64
}

const saidFrom = `SELECT id, project_id, conversation_id, contact_id, type, node, revoked_at, at, arrival FROM messages `

func scanSaid(s db.Scanner) (m Said, err error) {
	var node string
	var revoked *int64
	var at int64
	err = s.Scan(&m.ID, &m.ProjectID, &m.ConversationID, &m.ContactID, &m.Type, &node, &revoked, &at, &m.Arrival)
	m.Node, m.RevokedAt, m.At = json.RawMessage(node), instant(revoked), clock.FromMillis(at)
	return m, err
}

// SaidIn gives what the messages of some ids say, in no order, without those
// that are gone.
func SaidIn(tx *db.Tx, list []ids.MessageID) ([]Said, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("id IN " + db.List(&w, list))
	return db.All(tx, scanSaid, saidFrom+w.String(), w.Args()...)
}

// SaidAfter gives what up to limit messages of all projects say, in the order of
// their ids.
func SaidAfter(tx *db.Tx, after ids.MessageID, limit int) ([]Said, error) {
	return db.All(tx, scanSaid, saidFrom+`WHERE id > $1 ORDER BY id LIMIT 0 + $2`, after, limit)
}
