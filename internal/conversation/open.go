package conversation

import (
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// Place names the partners of a conversation.
type Place struct {
	ProjectID ids.ProjectID
	NumberID  ids.NumberID
	ContactID ids.ContactID
	GroupID   string
}

// Thread is a conversation's row, locked until the transaction ends, to which
// messages are added.
type Thread struct {
	ID         ids.ConversationID
	Ended      bool
	lastAt     *int64
	lastOrder  int64
	lastActive int64
}

// Open gives the active conversation of a place, begun now if there is none.
// The row is locked until the transaction ends, so that what is added to one
// conversation is added in one order.
func Open(tx *db.Tx, p Place) (t Thread, created bool, err error) {
	t, err = lockActive(tx, p)
	if !fault.Is(err, fault.NotFound) {
		return t, false, err
	}
	id := ids.ConversationID(ids.New())
	rows, err := tx.Exec(`INSERT INTO conversations (id, project_id, number_id, contact_id, group_id, status,
		last_active_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, 'active', $6, $6, $6)
		ON CONFLICT (number_id, contact_id, group_id) WHERE status = 'active' DO NOTHING`,
		id, p.ProjectID, p.NumberID, p.ContactID, p.GroupID, tx.NowMillis())
	if err != nil {
		return t, false, err
	}
	if rows == 1 {
		if err := watchSilence(tx, id); err != nil {
			return t, false, err
		}
	}
	t, err = lockActive(tx, p)
	return t, rows == 1, err
}

func lockActive(tx *db.Tx, p Place) (Thread, error) {
	return db.One(tx, scanThread, `SELECT id, status, last_message_at, last_message_order, last_active_at FROM conversations
		WHERE number_id = $1 AND contact_id = $2 AND group_id = $3 AND status = 'active' `+tx.ForUpdate(),
		p.NumberID, p.ContactID, p.GroupID)
}

// Lock takes the row of a known conversation.
func Lock(tx *db.Tx, id ids.ConversationID) (Thread, error) {
	return db.One(tx, scanThread, `SELECT id, status, last_message_at, last_message_order, last_active_at FROM conversations
		WHERE id = $1 `+tx.ForUpdate(), id)
}

func scanThread(s db.Scanner) (t Thread, err error) {
	var status string
	err = s.Scan(&t.ID, &status, &t.lastAt, &t.lastOrder, &t.lastActive)
	t.Ended = status == Ended
	return t, err
}
