package search

import (
	"relevo/internal/db"
	"relevo/internal/ids"
)

// Past says how far the records of before the index have been read. What comes
// later is told by the event log.
type Past struct {
	Contact ids.ContactID // the last one that was read
	Message ids.MessageID
	Done    bool
}

// ReadPast gives how far the reading has come.
func ReadPast(tx *db.Tx) (p Past, err error) {
	var done int
	err = tx.QueryRow(`SELECT contact_id, message_id, done FROM search_past WHERE id = 1`).Scan(&p.Contact, &p.Message, &done)
	p.Done = done == 1
	return p, err
}

// SavePast records how far the reading has come.
func SavePast(tx *db.Tx, p Past) error {
	done := 0
	if p.Done {
		done = 1
	}
	_, err := tx.Exec(`UPDATE search_past SET contact_id = $1, message_id = $2, done = $3 WHERE id = 1`, p.Contact, p.Message, done)
	return err
}
