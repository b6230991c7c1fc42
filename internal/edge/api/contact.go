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
		}
	}
)

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
				ProfileName: c.ProfileName, DisplayName: c.DisplayName, Metadata: given(c.Metadata)}}, nil
		}, answer, rest.Summary("Change a contact's names or metadata"))
}
