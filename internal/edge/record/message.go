package record

import (
	"encoding/json"
	"strconv"

	"relevo/internal/app"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/edge/rest"
	"relevo/internal/whatsapp"
)

// MessageRecord is a message as clients see it: WhatsApp's own message object,
// with the members below in place of its own of the same name. A message that
// was revoked has no content.
type MessageRecord struct {
	ID        string                 `json:"id" doc:"The wamid; our id before WhatsApp gave one"`
	Type      string                 `json:"type" doc:"text, image, interactive, …; unknown for a type that is in no list"`
	Timestamp string                 `json:"timestamp" doc:"Unix seconds"`
	From      *string                `json:"from,omitempty" doc:"Digits, where the number is known"`
	To        *string                `json:"to,omitempty" doc:"Digits, where the number is known; the id of a group"`
	ToUserID  *string                `json:"to_user_id,omitempty" doc:"The business-scoped user id of the recipient, where it is known"`
	Kapso     *Extras[MessageExtras] `json:"kapso,omitempty"`

	content object
}

// ownMembers are set by the record, or belong to the frame of a send request
// and not to the message (Cloud API reference, messages). `data` would make
// clients take the record apart; message_type_data keeps it for the types that
// have it.
var ownMembers = map[string]bool{
	"id": true, "type": true, "timestamp": true, "from": true, "to": true, "to_user_id": true, "kapso": true,
	"messaging_product": true, "recipient_type": true, "recipient": true, "biz_opaque_callback_data": true, "data": true,
}

// Message makes the record of a message.
func Message(v app.MessageView, links Links) MessageRecord {
	node := readObject(v.Node)
	r := MessageRecord{
		ID: idOf(v.Message), Type: v.Type, Timestamp: strconv.FormatInt(sentAt(v.Message), 10),
		content: withContextID(node.keep(func(name string) bool { return !ownMembers[name] })),
	}
	r.address(v.Message, node)
	r.Kapso = newExtras(extrasOf(v, node, links))
	return r
}

// Select gives the record with the members of kapso that were asked for.
func (r MessageRecord) Select(f Fields) MessageRecord {
	r.Kapso = r.Kapso.limit(f)
	return r
}

// MarshalJSON writes the own members, WhatsApp's, and kapso last.
func (r MessageRecord) MarshalJSON() ([]byte, error) {
	type own MessageRecord
	head, kapso := own(r), r.Kapso
	head.Kapso = nil
	text, err := rest.EncodeJSON(head)
	if err != nil {
		return nil, err
	}
	all := append(readObject(text), r.content...)
	if kapso != nil {
		extras, err := rest.EncodeJSON(kapso)
		if err != nil {
			return nil, err
		}
		all = append(all, member{"kapso", extras})
	}
	return all.MarshalJSON()
}

func idOf(m conversation.Message) string {
	if m.WAMID != "" {
		return string(m.WAMID)
	}
	return string(m.ID)
}

// sentAt gives WhatsApp's own time of a message, in unix seconds; where it gave
// none, the time of receipt.
func sentAt(m conversation.Message) int64 {
	if at := m.ProviderAt.Unix(); at > 0 {
		return at
	}
	return m.At.Unix()
}

// address sets from and to. The numbers of the message itself come first: a
// person may have another one today.
func (r *MessageRecord) address(m conversation.Message, node object) {
	business := orNull(contact.Digits(m.DisplayPhoneNumber))
	if m.Direction == conversation.Inbound {
		r.From, r.To = phoneOr(node.text("from"), m.WaID), business
		return
	}
	r.From, r.To = business, phoneOr(node.text("to"), m.WaID)
	if node.text("recipient_type") == whatsapp.RecipientGroup {
		r.To = orNull(node.text("to"))
		return
	}
	r.ToUserID = m.UserID
	if named := firstText(node.text("recipient"), node.text("to_user_id")); named != "" {
		r.ToUserID = &named
	}
}

func phoneOr(named string, known *string) *string {
	if digits, isPhone := whatsapp.PhoneDigits(named); isPhone {
		return &digits
	}
	return orNull(value(known))
}

func firstText(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// withContextID names the quoted message as webhooks do, also where a send
// request named it: context.id.
func withContextID(content object) object {
	quoted := readObject(content.get("context"))
	id := quoted.get("message_id")
	if id == nil || quoted.get("id") != nil {
		return content
	}
	text, err := append(object{{"id", id}}, quoted...).MarshalJSON()
	if err != nil {
		return content
	}
	return content.with("context", json.RawMessage(text))
}
