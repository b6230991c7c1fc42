package record

import (
	"net/url"

	"relevo/internal/app"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/ids"
)

// nobody stands in a filter that can match nothing.
const nobody = "nobody"

// ConversationQuery reads the parameters of the conversation list: status,
// phone_number_id, phone_number (any part, in any spelling),
// business_scoped_user_id, contact_id, unread, assigned_user_id, unassigned,
// created_after, created_before, last_active_after or _since, last_active_before
// or _until, and those of a list. A value that is not known is an invalid_input
// fault.
func ConversationQuery(values url.Values) (app.ListConversationsIn, error) {
	q := query{values: values}
	in := app.ListConversationsIn{PhoneNumberID: q.text("phone_number_id"), Filter: conversation.Filter{
		Status: q.word("status", conversation.Active, conversation.Ended, "all"), PhoneDigits: q.phone("phone_number"),
		BusinessScopedUserID: q.text("business_scoped_user_id"), ContactID: ids.ContactID(q.text("contact_id")),
		CreatedAfter: q.instant("created_after"), CreatedBefore: q.instant("created_before"),
		LastActiveAfter: q.instant("last_active_after", "last_active_since"),
		LastActiveUpTo:  q.instant("last_active_before", "last_active_until"),
	}}
	if in.Filter.Status == "all" {
		in.Filter.Status = ""
	}
	if unread := q.flag("unread"); unread != nil {
		in.Filter.Unread = *unread
	}
	q.assignee(&in.Filter)
	cursors := q.cursors()
	if q.err != nil {
		return in, q.err
	}
	r, err := ConversationRange(cursors)
	in.Range = r
	return in, err
}

// assignee reads by whom a list is narrowed: a person, "me", nobody or anybody.
func (q *query) assignee(f *conversation.Filter) {
	f.AssigneeID = ids.UserID(q.text("assigned_user_id"))
	unassigned := q.flag("unassigned")
	if unassigned == nil {
		return
	}
	assigned := !*unassigned
	f.Assigned = &assigned
	if *unassigned && f.AssigneeID != "" {
		q.refuse("unassigned", "can't be asked for together with assigned_user_id")
	}
}

// MessageQuery reads the parameters of the message list: phone_number_id,
// conversation_id, phone_number, business_scoped_user_id, direction, status,
// message_type, has_media, since, until, around, and those of a list.
func MessageQuery(values url.Values) (app.ListMessagesIn, error) {
	q := query{values: values}
	in := app.ListMessagesIn{PhoneNumberID: q.text("phone_number_id"), Filter: conversation.MessageFilter{
		ConversationID: ids.ConversationID(q.text("conversation_id")), PhoneDigits: q.phone("phone_number"),
		BusinessScopedUserID: q.text("business_scoped_user_id"), Type: q.text("message_type", "type"),
		Direction: q.word("direction", conversation.Inbound, conversation.Outbound),
		Status: q.word("status", conversation.Received, conversation.Queued, "pending", conversation.Sent, conversation.Failed,
			conversation.Delivered, conversation.Read, conversation.Played),
		HasMedia: q.flag("has_media"), Since: q.instant("since", "created_after"), Until: q.instant("until", "created_before"),
	}, Around: q.text("around")}
	if in.Around != "" && (q.text("after") != "" || q.text("before") != "") {
		q.refuse("around", "can't be given with after or before")
	}
	if in.Filter.Status == "pending" { // another name that clients have for it
		in.Filter.Status = conversation.Queued
	}
	cursors := q.cursors()
	if q.err != nil {
		return in, q.err
	}
	r, err := MessageRange(cursors)
	in.Range = r
	return in, err
}

// ContactQuery reads the parameters of the contact list: wa_id, wa_id_contains,
// profile_name_contains, business_scoped_user_id, customer_id,
// customer_external_id, has_customer, created_after, created_before, and those
// of a list.
func ContactQuery(values url.Values) (app.ListContactsIn, error) {
	q := query{values: values}
	in := app.ListContactsIn{Filter: contact.Filter{
		ProfileNameContains: q.text("profile_name_contains"), WaIDContains: q.phone("wa_id_contains"), WaID: q.phone("wa_id"),
		BusinessScopedUserID: q.text("business_scoped_user_id"), CustomerID: q.text("customer_id"),
		HasCustomer: q.flag("has_customer"), CreatedAfter: q.instant("created_after"), CreatedBefore: q.instant("created_before"),
	}}
	if q.text("customer_external_id") != "" { // no customer has a name of the client's own
		in.Filter.CustomerID = nobody
	}
	cursors := q.cursors()
	if q.err != nil {
		return in, q.err
	}
	r, err := ContactRange(cursors)
	in.Range = r
	return in, err
}
