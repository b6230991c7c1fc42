package record

import (
	"encoding/json"
	"strings"

	"relevo/internal/app"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/ids"
	"relevo/internal/whatsapp"
)

// MessageExtras is what WhatsApp's own message object does not have.
type MessageExtras struct {
	ID                     ids.MessageID      `json:"id" doc:"Our id, which stays"`
	Direction              string             `json:"direction" enum:"inbound,outbound"`
	Status                 string             `json:"status" enum:"received,queued,sent,failed,delivered,read,played"`
	Outcome                string             `json:"outcome,omitempty" enum:"started,accepted,refused,unknown" doc:"Of a send; unknown means that it may have left"`
	ProcessingStatus       string             `json:"processing_status"`
	Origin                 string             `json:"origin" enum:"cloud_api,business_app,history_sync"`
	Content                *string            `json:"content" doc:"The whole message as plain text; null for a revoked one"`
	PhoneNumber            *string            `json:"phone_number" doc:"Of the customer, with a plus"`
	PhoneNumberID          ids.PhoneNumberID  `json:"phone_number_id"`
	ContactID              ids.ContactID      `json:"contact_id"`
	ContactName            string             `json:"contact_name"`
	WhatsAppConversationID ids.ConversationID `json:"whatsapp_conversation_id"`
	HasMedia               bool               `json:"has_media"`
	MediaURL               *string            `json:"media_url,omitempty" doc:"Absolute, fetchable without a header; missing until the bytes are here"`
	MediaData              *MediaData         `json:"media_data,omitempty"`
	MessageTypeData        json.RawMessage    `json:"message_type_data,omitempty" doc:"The member that type names; the whole raw message of an unknown type"`
	ContextMessageID       *string            `json:"context_message_id,omitempty" doc:"The wamid of the quoted message"`
	Statuses               []Object           `json:"statuses" nullable:"false" doc:"Every status event as WhatsApp sent it, oldest first"`
	Errors                 []MessageError     `json:"errors" nullable:"false"`
	Reactions              []Reaction         `json:"reactions" nullable:"false" doc:"The present ones, oldest first"`
	OrderText              *string            `json:"order_text,omitempty"`
	FlowResponse           json.RawMessage    `json:"flow_response,omitempty" doc:"The answers of a form"`
	FlowToken              *string            `json:"flow_token,omitempty"`
	FlowName               *string            `json:"flow_name,omitempty"`
	ClientID               *string            `json:"client_id,omitempty" doc:"What the sending client called it"`
	SentBy                 *SentBy            `json:"sent_by,omitempty" doc:"The person of the team who wrote it"`
	EditedAt               *string            `json:"edited_at,omitempty" format:"date-time"`
	Edits                  []Edit             `json:"edits,omitempty" nullable:"false" doc:"What it said before each change, oldest first"`
	RevokedAt              *string            `json:"revoked_at,omitempty" format:"date-time"`
	CreatedAt              string             `json:"created_at" format:"date-time" doc:"When it was stored here"`
}

// SentBy is a person of the team.
type SentBy struct {
	ID ids.UserID `json:"id"`
}

// Reaction is the present reaction of one side.
type Reaction struct {
	Emoji     string `json:"emoji"`
	From      string `json:"from" doc:"Digits where known, else the person's user id or contact id"`
	Direction string `json:"direction" enum:"inbound,outbound"`
}

const userPrefix = "user:"

func extrasOf(v app.MessageView, node object, links Links) MessageExtras {
	m := v.Message
	body := whatsapp.ParseBody(m.Node)
	x := MessageExtras{
		ID: m.ID, Direction: m.Direction, Status: m.Status, Outcome: m.Outcome, ProcessingStatus: "processed",
		Origin: m.Origin, PhoneNumber: plus(m.WaID), PhoneNumberID: m.PhoneNumberID, ContactID: m.ContactID,
		ContactName: nameOf(m.DisplayName, m.ProfileName, nil, m.WaID), WhatsAppConversationID: m.ConversationID,
		ContextMessageID: orNull(string(m.ContextWAMID)), Statuses: []Object{},
		Errors: errorsOf(m, body), Reactions: []Reaction{}, ClientID: orNull(m.ClientID),
		EditedAt: InstantOrNull(m.EditedAt), RevokedAt: InstantOrNull(m.RevokedAt), CreatedAt: instant(m.CreatedAt),
	}
	for _, s := range v.Statuses {
		x.Statuses = append(x.Statuses, Object(s.Raw))
	}
	for _, r := range v.Reactions {
		x.Reactions = append(x.Reactions, Reaction{Emoji: r.Emoji, From: reactor(m, r), Direction: r.Direction})
	}
	for _, e := range v.Edits {
		x.Edits = append(x.Edits, Edit{Before: e.Before, At: instant(e.At)})
	}
	if id, person := strings.CutPrefix(m.Actor, userPrefix); person && m.Direction == conversation.Outbound {
		x.SentBy = &SentBy{ID: ids.UserID(id)}
	}
	if m.RevokedAt == nil {
		x.tell(m, body, node)
		x.attach(v, body, links)
	}
	return x
}

// tell sets what the content says.
func (x *MessageExtras) tell(m conversation.Message, body whatsapp.Body, node object) {
	content := body.Content()
	x.Content = &content
	switch m.Type {
	case "text":
	case whatsapp.TypeUnknown:
		x.MessageTypeData = m.Node
	default:
		x.MessageTypeData = node.get(m.Type)
	}
	if body.Order != nil {
		x.OrderText = orNull(body.Order.Text)
	}
	if form := body.Interactive; form != nil && form.Kind == "nfm_reply" {
		x.FlowResponse, x.FlowName = form.Response, orNull(form.Title)
		x.FlowToken = orNull(readObject(form.Response).text("flow_token"))
	}
}

func reactor(m conversation.Message, r conversation.Reaction) string {
	switch {
	case r.Direction == conversation.Outbound:
		return contact.Digits(m.DisplayPhoneNumber)
	case r.Sender != string(m.ContactID):
		return r.Sender
	default:
		return firstText(value(m.WaID), value(m.UserID), r.Sender)
	}
}
