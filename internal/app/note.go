package app

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"relevo/internal/contact"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Limits of a contact note, in characters.
const (
	MaxNoteName    = 200
	MaxNoteContent = 10_000
)

// ListNotesIn asks for a page of a contact's notes.
type ListNotesIn struct {
	ContactID string // our id, phone number or business-scoped user id
	Range     Range[contact.NotePosition]
}

// ListNotes gives a page of a contact's notes, newest first.
var ListNotes = define(UseCase[ListNotesIn, Page[contact.Note]]{
	Name: "note.list", Rule: policy.Needs(policy.ReadNote), Mode: Read,
	Run: func(c *Call, in ListNotesIn) (Page[contact.Note], error) {
		person, err := contact.Find(c.Tx, c.Actor.Scope, in.ContactID)
		if err != nil {
			return Page[contact.Note]{}, err
		}
		return page(in.Range, func(from *contact.NotePosition, backwards bool, limit int) ([]contact.Note, error) {
			return contact.ListNotes(c.Tx, person.ID, from, backwards, limit)
		})
	},
})

// NoteRef names a note of a contact.
type NoteRef struct {
	ContactID string // our id, phone number or business-scoped user id
	NoteID    ids.NoteID
}

// GetNote finds a note of a contact.
var GetNote = define(UseCase[NoteRef, contact.Note]{
	Name: "note.get", Rule: policy.Needs(policy.ReadNote), Mode: Read,
	Run: func(c *Call, in NoteRef) (contact.Note, error) {
		person, err := contact.Find(c.Tx, c.Actor.Scope, in.ContactID)
		if err != nil {
			return contact.Note{}, err
		}
		return contact.GetNote(c.Tx, person.ID, in.NoteID)
	},
})

// holdNote finds a note for a change by somebody who saw it as it was at an
// instant (zero: they don't say), and refuses when it was changed since.
func holdNote(c *Call, in NoteRef, seen time.Time) (contact.Contact, contact.Note, error) {
	person, err := contact.Find(c.Tx, c.Actor.Scope, in.ContactID)
	if err != nil {
		return person, contact.Note{}, err
	}
	n, err := contact.HoldNote(c.Tx, person.ID, in.NoteID)
	if err == nil && !seen.IsZero() && !n.UpdatedAt.Equal(seen) {
		err = staleWrite(n)
	}
	return person, n, err
}

// NoteFields is what a client says of a note; a nil member stays as it is.
type NoteFields struct {
	Name     *string
	Content  *string
	Metadata json.RawMessage
}

// AddNoteIn writes a note about a contact.
type AddNoteIn struct {
	ContactID string
	Fields    NoteFields
}

// AddNote writes a note about a contact.
var AddNote = define(UseCase[AddNoteIn, contact.Note]{
	Name: "note.add", Rule: policy.Needs(policy.WriteNote), Mode: Write,
	Run: func(c *Call, in AddNoteIn) (contact.Note, error) {
		person, err := contact.Find(c.Tx, c.Actor.Scope, in.ContactID)
		if err != nil {
			return contact.Note{}, err
		}
		n := contact.Note{ContactID: person.ID, Metadata: json.RawMessage("{}")}
		if author := c.Actor.UserID(); author != "" {
			n.CreatedBy = &author
		}
		if err := in.Fields.write(&n); err != nil {
			return n, err
		}
		if n, err = contact.AddNote(c.Tx, n); err != nil {
			return n, err
		}
		return n, appendNoteEvent(c, person, n.ID)
	},
})

// UpdateNoteIn changes a note.
type UpdateNoteIn struct {
	NoteRef
	Fields NoteFields
	Seen   time.Time // UpdatedAt of the note that the writer saw; zero writes over anything
}

