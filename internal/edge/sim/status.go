package sim

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"
)

// How long after the answer to a send its statuses follow, in virtual time.
const (
	sentAfter      = 100 * time.Millisecond
	deliveredAfter = 150 * time.Millisecond
	failedAfter    = 300 * time.Millisecond
	undeliveredFor = 30 * 24 * time.Hour // an undelivered message then vanishes
	authLives      = 10 * time.Minute    // likewise an authentication template
)

// outcome is how an accepted message fails.
type outcome struct {
	Code    int    `json:"code"`
	Details string `json:"details,omitempty"`
}

func (t *tx) runMessageTask(row *task, m *message) {
	c := t.state.customers.get(m.Customer)
	if c == nil || m.Status == statusFailed {
		return
	}
	switch row.Kind {
	case taskSent:
		t.markSent(m, c)
	case taskDelivered:
		t.arrive(m, c)
	case taskFailed:
		var o outcome
		if json.Unmarshal(row.Args, &o) == nil {
			t.fail(m, c, o)
		}
	case taskFetch:
		t.afterwards(func() { t.fetchLink(m.ID) })
	case taskPaced:
		var o outcome
		if row.Args != nil && json.Unmarshal(row.Args, &o) == nil {
			t.fail(m, c, o)
			return
		}
		t.markSent(m, c)
	}
}

func (t *tx) markSent(m *message, c *customer) {
	if _, done := m.Times[statusSent]; done {
		return
	}
	m.reach(statusSent, t.now)
	t.saveMessage(m)
	t.emitStatus(m, c, statusSent)
	if m.Type == "reaction" { // a reaction gets no further status
		t.showReaction(m)
		return
	}
	t.travel(m, c)
}

// travel sends a message on to the customer's phone if that is reachable.
func (t *tx) travel(m *message, c *customer) {
	if !c.Offline {
		t.schedule(deliveredAfter+time.Duration(c.DeliverAfter)*time.Second, taskDelivered, m.ID, nil)
	}
}

// arrive puts a message on the phone. It stays where it is when the phone
// went offline meanwhile, and vanishes without a status when it is too old.
func (t *tx) arrive(m *message, c *customer) {
	lives := undeliveredFor
	if m.Category == "authentication" {
		lives = authLives
	}
	if m.Arrived || c.Offline || t.now.Sub(m.At) > lives {
		return
	}
	m.Arrived = true
	atOnce := c.ReadsAtOnce && !c.NoReadReceipts
	if !(atOnce && t.strike(faultSkipDelivered, target{Customer: c, Type: m.Type}) != nil) {
		m.reach(statusDelivered, t.now)
		t.emitStatus(m, c, statusDelivered)
	}
	if c.ReadsAtOnce {
		t.showOnPhone(m, c)
	}
	t.saveMessage(m)
	t.tell("customer", func() any { return t.customerView(c) }) // the count of unread messages
}

// cameOnline delivers what waited for the phone.
func (t *tx) cameOnline(c *customer) {
	for _, id := range t.index.chats[c.ID] {
		m := t.state.messages.get(id)
		if m != nil && m.Outbound && !m.Arrived && m.Status == statusSent && m.Type != "reaction" {
			t.travel(m, c)
		}
	}
}

// showOnPhone notes that the customer saw a message; a read receipt follows
// unless they are off.
func (t *tx) showOnPhone(m *message, c *customer) {
	if m.Seen || !m.Arrived {
		return
	}
	m.Seen = true
	if !c.NoReadReceipts {
		m.reach(statusRead, t.now)
		t.emitStatus(m, c, statusRead)
	}
	t.saveMessage(m)
}

func (t *tx) fail(m *message, c *customer, o outcome) {
	m.reach(statusFailed, t.now)
	m.Errors = []webhookError{newWebhookError(o.Code, o.Details)}
	t.saveMessage(m)
	t.emitStatus(m, c, statusFailed)
}

// emitStatus sends a status webhook.
func (t *tx) emitStatus(m *message, c *customer, status string) {
	st := node{"id": m.ID, "status": status, "timestamp": unix(t.now)}
	if !m.ByBSUID || !c.PhoneHidden {
		st["recipient_id"] = c.WaID
	}
	if c.WaID == "" {
		delete(st, "recipient_id")
	}
	st["recipient_user_id"] = c.BSUID
	if c.Parent != "" {
		st["parent_recipient_user_id"] = c.Parent
	}
	if t.settings().IdentityCheck {
		st["recipient_identity_key_hash"] = c.IdentityHash
	}
	if m.Opaque != "" {
		st["biz_opaque_callback_data"] = m.Opaque
	}
	value := node{}
	if status == statusFailed {
		st["errors"] = m.Errors
	} else {
		value["contacts"] = []any{t.contactOf(c)}
		t.addPricing(st, m, status)
	}
	value["statuses"] = []any{st}
	t.emit(event{Field: "messages", Value: value, Kind: kindReceipt, Message: m.ID, Customer: c.ID, Summary: status + " → " + shortID(m.ID), Status: status})
}

// addPricing puts pricing on `sent` and on the first of delivered and read,
// and the conversation where the Graph version still has one: below 24 always,
// from 24 on inside a free entry point window only.
func (t *tx) addPricing(st node, m *message, status string) {
	if status != statusSent {
		if m.Priced {
			return
		}
		m.Priced = true
	}
	category, kind, billable := "service", "free_customer_service", false
	if m.Category != "" {
		category = m.Category
		if category != "utility" || !m.InWindow {
			kind, billable = "regular", true
		}
	}
	origin := category
	if m.FreeEntryID != "" {
		kind, billable, origin = "free_entry_point", false, "referral_conversion"
		category = origin
	}
	st["pricing"] = node{"billable": billable, "pricing_model": "PMP", "type": kind, "category": category}
	if m.Major >= 24 && m.FreeEntryID == "" {
		return
	}
	conversation := node{"id": m.Conversation, "origin": node{"type": origin}}
	if m.FreeEntryID != "" {
		conversation["id"] = m.FreeEntryID
	}
	if status == statusSent {
		conversation["expiration_timestamp"] = unix(m.At.Add(serviceWindow))
	}
	st["conversation"] = conversation
}

// contactOf is the contacts member of a webhook.
func (s *Simulator) contactOf(c *customer) node {
	profile := node{"name": c.Name}
	if c.Username != "" {
		profile["username"] = "@" + c.Username
	}
	out := node{"profile": profile, "user_id": c.BSUID}
	if c.Parent != "" {
		out["parent_user_id"] = c.Parent
	}
	if c.WaID != "" && !c.PhoneHidden {
		out["wa_id"] = c.WaID
	}
	if s.settings().IdentityCheck {
		out["identity_key_hash"] = c.IdentityHash
	}
	return out
}

func conversationID() string {
	sum := md5.Sum([]byte(newID()))
	return hex.EncodeToString(sum[:])
}

func unix(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }

// shortID abbreviates a wamid for a person; its last characters differ most.
func shortID(wamid string) string {
	if len(wamid) < 16 {
		return wamid
	}
	return "wamid…" + wamid[len(wamid)-8:]
}
