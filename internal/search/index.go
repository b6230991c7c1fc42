package search

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"relevo/internal/db"
	"relevo/internal/ids"
)

// Message is what the index knows of a message. An empty text is not found.
type Message struct {
	ID      ids.MessageID
	Project ids.ProjectID
	At      time.Time
	Arrival int64
	Text    string
}

// arrivalBits is how much of a message's arrival number orders those of the
// same second, as exact as WhatsApp's clock is. It tells 2^14 deliveries of a
// second apart: fewer, and a busy second has its messages seek a free place.
const arrivalBits = 30

// place is the lesser, the newer a message is: SQLite's index goes through a word
// in ascending order without reading all of it first.
func (m Message) place() int64 {
	return -(m.At.Unix()<<arrivalBits | m.Arrival&(1<<arrivalBits-1))
}

// words are the project's, by which a small project's messages are told from
// those of a large one, and the text's.
func (m Message) words() string {
	keys := keysOf(m.Text)
	if len(keys) == 0 {
		return ""
	}
	return projectKey(m.Project) + " " + strings.Join(keys, " ")
}

// projectKey is no key of a text: these begin with a or u.
func projectKey(id ids.ProjectID) string {
	return "p" + strings.ReplaceAll(string(id), "-", "")
}

// PutMessages brings the index to the present text of messages. The full-text
// index takes rows in the order of their places best.
func PutMessages(tx *db.Tx, list []Message) error {
	slices.SortFunc(list, func(a, b Message) int { return cmp.Compare(a.place(), b.place()) })
	known, err := entriesOf(tx, list)
	if err != nil {
		return err
	}
	var fresh [][]any
	for _, m := range list {
		words := m.words()
		if old, is := known[m.ID]; is {
			if err := old.change(tx, words); err != nil {
				return err
			}
		} else if words != "" {
			fresh = append(fresh, []any{m.place(), m.ID, words})
		}
	}
	return add(tx, fresh)
}

// AddMessages puts messages into the index that are new to it. One that is there
// already stays as it is.
func AddMessages(tx *db.Tx, list []Message) error {
	slices.SortFunc(list, func(a, b Message) int { return cmp.Compare(a.place(), b.place()) })
	var rows [][]any
	for _, m := range list {
		if words := m.words(); words != "" {
			rows = append(rows, []any{m.place(), m.ID, words})
		}
	}
	return add(tx, rows)
}

// entry is what the index has of a message.
type entry struct {
	message ids.MessageID
	place   int64
	words   string
}

func entriesOf(tx *db.Tx, list []Message) (map[ids.MessageID]entry, error) {
	known := map[ids.MessageID]entry{}
	if len(list) == 0 {
		return known, nil
	}
	messages := make([]ids.MessageID, len(list))
	for i, m := range list {
		messages[i] = m.ID
	}
	var w db.Where
	w.And("message_id IN " + db.List(&w, messages))
	found, err := db.All(tx, func(s db.Scanner) (e entry, err error) { return e, s.Scan(&e.message, &e.place, &e.words) },
		`SELECT message_id, place, words FROM search_messages `+w.String(), w.Args()...)
	for _, e := range found {
		known[e.message] = e
	}
	return known, err
}

func (e entry) change(tx *db.Tx, words string) (err error) {
	switch words {
	case e.words:
	case "":
		_, err = tx.Exec(`DELETE FROM search_messages WHERE place = $1`, e.place)
	default:
		_, err = tx.Exec(`UPDATE search_messages SET words = $1 WHERE place = $2`, words, e.place)
	}
	return err
}

const intoMessages = "search_messages (place, message_id, words)"

// add inserts rows of place, message and words. Where another message has the
// place, the row takes the next free one behind it.
func add(tx *db.Tx, rows [][]any) error {
	added, err := db.Insert(tx, intoMessages, rows, "ON CONFLICT DO NOTHING")
	if err != nil || added == int64(len(rows)) {
		return err
	}
	for _, row := range rows {
		for is := false; !is; row[0] = row[0].(int64) - 1 {
			if is, err = placed(tx, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// placed inserts a row unless its message is in the index, and reports whether
// it is now.
func placed(tx *db.Tx, row []any) (is bool, err error) {
	if _, err := db.Insert(tx, intoMessages, [][]any{row}, "ON CONFLICT DO NOTHING"); err != nil {
		return false, err
	}
	var n int
	err = tx.QueryRow(`SELECT count(*) FROM search_messages WHERE message_id = $1`, row[1]).Scan(&n)
	return n > 0, err
}
