package conversation

import (
	"encoding/json"

	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// Answer is what WhatsApp answered to a send, as it came.
type Answer struct {
	HTTPStatus int             `json:"http_status,omitempty"` // 0: no answer yet
	Body       json.RawMessage `json:"body,omitempty"`
}

// KeepAnswer keeps what WhatsApp answered, for the client that waits for it and
// for its repeats under the same idempotency key.
func KeepAnswer(tx *db.Tx, id ids.MessageID, a Answer) error {
	encoded, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE messages SET answer = $1 WHERE id = $2`, string(encoded), id)
	return err
}

// Waiting counts the messages of a conversation that have not left yet.
func Waiting(tx *db.Tx, id ids.ConversationID) (n int, err error) {
	err = tx.QueryRow(`SELECT count(*) FROM (SELECT 1 FROM messages WHERE conversation_id = $1 AND status = 'queued'
		AND outcome = '' LIMIT 100) AS waiting`, id).Scan(&n)
	return n, err
}

// StartSend marks that the one attempt begins. It reports false when the
// message has left, failed, or may have left before.
func StartSend(tx *db.Tx, id ids.MessageID) (bool, error) {
	rows, err := tx.Exec(`UPDATE messages SET outcome = 'started' WHERE id = $1 AND status = 'queued' AND outcome = ''`, id)
	return rows == 1, err
}

// HoldSend takes back StartSend after an attempt of which nothing left.
func HoldSend(tx *db.Tx, id ids.MessageID) error {
	_, err := tx.Exec(`UPDATE messages SET outcome = '' WHERE id = $1 AND outcome = 'started'`, id)
	return err
}

// Accept records the wamid that WhatsApp gave. Statuses that came earlier under
// this wamid are applied, so the message may be delivered or read at once.
func Accept(tx *db.Tx, id ids.MessageID, wamid ids.WAMID) error {
	if err := lockStatuses(tx, wamid); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE messages SET wamid = $1, outcome = 'accepted' WHERE id = $2 AND wamid IS NULL`, wamid, id); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE conversations SET last_message_wamid = $1 WHERE last_message_id = $2`, wamid, id); err != nil {
		return err
	}
	if err := setStatus(tx, id, Sent, nil); err != nil {
		return err
	}
	m, err := GetMessage(tx, id)
	if err != nil {
		return err
	}
	_, err = ApplyStatuses(tx, m)
	return err
}

// Refuse records WhatsApp's errors for a message that did not leave.
func Refuse(tx *db.Tx, id ids.MessageID, errors ...json.RawMessage) error {
	if _, err := tx.Exec(`UPDATE messages SET outcome = 'refused' WHERE id = $1`, id); err != nil {
		return err
	}
	return setStatus(tx, id, Failed, errors)
}

// Doubt records that an attempt began and nothing is known of its end.
func Doubt(tx *db.Tx, id ids.MessageID) error {
	_, err := tx.Exec(`UPDATE messages SET outcome = 'unknown' WHERE id = $1 AND outcome = 'started'`, id)
	return err
}

// Retry puts a failed message, or one whose outcome is unknown and a person
// has decided, back into the queue.
func Retry(tx *db.Tx, id ids.MessageID) error {
	rows, err := tx.Exec(`UPDATE messages SET status = 'queued', status_rank = 0, outcome = '', errors = '[]', answer = ''
		WHERE id = $1 AND wamid IS NULL AND (status = 'failed' OR outcome = 'unknown')`, id)
	if err == nil && rows == 0 {
		return fault.New(fault.Conflict, fault.CodeConflict, "This message has left already; it can't be sent again.")
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE conversations SET last_message_status = 'queued', version = version + 1 WHERE last_message_id = $1`, id)
	return err
}
