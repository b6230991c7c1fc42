package record

import (
	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
)

// The sort columns of the lists, which their cursors name.
var (
	conversationColumns = []string{"last_active_at", "id"}
	messageColumns      = []string{"at", "arrival", "id"}
	contactColumns      = []string{"created_at", "id"}
)

// ConversationList makes a page of the conversation list.
func ConversationList(p app.Page[conversation.Conversation], f Fields) *rest.List[ConversationRecord] {
	return rest.ListOf(p, func(c conversation.Conversation) ConversationRecord { return Conversation(c).Select(f) },
		func(c conversation.Conversation) string {
			return rest.EncodeCursor(conversationColumns, clock.Millis(c.LastActiveAt), string(c.ID))
		})
}

// MessageList makes a page of the message list.
func MessageList(p app.Page[app.MessageView], f Fields, links Links) *rest.List[MessageRecord] {
	return rest.ListOf(p, func(v app.MessageView) MessageRecord { return Message(v, links).Select(f) },
		func(v app.MessageView) string {
			return rest.EncodeCursor(messageColumns, clock.Millis(v.At), v.Arrival, string(v.ID))
		})
}

// ContactList makes a page of the contact list.
func ContactList(p app.Page[contact.Contact]) *rest.List[ContactRecord] {
	return rest.ListOf(p, Contact, func(c contact.Contact) string {
		return rest.EncodeCursor(contactColumns, clock.Millis(c.CreatedAt), string(c.ID))
	})
}

// ConversationRange reads the cursors of the conversation list.
func ConversationRange(q rest.CursorQuery) (app.Range[conversation.Position], error) {
	return rest.RangeOf(q, func(cursor string) (conversation.Position, error) {
		var at int64
		var id string
		err := rest.DecodeCursor(cursor, conversationColumns, &at, &id)
		return conversation.Position{LastActiveAt: at, ID: ids.ConversationID(id)}, err
	})
}

// MessageRange reads the cursors of the message list.
func MessageRange(q rest.CursorQuery) (app.Range[conversation.MessagePosition], error) {
	return rest.RangeOf(q, func(cursor string) (conversation.MessagePosition, error) {
		var at, arrival int64
		var id string
		err := rest.DecodeCursor(cursor, messageColumns, &at, &arrival, &id)
		return conversation.MessagePosition{At: at, Arrival: arrival, ID: ids.MessageID(id)}, err
	})
}

// ContactRange reads the cursors of the contact list.
func ContactRange(q rest.CursorQuery) (app.Range[contact.Position], error) {
	return rest.RangeOf(q, func(cursor string) (contact.Position, error) {
		var at int64
		var id string
		err := rest.DecodeCursor(cursor, contactColumns, &at, &id)
		return contact.Position{CreatedAt: at, ID: ids.ContactID(id)}, err
	})
}
