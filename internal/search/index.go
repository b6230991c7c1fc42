package search

import (
	"slices"
	"strings"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// Message is what the index knows of a message. An empty text is not found.
type Message struct {
	ID      ids.MessageID
	At      time.Time
	Arrival int64
	Text    string
}

// arrivalBits is how much of a message's arrival number orders those of the
// same millisecond.
const arrivalBits = 20

func (m Message) place() int64 {
	return clock.Millis(m.At)<<arrivalBits | m.Arrival&(1<<arrivalBits-1)
}

// PutMessages brings the index to the present text of messages. The full-text
// index takes rows in the order of their places best.
func PutMessages(tx *db.Tx, list []Message) error {
	slices.SortFunc(list, func(a, b Message) int { return int(min(max(a.place()-b.place(), -1), 1)) })
	for _, m := range list {
		if err := putMessage(tx, m); err != nil {
			return err
		}
	}
	return nil
}

func putMessage(tx *db.Tx, m Message) error {
	words := strings.Join(keysOf(m.Text), " ")
	var place int64
	var old string
	err := tx.QueryRow(`SELECT place, words FROM search_messages WHERE message_id = $1`, m.ID).Scan(&place, &old)
	if fault.Is(err, fault.NotFound) {
		return addMessage(tx, m, words)
	}
	if err != nil || old == words {
		return err
	}
	if words == "" {
		_, err = tx.Exec(`DELETE FROM search_messages WHERE place = $1`, place)
		return err
	}
	_, err = tx.Exec(`UPDATE search_messages SET words = $1 WHERE place = $2`, words, place)
	return err
}

// addMessage takes the message's place, or the next free one behind it.
func addMessage(tx *db.Tx, m Message, words string) error {
	if words == "" {
		return nil
	}
	for place := m.place(); ; place++ {
		added, err := tx.Exec(`INSERT INTO search_messages (place, message_id, words) VALUES ($1, $2, $3)
			ON CONFLICT (place) DO NOTHING`, place, m.ID, words)
		if err != nil || added > 0 {
			return err
		}
	}
}
