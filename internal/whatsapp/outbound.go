package whatsapp

import (
	"encoding/json"
	"slices"
	"strings"

	"relevo/internal/ids"
)

// MaxCallbackData is the length of biz_opaque_callback_data in code points.
const MaxCallbackData = 512

// Recipient types.
const (
	RecipientIndividual = "individual"
	RecipientGroup      = "group"
)

// Outbound is the body of POST /{phone-number-id}/messages, read and checked.
// Raw is what goes to WhatsApp: every member that arrived, in its order.
type Outbound struct {
	To            string // phone number as written, or the group id; may be empty beside Recipient
	Recipient     string // business-scoped user id; To wins when both are there
	RecipientType string // individual or group
	Context       ids.WAMID
	CallbackData  string
	Body                       // the content; Body.Type names it
	Read          *ReadReceipt // set when this marks a message as read; Body is then empty
	Raw           json.RawMessage
}

// ReadReceipt marks a message, and those before it, as read; Typing also shows
// the typing indicator for 25 seconds or until the next message.
type ReadReceipt struct {
	MessageID ids.WAMID
	Typing    bool
}

// Person gives the addressed person; zero for a group.
func (o *Outbound) Person() Identity {
	if o.RecipientType == RecipientGroup {
		return Identity{}
	}
	return handles{from: o.To, userID: o.Recipient}.identity()
}

// WithCallbackData gives the message with our own biz_opaque_callback_data,
// which every status of the message echoes. Other members keep their bytes.
func (o Outbound) WithCallbackData(data string) Outbound {
	o.CallbackData = data
	o.Raw = objectOf(o.Raw).with("biz_opaque_callback_data", encode(data)).json()
	return o
}

// outboundTypes are the message types that may be sent (Cloud API reference,
// messages).
var outboundTypes = []string{
	"text", "image", "video", "audio", "document", "sticker", "location",
	"contacts", "interactive", "reaction", "template", "pin",
}

// ParseOutbound reads a message and refuses what WhatsApp documents as invalid,
// with a *GraphError in the shape and with the codes of Graph's own answer:
// 100 (parameter), 131008 (missing), 131009 (value), 131051 (type), HTTP 400.
// Whether the 24-hour window is open is WhatsApp's to judge.
func ParseOutbound(body []byte) (Outbound, error) {
	n, err := outboundObject(body)
	if err != nil {
		return Outbound{}, err
	}
	if product, _ := n.str("messaging_product"); product != "whatsapp" {
		return Outbound{}, refuse(codeParameter, "The parameter messaging_product is required.", "messaging_product must be \"whatsapp\".")
	}
	o := Outbound{Raw: slices.Clone(json.RawMessage(body))}
	if n.has("status") {
		return o.readReceipt(n)
	}
	if err := o.readFrame(n); err != nil {
		return Outbound{}, err
	}
	if err := checkContent(n, o.Type); err != nil {
		return Outbound{}, err
	}
	o.Body = bodyOf(n.with("type", encode(o.Type)), false)
	o.Declared = ""
	if o.Type == TypeUnknown { // a type that is sent but never arrives, such as pin
		o.Type = n.text("type")
	}
	return o, nil
}

// ParseDraft checks a message object that names no recipient, as the inbox
// writes it, and addresses it: to a phone number (digits) with a leading '+',
// since WhatsApp prepends its own country code otherwise, else to the user id.
func ParseDraft(message []byte, to Identity) (Outbound, error) {
	n, err := outboundObject(message)
	if err != nil {
		return Outbound{}, err
	}
	n = n.without("to").without("recipient").without("recipient_type").without("messaging_product")
	frame := node{{"messaging_product", encode("whatsapp")}, {"recipient_type", encode(RecipientIndividual)}}
	switch {
	case to.Phone != "":
		frame = append(frame, member{"to", encode("+" + to.Phone)})
	case to.UserID != "":
		frame = append(frame, member{"recipient", encode(to.UserID)})
	}
	return ParseOutbound(append(frame, n...).json())
}

func outboundObject(body []byte) (node, error) {
	if !json.Valid(body) {
		return nil, refuse(codeParameter, "Invalid parameter", "The body is not valid JSON.")
	}
	n := objectOf(body)
	if n == nil {
		return nil, refuse(codeParameter, "Invalid parameter", "The body must be a JSON object.")
	}
	return n, nil
}

func (o Outbound) readReceipt(n node) (Outbound, error) {
	if n.text("status") != "read" {
		return Outbound{}, invalid("status", "must be \"read\"")
	}
	id, _ := n.str("message_id")
	if id == "" {
		return Outbound{}, missing("message_id")
	}
	typing := n.child("typing_indicator")
	if n.has("typing_indicator") && typing.text("type") != "text" {
		return Outbound{}, invalid("typing_indicator['type']", "must be \"text\"")
	}
	o.Read = &ReadReceipt{MessageID: ids.WAMID(id), Typing: typing != nil}
	return o, nil
}

// readFrame reads what surrounds the content: recipient, type, context.
func (o *Outbound) readFrame(n node) error {
	o.Type = n.text("type")
	if o.Type == "" && n.has("text") {
		o.Type = "text"
	}
	switch {
	case o.Type == "":
		return missing("type")
	case !slices.Contains(outboundTypes, o.Type):
		return refuse(codeUnsupported, "Unsupported message type", "Message type "+quoted(o.Type)+" is not supported.")
	case !n.has(o.Type):
		return missing(o.Type)
	}
	if err := o.readRecipient(n); err != nil {
		return err
	}
	if n.has("context") {
		id, _ := n.child("context").str("message_id")
		if id == "" {
			return missing("context['message_id']")
		}
		o.Context = ids.WAMID(id)
	}
	o.CallbackData = n.text("biz_opaque_callback_data")
	return atMost("biz_opaque_callback_data", o.CallbackData, MaxCallbackData)
}

func (o *Outbound) readRecipient(n node) error {
	o.To, o.Recipient = strings.TrimSpace(n.text("to")), strings.TrimSpace(n.text("recipient"))
	o.RecipientType = n.text("recipient_type")
	if o.RecipientType == "" {
		o.RecipientType = RecipientIndividual
	}
	switch {
	case o.RecipientType != RecipientIndividual && o.RecipientType != RecipientGroup:
		return refuse(codeParameter, "Param recipient_type must be one of {individual, group}.", "recipient_type "+quoted(o.RecipientType)+" is not known.")
	case o.To == "" && o.Recipient == "":
		return refuse(codeParameter, "The parameter to is required.", "Give the recipient's phone number in to, or their user id in recipient.")
	case o.RecipientType == RecipientGroup:
		return nil
	case IsBSUID(o.To):
		return invalid("to", "must be a phone number; a business-scoped user id belongs in recipient")
	case o.Recipient != "" && !IsBSUID(o.Recipient):
		return invalid("recipient", "must be a business-scoped user id")
	}
	if _, isPhone := PhoneDigits(o.To); o.To != "" && !isPhone {
		return invalid("to", "must be a phone number")
	}
	return nil
}
