package contact

import (
	"encoding/json"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// Note is what the team keeps about a person. It belongs to the contact, not to
// a conversation.
type Note struct {
	ID        ids.NoteID
	ContactID ids.ContactID
	Name      string // a title; may be empty
	Content   string
	Metadata  json.RawMessage
	CreatedBy *ids.UserID // nil when a program wrote it
	CreatedAt time.Time
	UpdatedAt time.Time
}

// NotePosition is a place in the list: notes by (created_at, id), newest first.
type NotePosition struct {
	CreatedAt int64
	ID        ids.NoteID
}

const noteColumns = `id, contact_id, name, content, metadata, created_by_user_id, created_at, updated_at`

func scanNote(s db.Scanner) (n Note, err error) {
	var created, updated int64
	var metadata string
	err = s.Scan(&n.ID, &n.ContactID, &n.Name, &n.Content, &metadata, &n.CreatedBy, &created, &updated)
	n.Metadata = json.RawMessage(metadata)
	n.CreatedAt, n.UpdatedAt = clock.FromMillis(created), clock.FromMillis(updated)
	return n, err
}

// ListNotes gives up to limit notes of a contact after a position (nil: from
// the newest on), or, backwards, those before it.
func ListNotes(tx *db.Tx, id ids.ContactID, after *NotePosition, backwards bool, limit int) ([]Note, error) {
	var w db.Where
	w.And("contact_id = ?", id)
	w.And("deleted_at IS NULL")
	order, beyond := "DESC", "<"
	if backwards {
		order, beyond = "ASC", ">"
	}
	if after != nil {
		w.And("(created_at, id) "+beyond+" (?, ?)", after.CreatedAt, after.ID)
	}
	return db.All(tx, scanNote, `SELECT `+noteColumns+` FROM contact_notes `+w.String()+
		` ORDER BY created_at `+order+`, id `+order+w.Limit(limit), w.Args()...)
}

// GetNote finds a note of a contact that is not deleted.
func GetNote(tx *db.Tx, of ids.ContactID, id ids.NoteID) (Note, error) {
	return db.One(tx, scanNote, `SELECT `+noteColumns+` FROM contact_notes
		WHERE contact_id = $1 AND id = $2 AND deleted_at IS NULL`, of, id)
}

// HoldNote finds a note as GetNote does and lets nobody else change it until the
// transaction ends.
func HoldNote(tx *db.Tx, of ids.ContactID, id ids.NoteID) (Note, error) {
	return db.One(tx, scanNote, `SELECT `+noteColumns+` FROM contact_notes
		WHERE contact_id = $1 AND id = $2 AND deleted_at IS NULL `+tx.ForUpdate(), of, id)
}

// AddNote stores a new note.
func AddNote(tx *db.Tx, n Note) (Note, error) {
	n.ID = ids.NoteID(ids.New())
	_, err := tx.Exec(`INSERT INTO contact_notes (id, contact_id, name, content, metadata, created_by_user_id, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`, n.ID, n.ContactID, n.Name, n.Content, string(n.Metadata), n.CreatedBy, tx.NowMillis())
	if err != nil {
		return n, err
	}
	return GetNote(tx, n.ContactID, n.ID)
}

// SaveNote stores what a held note says now. No two states of a note have the
// same UpdatedAt, so that it tells them apart.
func SaveNote(tx *db.Tx, n Note) (Note, error) {
	updated := max(tx.NowMillis(), clock.Millis(n.UpdatedAt)+1)
	_, err := tx.Exec(`UPDATE contact_notes SET name = $3, content = $4, metadata = $5, updated_at = $6
		WHERE contact_id = $1 AND id = $2`, n.ContactID, n.ID, n.Name, n.Content, string(n.Metadata), updated)
	if err != nil {
		return n, err
	}
	return GetNote(tx, n.ContactID, n.ID)
}

// DeleteNote takes a note out of every list; it can be taken back until
// PruneNotes removes it.
func DeleteNote(tx *db.Tx, n Note) error {
	_, err := tx.Exec(`UPDATE contact_notes SET deleted_at = $3 WHERE contact_id = $1 AND id = $2`, n.ContactID, n.ID, tx.NowMillis())
	return err
}

// RestoreNote takes a deletion back. A note that is not deleted stays as it is.
func RestoreNote(tx *db.Tx, of ids.ContactID, id ids.NoteID) (Note, error) {
	if _, err := tx.Exec(`UPDATE contact_notes SET deleted_at = NULL WHERE contact_id = $1 AND id = $2`, of, id); err != nil {
		return Note{}, err
	}
	return GetNote(tx, of, id)
}

// PruneNotes removes notes that were deleted before an instant, at most so many.
func PruneNotes(tx *db.Tx, before time.Time, most int) (int64, error) {
	return tx.Exec(`DELETE FROM contact_notes WHERE id IN (
		SELECT id FROM contact_notes WHERE deleted_at < $1 ORDER BY deleted_at LIMIT 0 + $2)`, clock.Millis(before), most)
}
