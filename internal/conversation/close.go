package conversation

import (
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// End ends a conversation; by is the actor who does.
func End(tx *db.Tx, id ids.ConversationID, by string) error {
	_, err := tx.Exec(`UPDATE conversations SET status = 'ended', closed_at = $2, closed_by = $3, version = version + 1, updated_at = $2
		WHERE id = $1`, id, tx.NowMillis(), by)
	return err
}

// Reopen makes an ended conversation active again. Another active one with the
// same person is a conflict (another_conversation_active).
func Reopen(tx *db.Tx, id ids.ConversationID) error {
	_, err := tx.Exec(`UPDATE conversations SET status = 'active', closed_at = NULL, closed_by = NULL, version = version + 1, updated_at = $2
		WHERE id = $1`, id, tx.NowMillis())
	if fault.HasCode(err, fault.CodeDuplicate) {
		return fault.Wrap(fault.Conflict, fault.CodeConversationActive,
			"Another conversation with this person is active; continue there.", err)
	}
	if err != nil {
		return err
	}
	return watchSilence(tx, id)
}

// ActiveBeside finds the active conversation of the same place, if it is
// another one.
func ActiveBeside(tx *db.Tx, c Conversation) (id ids.ConversationID, found bool, err error) {
	err = tx.QueryRow(`SELECT id FROM conversations WHERE number_id = $1 AND contact_id = $2 AND group_id = $3
		AND status = 'active' AND id <> $4`, c.NumberID, c.ContactID, c.GroupID, c.ID).Scan(&id)
	if fault.Is(err, fault.NotFound) {
		return "", false, nil
	}
	return id, err == nil, err
}
