package record

import (
	"encoding/json"
	"time"

	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/ids"
)

// ConversationRecord is a conversation as clients see it.
type ConversationRecord struct {
	ID                         ids.ConversationID          `json:"id"`
	PhoneNumber                *string                     `json:"phone_number" doc:"Of the customer, with a plus; null for a person without one"`
	PhoneNumberID              ids.PhoneNumberID           `json:"phone_number_id" doc:"Meta's id of the WhatsApp number"`
	Status                     string                      `json:"status" enum:"active,ended"`
	LastActiveAt               string                      `json:"last_active_at" format:"date-time"`
	CreatedAt                  string                      `json:"created_at" format:"date-time"`
	UpdatedAt                  string                      `json:"updated_at" format:"date-time"`
	Metadata                   Object                      `json:"metadata" doc:"An object of the client's own"`
	BusinessScopedUserID       *string                     `json:"business_scoped_user_id"`
	ParentBusinessScopedUserID *string                     `json:"parent_business_scoped_user_id"`
	Username                   *string                     `json:"username"`
	Kapso                      *Extras[ConversationExtras] `json:"kapso,omitempty"`
}

// ConversationExtras is what WhatsApp's own API does not have. The last message
// is the newest one that makes a bubble.
type ConversationExtras struct {
	ContactID            ids.ContactID `json:"contact_id"`
	ContactName          string        `json:"contact_name"`
	MessagesCount        int64         `json:"messages_count"`
	LastMessageID        *string       `json:"last_message_id" doc:"Its wamid, or our id before WhatsApp gave one"`
	LastMessageType      *string       `json:"last_message_type"`
	LastMessageTimestamp *string       `json:"last_message_timestamp" format:"date-time"`
	LastMessageText      *string       `json:"last_message_text" doc:"One line"`
	LastMessageDirection *string       `json:"last_message_direction" enum:"inbound,outbound"`
	LastMessageStatus    *string       `json:"last_message_status" enum:"received,queued,sent,failed,delivered,read,played"`
	LastInboundAt        *string       `json:"last_inbound_at" format:"date-time"`
	LastOutboundAt       *string       `json:"last_outbound_at" format:"date-time"`
	WindowExpiresAt      *string       `json:"window_expires_at" format:"date-time" doc:"Until when free-form messages are allowed, as far as is known here; null when the person never wrote"`
	UnreadCount          int64         `json:"unread_count" doc:"Inbound messages that the asking person has not seen; for an API key, those since the last outbound one"`
	InboundCount         int64         `json:"inbound_count"`
	AssignedUserID       *ids.UserID   `json:"assigned_user_id" doc:"The person in charge; null for nobody"`
	AssignedUserName     *string       `json:"assigned_user_name"`
	ClosedAt             *string       `json:"closed_at" format:"date-time" doc:"When it ended; null while it is active"`
	ClosedBy             *string       `json:"closed_by" doc:"Who ended it: the kind of actor and its id, as user:…; system after 24 hours of silence"`
	GroupID              *string       `json:"group_id" doc:"Null for a conversation with one person"`
}

// Conversation makes the record of a conversation.
func Conversation(c conversation.Conversation) ConversationRecord {
	r := ConversationRecord{
		ID: c.ID, PhoneNumber: plus(c.WaID), PhoneNumberID: c.PhoneNumberID, Status: c.Status,
		LastActiveAt: instant(c.LastActiveAt), CreatedAt: instant(c.CreatedAt), UpdatedAt: instant(c.UpdatedAt),
		Metadata: orEmpty(c.Metadata), BusinessScopedUserID: c.UserID, ParentBusinessScopedUserID: c.ParentUserID,
		Username: c.Username,
	}
	extras := ConversationExtras{
		ContactID: c.ContactID, ContactName: nameOf(c.DisplayName, c.ProfileName, c.Username, c.WaID),
		MessagesCount: c.MessagesCount, LastInboundAt: InstantOrNull(c.LastInboundAt),
		LastOutboundAt: InstantOrNull(c.LastOutboundAt), WindowExpiresAt: InstantOrNull(c.WindowExpiresAt()),
		UnreadCount: c.Unread, InboundCount: c.InboundCount, GroupID: orNull(c.GroupID),
		AssignedUserID: c.AssigneeID, AssignedUserName: c.AssigneeName,
		ClosedAt: InstantOrNull(c.ClosedAt), ClosedBy: c.ClosedBy,
	}
	if last := c.Last; last != nil {
		id := string(last.WAMID)
		if id == "" {
			id = string(last.ID)
		}
		extras.LastMessageID, extras.LastMessageType = &id, &last.Type
		at := last.At.Truncate(time.Second) // as the message's own timestamp has it
		extras.LastMessageTimestamp, extras.LastMessageText = InstantOrNull(&at), &last.Text
		extras.LastMessageDirection, extras.LastMessageStatus = &last.Direction, &last.Status
	}
	r.Kapso = newExtras(extras)
	return r
}

// Select gives the record with the members of kapso that were asked for.
func (r ConversationRecord) Select(f Fields) ConversationRecord {
	r.Kapso = r.Kapso.limit(f)
	return r
}

// nameOf gives what a list shows for a person.
func nameOf(display, profile, username, waID *string) string {
	return contact.Contact{DisplayName: display, ProfileName: profile, Username: username, WaID: waID}.Name()
}

func orEmpty(metadata json.RawMessage) Object {
	if len(metadata) == 0 {
		return Object("{}")
	}
	return Object(metadata)
}
