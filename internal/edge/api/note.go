package api

import (
	"context"
	"encoding/json"
	"net/http"

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

	noteBody struct {
		Note struct {
			Name     *string         `json:"name,omitempty" doc:"A title of at most 200 characters"`
			Content  *string         `json:"content,omitempty" doc:"At most 10,000 characters"`
			Metadata json.RawMessage `json:"metadata,omitempty" doc:"An object of at most 64 KiB, in place of the present one"`
		} `json:"note"`
	}

	addNoteRequest struct {
		ID   string `path:"id" doc:"Of the contact: our id, the phone number, or the business-scoped user id"`
		Body noteBody
	}

	updateNoteRequest struct {
		ID     string     `path:"id" doc:"Of the contact: our id, the phone number, or the business-scoped user id"`
		NoteID ids.NoteID `path:"note_id"`
		Body   noteBody
	}
)

func (b noteBody) fields() app.NoteFields {
	return app.NoteFields{Name: b.Note.Name, Content: b.Note.Content, Metadata: given(b.Note.Metadata)}
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
			return app.AddNoteIn{ContactID: r.ID, Fields: r.Body.fields()}, nil
		}, answer, rest.Status(http.StatusCreated), rest.Summary("Write a note about a contact"))
	rest.Mount(s, "GET "+one, app.GetNote, refOf, answer, rest.Summary("Get a note"))
	rest.Mount(s, "PATCH "+one, app.UpdateNote,
		func(_ context.Context, r *updateNoteRequest) (app.UpdateNoteIn, error) {
			return app.UpdateNoteIn{NoteRef: app.NoteRef{ContactID: r.ID, NoteID: r.NoteID}, Fields: r.Body.fields()}, nil
		}, answer, rest.Summary("Change a note"))
	rest.Mount(s, "DELETE "+one, app.DeleteNote, refOf,
		func(struct{}) *rest.Empty { return &rest.Empty{} }, rest.Summary("Delete a note; it can be taken back for a day"))
	rest.Mount(s, "POST "+one+"/restore", app.RestoreNote, refOf, answer, rest.Summary("Take the deletion of a note back"))
}
