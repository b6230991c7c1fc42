package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"relevo/internal/app"
	"relevo/internal/contact"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
)

type (
	notesRequest struct {
		rest.CursorQuery
		ID string `path:"id" doc:"Of the contact: our id, the phone number, or the business-scoped user id"`
	}

	noteRequest struct {
		ID     string     `path:"id" doc:"Of the contact: our id, the phone number, or the business-scoped user id"`
		NoteID ids.NoteID `path:"note_id"`
	}

	noteFields struct {
		Name     *string         `json:"name,omitempty" doc:"A title of at most 200 characters"`
		Content  *string         `json:"content,omitempty" doc:"At most 10,000 characters"`
		Metadata json.RawMessage `json:"metadata,omitempty" doc:"An object of at most 64 KiB, in place of the present one"`
	}

	addNoteRequest struct {
		ID   string `path:"id" doc:"Of the contact: our id, the phone number, or the business-scoped user id"`
		Body struct {
			Note noteFields `json:"note"`
		}
	}

	updateNoteRequest struct {
		ID     string     `path:"id" doc:"Of the contact: our id, the phone number, or the business-scoped user id"`
		NoteID ids.NoteID `path:"note_id"`
		Body   struct {
			Note          noteFields `json:"note"`
			SeenUpdatedAt time.Time  `json:"seen_updated_at,omitzero" doc:"updated_at of the note that the writer saw"`
		}
	}

	deleteNoteRequest struct {
		ID            string     `path:"id" doc:"Of the contact: our id, the phone number, or the business-scoped user id"`
		NoteID        ids.NoteID `path:"note_id"`
		SeenUpdatedAt time.Time  `query:"seen_updated_at" doc:"updated_at of the note that the person saw"`
	}
)

const onlySeen = "With seen_updated_at it is refused with 409 stale_write when the note was changed since; it stands in `current` as it is now."

func (f noteFields) input() app.NoteFields {
	return app.NoteFields{Name: f.Name, Content: f.Content, Metadata: given(f.Metadata)}
}

func refOf(_ context.Context, r *noteRequest) (app.NoteRef, error) {
	return app.NoteRef{ContactID: r.ID, NoteID: r.NoteID}, nil
}

func mountNotes(s *rest.Server) {
	const list, one = "/platform/v1/whatsapp/contacts/{id}/notes", "/platform/v1/whatsapp/contacts/{id}/notes/{note_id}"
	answer := func(n contact.Note) *rest.Answer[record.NoteRecord] { return rest.OK(record.Note(n)) }
	rest.Mount(s, "GET "+list, app.ListNotes,
		func(_ context.Context, r *notesRequest) (app.ListNotesIn, error) {
			part, err := record.NoteRange(r.CursorQuery)
			return app.ListNotesIn{ContactID: r.ID, Range: part}, err
		}, record.NoteList, rest.Summary("List a contact's notes, newest first"))
	rest.Mount(s, "POST "+list, app.AddNote,
		func(_ context.Context, r *addNoteRequest) (app.AddNoteIn, error) {
			return app.AddNoteIn{ContactID: r.ID, Fields: r.Body.Note.input()}, nil
		}, answer, rest.Status(http.StatusCreated), rest.Summary("Write a note about a contact"))
	rest.Mount(s, "GET "+one, app.GetNote, refOf, answer, rest.Summary("Get a note"))
	rest.Mount(s, "PATCH "+one, app.UpdateNote,
		func(_ context.Context, r *updateNoteRequest) (app.UpdateNoteIn, error) {
			return app.UpdateNoteIn{NoteRef: app.NoteRef{ContactID: r.ID, NoteID: r.NoteID}, Fields: r.Body.Note.input(), Seen: r.Body.SeenUpdatedAt}, nil
		}, answer, rest.Telling(changedSince(record.Note)), rest.Summary("Change a note"), rest.Doc(onlySeen))
	rest.Mount(s, "DELETE "+one, app.DeleteNote,
		func(_ context.Context, r *deleteNoteRequest) (app.DeleteNoteIn, error) {
			return app.DeleteNoteIn{NoteRef: app.NoteRef{ContactID: r.ID, NoteID: r.NoteID}, Seen: r.SeenUpdatedAt}, nil
		},
		func(struct{}) *rest.Empty { return &rest.Empty{} }, rest.Telling(changedSince(record.Note)),
		rest.Summary("Delete a note; it can be taken back for a day"), rest.Doc(onlySeen))
	rest.Mount(s, "POST "+one+"/restore", app.RestoreNote, refOf, answer, rest.Summary("Take the deletion of a note back"))
}
