package sim

import (
	"encoding/json"
	"strings"
)

// sending is an outbound message on its way through the checks.
type sending struct {
	Type      string
	Node      json.RawMessage
	Fields    node // the type's object; nil for contacts
	Customer  *customer
	Input     string // `to` as sent
	Recipient string // `recipient` as sent
	Lost      bool   // a BSUID in `to`: accepted and never seen again
	Template  *template
	Media     *mediaItem
	Link      string
	Context   string
	Opaque    string
	Identity  string
	Rendered  json.RawMessage
	SelfSend  bool
}

// postMessages is POST /{phone-number-id}/messages: a message, or a read
// mark with or without a typing indicator.
func (c *call) postMessages() answer {
	if c.in.str("messaging_product") != "whatsapp" {
		return refuse(newError(100, "The parameter messaging_product is required."))
	}
	if c.in.has("status") {
		return c.markRead()
	}
	c.note.Kind = kindOutbound
	m, err := c.checkMessage()
	if err != nil {
		return refuse(err)
	}
	var out answer
	c.update(func(t *tx) { out = t.accept(c, m) })
	return out
}

// checkMessage validates everything that needs no knowledge of state.
func (c *call) checkMessage() (*sending, *graphError) {
	m := &sending{Type: c.in.str("type"), Input: c.in.str("to"), Recipient: c.in.str("recipient")}
	if m.Type == "" && c.in.has("text") {
		m.Type = "text"
	}
	switch kind := c.in.str("recipient_type"); kind {
	case "", "individual":
	case "group":
		return nil, notSimulated("groups")
	default:
		return nil, newErrorf(100, "Param recipient_type must be one of {INDIVIDUAL, GROUP} - got %q.", kind)
	}
	if m.Input == "" && m.Recipient == "" {
		return nil, newError(100, "The parameter to is required.")
	}
	if err := checkEnvelope(c.in, m); err != nil {
		return nil, err
	}
	return m, checkType(c.in, m)
}

func checkEnvelope(in node, m *sending) *graphError {
	m.Opaque = in.str("biz_opaque_callback_data")
	if runes(m.Opaque) > 512 {
		return tooLong("biz_opaque_callback_data", 512)
	}
	m.Identity = in.str("recipient_identity_key_hash")
	if in.has("context") {
		m.Context = in.obj("context").str("message_id")
		if m.Context == "" {
			return newError(131009, "Param context['message_id'] must be a message id.")
		}
		if m.Type == "reaction" {
			return newError(131009, "A reaction cannot be sent as a contextual reply.")
		}
	}
	return nil
}

// accept runs the checks that need state, in the order in which WhatsApp
// meets them, and takes the message over.
func (t *tx) accept(c *call, m *sending) answer {
	if !t.settings().Registered {
		return refuse(newError(133010, ""))
	}
	if err := t.resolveRecipient(m); err != nil {
		return refuse(err)
	}
	c.note.Summary = summaryOf(m.Type, m.Node)
	if m.Lost {
		id := newWAMID(digitsOf(m.Input), toUser)
		return okay(node{
			"messaging_product": "whatsapp",
			"contacts":          []any{node{"input": m.Input, "wa_id": m.Input}},
			"messages":          []any{node{"id": id}},
		})
	}
	c.note.Customer = m.Customer.ID
	if m.Customer.BlockedByNumber {
		return refuse(newError(130403, ""))
	}
	later, err := t.scripted(m)
	if err == nil {
		err = t.checkContent(m)
	}
	if err == nil {
		err = t.admit(m.Customer.ID)
	}
	if err != nil {
		return refuse(err)
	}
	row := t.store(c, m)
	c.note.Message = row.ID
	return t.sendFaults(t.launch(m, row, later), m, row)
}

