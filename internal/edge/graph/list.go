package graph

import (
	"encoding/json"

	"relevo/internal/app"
	"relevo/internal/contact"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
)

func (q *request) selected() record.Fields { return record.ParseFields(q.r.URL.Query().Get("fields")) }

func (g *graph) listMessages(q *request) error {
	n, err := g.number(q, q.path[0])
	if err != nil {
		return err
	}
	in, err := record.MessageQuery(q.r.URL.Query())
	if err != nil {
		return err
	}
	in.PhoneNumberID = string(n.ID)
	page, err := rest.Call(q.context(), g.rest, app.ListMessages, in)
	if err != nil {
		return err
	}
	return q.answer(record.MessageList(page, q.selected(), g.links).Body)
}

func (g *graph) message(q *request) error {
	n, err := g.number(q, q.path[0])
	if err != nil {
		return err
	}
	m, err := rest.Call(q.context(), g.rest, app.GetMessage, q.path[2])
	if err != nil {
		return err
	}
	if m.NumberID != n.ID {
		return notHere("message")
	}
	return q.answer(record.Message(m, g.links).Select(q.selected()))
}

func (g *graph) listConversations(q *request) error {
	n, err := g.number(q, q.path[0])
	if err != nil {
		return err
	}
	in, err := record.ConversationQuery(q.r.URL.Query())
	if err != nil {
		return err
	}
	in.PhoneNumberID = string(n.ID)
	page, err := rest.Call(q.context(), g.rest, app.ListConversations, in)
	if err != nil {
		return err
	}
	return q.answer(record.ConversationList(page, q.selected()).Body)
}

func (g *graph) conversationOfNumber(q *request) error {
	n, err := g.number(q, q.path[0])
	if err != nil {
		return err
	}
	c, err := rest.Call(q.context(), g.rest, app.GetConversation, q.path[2])
	if err != nil {
		return err
	}
	if c.NumberID != n.ID {
		return notHere("conversation")
	}
	return q.answer(record.Conversation(c).Select(q.selected()))
}

func (g *graph) conversation(q *request) error {
	c, err := rest.Call(q.context(), g.rest, app.GetConversation, q.path[1])
	if err != nil {
		return err
	}
	return q.answer(record.Conversation(c).Select(q.selected()))
}

func (g *graph) updateConversation(q *request) error {
	if err := app.May(q.actor, app.UpdateConversation); err != nil {
		return err
	}
	var change struct {
		Status   string          `json:"status"`
		Metadata json.RawMessage `json:"metadata"`
	}
	if err := q.fields("whatsapp_conversation", &change); err != nil {
		return err
	}
	c, err := rest.Call(q.context(), g.rest, app.UpdateConversation,
		app.UpdateConversationIn{ID: q.path[1], Status: change.Status, Metadata: given(change.Metadata)})
	if err != nil {
		return err
	}
	return q.answer(record.Conversation(c))
}

func (g *graph) listContacts(q *request) error {
	if _, err := g.number(q, q.path[0]); err != nil {
		return err
	}
	in, err := record.ContactQuery(q.r.URL.Query())
	if err != nil {
		return err
	}
	page, err := rest.Call(q.context(), g.rest, app.ListContacts, in)
	if err != nil {
		return err
	}
	return q.answer(record.ContactList(page).Body)
}

func (g *graph) contact(q *request) error {
	if _, err := g.number(q, q.path[0]); err != nil {
		return err
	}
	c, err := rest.Call(q.context(), g.rest, app.GetContact, q.path[2])
	if err != nil {
		return err
	}
	return q.answer(record.Contact(c))
}

func (g *graph) updateContact(q *request) error {
	if err := app.May(q.actor, app.UpdateContact); err != nil {
		return err
	}
	if _, err := g.number(q, q.path[0]); err != nil {
		return err
	}
	var change struct {
		ProfileName *string         `json:"profile_name"`
		DisplayName *string         `json:"display_name"`
		Metadata    json.RawMessage `json:"metadata"`
	}
	if err := q.fields("contact", &change); err != nil {
		return err
	}
	c, err := rest.Call(q.context(), g.rest, app.UpdateContact, app.UpdateContactIn{ID: q.path[2], Update: contact.Update{
		ProfileName: change.ProfileName, DisplayName: change.DisplayName, Metadata: given(change.Metadata)}})
	if err != nil {
		return err
	}
	return q.answer(record.Contact(c))
}

// given makes nothing of a member that is null.
func given(text json.RawMessage) json.RawMessage {
	if string(text) == "null" {
		return nil
	}
	return text
}
