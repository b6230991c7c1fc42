package conversation

import (
	"encoding/json"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/whatsapp"
)

// The states of a message. An inbound one is Received for good; an outbound one
// climbs the ladder of whatsapp.StatusRank, so the order of arrival of its
// statuses does not matter.
const (
	Received  = "received"
	Queued    = "queued"
	Sent      = "sent"
	Failed    = "failed"
	Delivered = "delivered"
	Read      = "read"
	Played    = "played"
)

// Status is one status event of WhatsApp about a message that we sent.
type Status struct {
	NumberID    ids.NumberID
	WAMID       ids.WAMID
	Status      string
	Participant string // the person, in a group
	At          time.Time
	Callback    string // our message id, which WhatsApp echoes
	Raw         json.RawMessage
	ReceivedAt  time.Time
}

// lockStatuses comes before a status is recorded, and before a message gets the
// wamid by which its statuses are found. Of two transactions side by side the
// second then sees what the first wrote, so that no status stays unapplied.
func lockStatuses(tx *db.Tx, wamid ids.WAMID) error { return tx.Lock("statuses:" + string(wamid)) }

// RecordStatus keeps a status event, once. It reports false for a repeat.
func RecordStatus(tx *db.Tx, s Status) (recorded bool, err error) {
	if err := lockStatuses(tx, s.WAMID); err != nil {
		return false, err
	}
	rows, err := tx.Exec(`INSERT INTO message_statuses (number_id, wamid, status, participant, at, callback, raw, received_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		s.NumberID, s.WAMID, s.Status, s.Participant, clock.Millis(s.At), s.Callback, string(s.Raw), tx.NowMillis())
	return rows == 1, err
}

// ApplyStatuses brings a message to the highest status that is recorded for its
// wamid. It reports whether anything changed. Statuses that came before the
// wamid was known are applied by the same call, later.
func ApplyStatuses(tx *db.Tx, m Message) (changed bool, err error) {
	all, err := StatusesOf(tx, []ids.WAMID{m.WAMID})
	if err != nil {
		return false, err
	}
	best, errors := m.Status, []json.RawMessage(nil)
	for _, s := range all {
		if s.NumberID != m.NumberID || whatsapp.StatusRank(s.Status) < 0 {
			continue
		}
		if whatsapp.StatusRank(s.Status) > whatsapp.StatusRank(best) {
			best = s.Status
		}
		if s.Status == Failed {
			errors = append(errors, errorsOf(s.Raw)...)
		}
	}
	if best == m.Status && len(errors) == 0 {
		return false, nil
	}
	return true, setStatus(tx, m.ID, best, errors)
}

func errorsOf(raw json.RawMessage) []json.RawMessage {
	var s struct {
		Errors []json.RawMessage `json:"errors"`
	}
	_ = json.Unmarshal(raw, &s) // a status without readable errors has none
	return s.Errors
}

func setStatus(tx *db.Tx, id ids.MessageID, status string, errors []json.RawMessage) error {
	encoded := "[]"
	if len(errors) > 0 {
		b, err := json.Marshal(errors)
		if err != nil {
			return err
		}
		encoded = string(b)
	}
	changed, err := tx.Exec(`UPDATE messages SET status = $1, status_rank = $2,
		errors = CASE WHEN $3 = '[]' THEN errors ELSE $3 END,
		outcome = CASE WHEN outcome IN ('started', 'unknown') THEN 'accepted' ELSE outcome END
		WHERE id = $4 AND status_rank <= $2`, status, whatsapp.StatusRank(status), encoded, id)
	if err != nil || changed == 0 { // a higher one came first
		return err
	}
	_, err = tx.Exec(`UPDATE conversations SET last_message_status = $1, version = version + 1
		WHERE last_message_id = $2`, status, id)
	return err
}

// StatusesOf reads the recorded status events of several wamids, oldest first.
func StatusesOf(tx *db.Tx, wamids []ids.WAMID) ([]Status, error) {
	if len(wamids) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("wamid IN " + db.List(&w, wamids))
	return db.All(tx, scanStatus, `SELECT number_id, wamid, status, participant, at, callback, raw, received_at
		FROM message_statuses `+w.String()+` ORDER BY at, received_at, status`, w.Args()...)
}

func scanStatus(s db.Scanner) (st Status, err error) {
	var raw string
	var at, received int64
	err = s.Scan(&st.NumberID, &st.WAMID, &st.Status, &st.Participant, &at, &st.Callback, &raw, &received)
	st.Raw, st.At, st.ReceivedAt = json.RawMessage(raw), clock.FromMillis(at), clock.FromMillis(received)
	return st, err
}

// StatusForCallback finds a status that echoes our message id although the
// send gave no answer: it tells the wamid.
func StatusForCallback(tx *db.Tx, number ids.NumberID, callback string) (Status, bool, error) {
	s, err := db.One(tx, scanStatus, `SELECT number_id, wamid, status, participant, at, callback, raw, received_at
		FROM message_statuses WHERE callback = $1 AND number_id = $2 ORDER BY at LIMIT 1`, callback, number)
	if fault.Is(err, fault.NotFound) {
		return s, false, nil
	}
	return s, err == nil, err
}