// resolveRecipient finds the customer; `to` wins over `recipient`.
func (t *tx) resolveRecipient(m *sending) *graphError {
	if m.Input == "" {
		return t.resolveBSUID(m)
	}
	if bsuidForm.MatchString(m.Input) {
		m.Lost = true
		return nil
	}
	digits, valid := t.dialled(m.Input)
	if !valid {
		return newErrorf(131009, "Param to must be a phone number - got %q.", m.Input)
	}
	if digits == t.businessDigits() {
		return newError(131021, "")
	}
	if allowed := t.settings().AllowedRecipients; len(allowed) > 0 && !contains(allowed, waIDOf(digits)) {
		return newError(131030, "")
	}
	m.Customer = t.customerByPhone(digits)
	if m.Customer == nil {
		m.Customer = t.addCustomer(customer{Name: "+" + digits, Phone: digits, Auto: true})
	}
	return nil
}

func (t *tx) resolveBSUID(m *sending) *graphError {
	if !bsuidForm.MatchString(m.Recipient) {
		return newErrorf(131009, "Param recipient must be a business-scoped user ID - got %q.", m.Recipient)
	}
	m.Customer = t.customerByBSUID(m.Recipient)
	if m.Customer == nil { // accepted; the failure comes later
		m.Customer = t.addCustomer(customer{Name: m.Recipient, BSUID: m.Recipient, PhoneHidden: true, Auto: true, NotOnWhatsApp: true})
	}
	return nil
}

// store makes the message record.
func (t *tx) store(c *call, m *sending) *message {
	p := t.pairOf(m.Customer.ID)
	row := &message{
		ID: newWAMID(m.Customer.wamidPhone(), toUser), Customer: m.Customer.ID, Outbound: true,
		Type: m.Type, Payload: m.Node, Opaque: m.Opaque, Major: c.major, ByBSUID: m.Input == "",
		InWindow: p.open(t.now), Conversation: conversationID(), Rendered: m.Rendered,
	}
	if p.freeEntry(t.now) {
		row.FreeEntryID = p.FreeEntryID
	}
	if m.Context != "" {
		row.Context = &msgContext{ID: m.Context}
	}
	if m.Template != nil {
		row.Category = strings.ToLower(m.Template.Category)
	}
	if m.Media != nil {
		row.Media = m.Media.ID
	}
	row.reach(statusAccepted, t.now)
	m.Customer.TypingUntil = t.now // a message ends the typing indicator
	t.addMessage(row)
	return row
}

// launch schedules what becomes of an accepted message and gives the answer.
func (t *tx) launch(m *sending, row *message, later *outcome) answer {
	entry := node{"id": row.ID}
	if m.Template != nil {
		entry["message_status"] = statusAccepted
	}
	if later == nil {
		later = t.laterFailure(m, row)
	}
	switch pacing := t.pacing(m); {
	case later != nil:
		t.schedule(failedAfter, taskFailed, row.ID, *later)
	case pacing != nil:
		entry["message_status"] = statusHeld
		row.reach(statusHeld, t.now)
		t.saveMessage(row)
		t.schedule(pacing.wait(60), taskPaced, row.ID, pacing.outcome())
	case m.Link != "":
		t.schedule(0, taskFetch, row.ID, nil)
	default:
		t.schedule(sentAfter, taskSent, row.ID, nil)
	}
	return okay(node{
		"messaging_product": "whatsapp",
		"contacts":          []any{recipientOf(m)},
		"messages":          []any{entry},
	})
}

// pacing finds the rule that holds a template for a quality assessment.
func (t *tx) pacing(m *sending) *rule {
	if m.Template == nil {
		return nil
	}
	return t.strike(faultPacing, target{Customer: m.Customer, Type: m.Type})
}

// recipientOf is the contacts member of a send answer.
func recipientOf(m *sending) node {
	switch {
	case m.Input == "":
		return node{"input": m.Recipient, "user_id": m.Recipient}
	case m.Recipient != "":
		return node{"input": m.Input, "wa_id": m.Customer.WaID, "user_id": m.Customer.BSUID}
	}
	return node{"input": m.Input, "wa_id": m.Customer.WaID}
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
