package record

import (
	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/contact"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
)

// NoteRecord is a contact note as clients see it.
type NoteRecord struct {
	ID              ids.NoteID  `json:"id"`
	Name            string      `json:"name" doc:"A title; may be empty"`
	Content         string      `json:"content"`
	Metadata        Object      `json:"metadata" doc:"An object of the client's own"`
	CreatedByUserID *ids.UserID `json:"created_by_user_id" doc:"Null when a program wrote it"`
	CreatedAt       string      `json:"created_at" format:"date-time"`
	UpdatedAt       string      `json:"updated_at" format:"date-time"`
}

// Note makes the record of a contact note.
func Note(n contact.Note) NoteRecord {
	return NoteRecord{ID: n.ID, Name: n.Name, Content: n.Content, Metadata: orEmpty(n.Metadata),
		CreatedByUserID: n.CreatedBy, CreatedAt: instant(n.CreatedAt), UpdatedAt: instant(n.UpdatedAt)}
}

var noteColumns = []string{"created_at", "id"}

// NoteList makes a page of a contact's notes.
func NoteList(p app.Page[contact.Note]) *rest.List[NoteRecord] {
	return rest.ListOf(p, Note, func(n contact.Note) string {
		return rest.EncodeCursor(noteColumns, clock.Millis(n.CreatedAt), string(n.ID))
	})
}

// NoteRange reads the cursors of the list of notes.
func NoteRange(q rest.CursorQuery) (app.Range[contact.NotePosition], error) {
	return rest.RangeOf(q, func(cursor string) (contact.NotePosition, error) {
		var at int64
		var id string
		err := rest.DecodeCursor(cursor, noteColumns, &at, &id)
		return contact.NotePosition{CreatedAt: at, ID: ids.NoteID(id)}, err
	})
}
