package sim

import (
	"encoding/json"
	"maps"
	"time"

	"relevo/internal/fault"
)

// userMessage is a message that a customer sends.
type userMessage struct {
	Type     string
	Payload  any // the type's node
	Context  *msgContext
	Referral node
	Extra    node // further members of the webhook's message
	Media    string
	Raw      node // the whole message, over everything else
	Target   *message
}

// say sends a message from a customer to the business: it stands in the
// chat, opens the window when it counts as writing, and goes to the webhook
// unless the business blocked the customer.
func (t *tx) say(c *customer, u userMessage) *message {
	m := &message{
		ID: newWAMID(c.wamidPhone(), fromUser), Customer: c.ID, Type: u.Type, Context: u.Context, Media: u.Media, Arrived: true, Seen: true,
	}
	if u.Payload != nil {
		m.Payload = raw(u.Payload)
	}
	if u.Referral != nil {
		m.Referral = raw(u.Referral)
	}
	m.reach(statusSent, t.now)
	if u.Type != "edit" && u.Type != "revoke" && u.Type != "system" {
		t.heard(c, u.Referral != nil)
	}
	t.countInbound()
	t.addMessage(m)
	t.applyToTarget(m, u)
	if c.BlockedByNumber {
		return m
	}
	value := node{"messages": []any{t.wireMessage(c, m, u)}}
	if u.Type != "system" {
		value["contacts"] = []any{t.contactOf(c)}
	}
	t.emit(event{
		Field: "messages", Value: value, Kind: kindInbound, Message: m.ID, Customer: c.ID,
		Summary: t.inboundSummary(m),
	})
	return m
}

func (t *tx) inboundSummary(m *message) string {
	text := summaryOf(m.Type, m.Payload)
	if item := t.state.media.get(m.Media); item != nil {
		text += ", " + sizeText(item.Size)
	}
	return text
}

// wireMessage is the message as the webhook carries it.
func (t *tx) wireMessage(c *customer, m *message, u userMessage) node {
	out := node{"id": m.ID, "timestamp": unix(t.now), "type": m.Type, "from_user_id": c.BSUID}
	if c.WaID != "" && !c.PhoneHidden {
		out["from"] = c.WaID
	}
	if c.Parent != "" {
		out["from_parent_user_id"] = c.Parent
	}
	if u.Payload != nil {
		out[m.Type] = u.Payload
	}
	if u.Context != nil {
		out["context"] = u.Context
	}
	if u.Referral != nil {
		out["referral"] = u.Referral
	}
	maps.Copy(out, u.Extra)
	maps.Copy(out, u.Raw)
	return out
}

// applyToTarget changes the message on the phone that a reaction, an edit or
// a revocation is about.
func (t *tx) applyToTarget(m *message, u userMessage) {
	on := u.Target
	if on == nil {
		return
	}
	switch m.Type {
	case "reaction":
		on.CustomerReaction = parsed(m.Payload).str("emoji")
	case "edit":
		edited := parsed(m.Payload).obj("message")
		on.EditedAt = t.now
		on.Payload = raw(edited[on.Type])
	case "revoke":
		on.RevokedAt = t.now
		on.Payload = nil
	default:
		return
	}
	t.saveMessage(on)
}

// inboundMediaNode is the media node of a webhook, with a URL that lives five
// minutes.
func (t *tx) inboundMediaNode(item *mediaItem) node {
	out := node{"id": item.ID, "mime_type": item.Type, "sha256": item.base64Sum()}
	if base := t.base(); base != "" {
		out["url"] = t.mediaURL(base, item.ID, t.now)
	}
	return out
}

// changeNumber moves a customer to a new phone: the business hears of the new
// number and of the new user id, both under the old ones.
func (t *tx) changeNumber(c *customer, phone string) {
	old := *c
	oldFrom, newWaID := c.WaID, waIDOf(phone)
	t.index.removeCustomer(c)
	c.Phone, c.WaID, c.BSUID = phone, newWaID, newBSUID(phone)
	c.IdentityHash = newIdentityHash()
	t.index.addCustomer(c)
	t.saveCustomer(c)
	t.say(&old, userMessage{Type: "system", Payload: node{
		"type": "user_changed_number", "wa_id": newWaID, "user_id": c.BSUID,
		"body": "User " + c.Name + " changed from " + oldFrom + " to " + newWaID,
	}})
	t.say(&old, userMessage{Type: "system", Payload: node{
		"type": "user_changed_user_id", "user_id": c.BSUID, "previous_user_id": old.BSUID,
		"body": "User " + c.Name + " changed from " + old.BSUID + " to " + c.BSUID,
	}})
}

// changeIdentity is a new installation of WhatsApp on the same number.
func (t *tx) changeIdentity(c *customer) {
	c.IdentityHash = newIdentityHash()
	t.saveCustomer(c)
	t.say(c, userMessage{Type: "system", Payload: node{
		"type": "customer_identity_changed", "customer": c.WaID, "identity": c.IdentityHash,
		"body": "User " + c.Name + " changed their security code",
	}})
}

// setMarketing stops or resumes marketing messages and tells the webhook.
func (t *tx) setMarketing(c *customer, stopped bool) {
	if c.MarketingStopped == stopped {
		return
	}
	c.MarketingStopped = stopped
	value := "resume"
	if stopped {
		value = "stop"
	}
	preference := node{
		"user_id": c.BSUID, "category": "marketing_messages", "value": value,
		"detail": "User requested to " + value + " marketing messages", "timestamp": t.now.Unix(),
	}
	if c.WaID != "" && !c.PhoneHidden {
		preference["wa_id"] = c.WaID
	}
	t.emit(event{
		Field: "user_preferences", Kind: kindWebhook, Customer: c.ID, Summary: value + " marketing messages",
		Value: node{"contacts": []any{t.contactOf(c)}, "user_preferences": []any{preference}},
	})
}

// echo is a message that the business sends from its own phone app
// (coexistence): it arrives on the customer's phone and the webhook hears of
// it in smb_message_echoes.
func (t *tx) echo(c *customer, kind string, payload node) *message {
	m := &message{
		ID: newWAMID(c.wamidPhone(), toUser), Customer: c.ID, Outbound: true, Echo: true, Type: kind, Payload: raw(payload),
		Arrived: !c.Offline,
	}
	m.reach(statusSent, t.now)
	t.addMessage(m)
	t.emit(event{
		Field: "smb_message_echoes", Kind: kindWebhook, Message: m.ID, Customer: c.ID, Summary: "echo " + summaryOf(kind, m.Payload),
		Value: node{"message_echoes": []any{node{
			"from": t.businessDigits(), "to": c.WaID, "id": m.ID, "timestamp": unix(t.now), "type": kind, kind: payload,
		}}},
	})
	return m
}

func badInput(format string, args ...any) error {
	return fault.Newf(fault.Invalid, fault.CodeInvalidInput, format, args...)
}

func notFound(what string) error {
	return fault.Newf(fault.NotFound, fault.CodeNotFound, "%s does not exist", what)
}

// Edits and revocations are possible for so long (Cloud API reference,
// coexistence).
const (
	editableFor  = 15 * time.Minute
	revocableFor = 48 * time.Hour
)

// anyJSON turns a stored payload back into a value for an answer.
func anyJSON(stored json.RawMessage) any {
	if stored == nil {
		return nil
	}
	return stored
}
