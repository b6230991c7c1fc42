package api

import (
	"context"
	"encoding/json"

	"relevo/internal/app"
	"relevo/internal/contact"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
)

type (
	contactsRequest struct {
		rest.CursorQuery
		WaID                 string `query:"wa_id" doc:"The whole number, in any spelling"`
		WaIDContains         string `query:"wa_id_contains"`
		ProfileNameContains  string `query:"profile_name_contains"`
		BusinessScopedUserID string `query:"business_scoped_user_id" doc:"Present or past"`
		CustomerID           string `query:"customer_id"`
		CustomerExternalID   string `query:"customer_external_id"`
		HasCustomer          string `query:"has_customer" doc:"true or false"`
		CreatedAfter         string `query:"created_after" doc:"An instant, inclusive"`
		CreatedBefore        string `query:"created_before" doc:"An instant, inclusive"`
	}

	updateContactRequest struct {
		ID   string `path:"id" doc:"Our id, the phone number, or the business-scoped user id"`
		Body struct {
			Contact struct {
				ProfileName *string         `json:"profile_name,omitempty"`
				DisplayName *string         `json:"display_name,omitempty"`
				Metadata    json.RawMessage `json:"metadata,omitempty" doc:"An object of at most 64 KiB, in place of the present one"`
			} `json:"contact"`
			SeenDisplayName *string `json:"seen_display_name,omitempty" doc:"The display name that the writer saw; empty for none"`
		}
	}
)

type (
	blockRequest struct {
		ID   string `path:"id" doc:"Our id, the phone number, or the business-scoped user id"`
		Body struct {
			Block struct {
				PhoneNumberID string `json:"phone_number_id" doc:"Of the WhatsApp number, Meta's or ours"`
			} `json:"block"`
		}
	}

	unblockRequest struct {
		ID            string `path:"id" doc:"Our id, the phone number, or the business-scoped user id"`
		PhoneNumberID string `query:"phone_number_id" doc:"Of the WhatsApp number, Meta's or ours"`
	}
)

func mountBlocks(s *rest.Server) {
	const path = "/platform/v1/whatsapp/contacts/{id}/block"
	answer := func(c contact.Contact) *rest.Answer[record.ContactRecord] { return rest.OK(record.Contact(c)) }
	rest.Mount(s, "POST "+path, app.BlockContact,
		func(_ context.Context, r *blockRequest) (app.BlockContactIn, error) {
			return app.BlockContactIn{ContactID: r.ID, PhoneNumberID: r.Body.Block.PhoneNumberID, Block: true}, nil
		}, answer, rest.Summary("Block a contact for a WhatsApp number"),
		rest.Doc("Answers when WhatsApp has. WhatsApp blocks only people who wrote in the last 24 hours; what it refuses is a 409 with the code whatsapp_refused."))
	rest.Mount(s, "DELETE "+path, app.BlockContact,
		func(_ context.Context, r *unblockRequest) (app.BlockContactIn, error) {
			return app.BlockContactIn{ContactID: r.ID, PhoneNumberID: r.PhoneNumberID}, nil
		}, answer, rest.Variant("undo"), rest.Summary("Let a blocked contact write again"))
}

type erasureRecord struct {
	MessagesLeft int64 `json:"messages_left"`
	Finished     bool  `json:"finished" doc:"Nothing is left"`
	AtMost       int   `json:"at_most" doc:"Where the count ends"`
}

func mountContacts(s *rest.Server) {
	answer := func(c contact.Contact) *rest.Answer[record.ContactRecord] { return rest.OK(record.Contact(c)) }
	rest.Mount(s, "GET /platform/v1/whatsapp/contacts", app.ListContacts,
		func(ctx context.Context, _ *contactsRequest) (app.ListContactsIn, error) {
			return record.ContactQuery(rest.RequestOf(ctx).URL.Query())
		},
		record.ContactList, rest.Summary("List contacts, newest first"))
	rest.Mount(s, "GET /platform/v1/whatsapp/contacts/{id}", app.GetContact, idOf, answer,
		rest.Summary("Get a contact by our id, phone number or business-scoped user id"))
	rest.Mount(s, "PATCH /platform/v1/whatsapp/contacts/{id}", app.UpdateContact,
		func(_ context.Context, r *updateContactRequest) (app.UpdateContactIn, error) {
			c := r.Body.Contact
			return app.UpdateContactIn{ID: r.ID, Update: contact.Update{
				ProfileName: c.ProfileName, DisplayName: c.DisplayName, Metadata: given(c.Metadata)}, Seen: r.Body.SeenDisplayName}, nil
		}, answer, rest.Telling(changedSince(record.Contact)), rest.Summary("Change a contact's names or metadata"),
		rest.Doc("With seen_display_name another display name is refused with 409 stale_write when somebody has changed it since; the contact stands in `current` as it is now."))
	rest.Mount(s, "GET /platform/v1/whatsapp/contacts/{id}/erasure", app.GetErasure, idOf,
		func(left app.ErasureLeft) *rest.Answer[erasureRecord] {
			return rest.OK(erasureRecord{MessagesLeft: left.Messages, AtMost: app.ErasureLeftAtMost, Finished: left.Finished})
		},
		rest.Summary("Tell how far the erasure of a contact has come"), rest.Doc("404 for a contact that nobody asked to erase."))
	rest.Mount(s, "DELETE /platform/v1/whatsapp/contacts/{id}", app.EraseContact, idOf,
		func(struct{}) *rest.Empty { return &rest.Empty{} }, rest.Summary("Erase a contact with everything of theirs"),
		rest.Doc("The contact is gone at once. Conversations, messages, files, notes, drafts and the stored webhook bodies that name the person "+
			"are removed by a job within moments; GET …/erasure tells what is left. What other people wrote about the person stays, and so do backups."))
}