// UpdateNote changes what a note says, or gives StaleWrite.
var UpdateNote = define(UseCase[UpdateNoteIn, contact.Note]{
	Name: "note.update", Rule: policy.Needs(policy.WriteNote), Mode: Write,
	Run: func(c *Call, in UpdateNoteIn) (contact.Note, error) {
		person, n, err := holdNote(c, in.NoteRef, in.Seen)
		if err != nil {
			return n, err
		}
		if err := in.Fields.write(&n); err != nil {
			return n, err
		}
		if n, err = contact.SaveNote(c.Tx, n); err != nil {
			return n, err
		}
		return n, appendNoteEvent(c, person, n.ID)
	},
})

// DeleteNoteIn removes a note.
type DeleteNoteIn struct {
	NoteRef
	Seen time.Time // as UpdateNoteIn.Seen
}

// DeleteNote removes a note, or gives StaleWrite. RestoreNote takes it back for
// a day.
var DeleteNote = define(UseCase[DeleteNoteIn, struct{}]{
	Name: "note.delete", Rule: policy.Needs(policy.WriteNote), Mode: Write,
	Run: func(c *Call, in DeleteNoteIn) (none struct{}, err error) {
		person, n, err := holdNote(c, in.NoteRef, in.Seen)
		if err != nil {
			return none, err
		}
		if err := contact.DeleteNote(c.Tx, n); err != nil {
			return none, err
		}
		return none, appendNoteEvent(c, person, n.ID)
	},
})

// RestoreNote takes the deletion of a note back.
var RestoreNote = define(UseCase[NoteRef, contact.Note]{
	Name: "note.restore", Rule: policy.Needs(policy.WriteNote), Mode: Write,
	Run: func(c *Call, in NoteRef) (contact.Note, error) {
		person, err := contact.Find(c.Tx, c.Actor.Scope, in.ContactID)
		if err != nil {
			return contact.Note{}, err
		}
		n, err := contact.RestoreNote(c.Tx, person.ID, in.NoteID)
		if err != nil {
			return n, err
		}
		return n, appendNoteEvent(c, person, n.ID)
	},
})

// appendNoteEvent tells that a contact's notes changed. Readers ask for them:
// an event carries no text of the team.
func appendNoteEvent(c *Call, of contact.Contact, id ids.NoteID) error {
	return event.Append(c.Tx, event.New{ProjectID: of.ProjectID, Subject: subjectContactPrefix + string(of.ID),
		Type: EventNotesChanged, Actor: c.Actor.String(), Data: EventData{ContactID: of.ID, NoteID: id}})
}

// write puts the fields into a note and refuses what a note can't hold.
func (f NoteFields) write(n *contact.Note) error {
	if f.Name != nil {
		n.Name = strings.TrimSpace(*f.Name)
	}
	if f.Content != nil {
		n.Content = *f.Content
	}
	if f.Metadata != nil {
		n.Metadata = f.Metadata
	}
	wrong := fault.New(fault.Invalid, fault.CodeInvalidInput, "The note can't be kept like this.")
	bad := false
	refuse := func(name, rule string) { wrong, bad = wrong.With(name, rule), true }
	if !fits(n.Name, MaxNoteName) {
		refuse("name", "must be at most 200 characters of text")
	}
	switch {
	case strings.TrimSpace(n.Content) == "":
		refuse("content", "must be given")
	case !fits(n.Content, MaxNoteContent):
		refuse("content", "must be at most 10,000 characters of text")
	}
	if !isObject(n.Metadata) {
		refuse("metadata", "must be an object of at most 64 KiB")
	}
	if bad {
		return wrong
	}
	return nil
}

// fits tells whether a text is readable and short enough. PostgreSQL keeps no
// NUL in a text.
func fits(text string, most int) bool {
	return utf8.ValidString(text) && !strings.ContainsRune(text, 0) && utf8.RuneCountInString(text) <= most
}

func isObject(metadata json.RawMessage) bool {
	return len(metadata) <= MaxMetadata && json.Valid(metadata) && bytes.HasPrefix(bytes.TrimSpace(metadata), []byte("{"))
}
