package sim

import (
	"encoding/json"
	"time"
)

// States of an outbound message, as WhatsApp reports them, and of an inbound
// one, as the customer's phone shows it.
const (
	statusAccepted  = "accepted"
	statusHeld      = "held_for_quality_assessment"
	statusSent      = "sent"
	statusDelivered = "delivered"
	statusRead      = "read"
	statusPlayed    = "played"
	statusFailed    = "failed"
)

// message is one message in either direction.
type message struct {
	ID       string          `json:"id"`
	Seq      int64           `json:"seq"`
	Customer string          `json:"customer"`
	Outbound bool            `json:"outbound,omitempty"` // from the business
	Type     string          `json:"type"`
	Payload  json.RawMessage `json:"payload,omitempty"` // the type's node
	Context  *msgContext     `json:"context,omitempty"`
	Referral json.RawMessage `json:"referral,omitempty"`
	At       time.Time       `json:"at"`
	Status   string          `json:"status"`
	// Times tells when each status was reached.
	Times  map[string]time.Time `json:"times,omitempty"`
	Errors []webhookError       `json:"errors,omitempty"`
	Media  string               `json:"media,omitempty"` // media id

	Opaque       string          `json:"opaque,omitempty"` // biz_opaque_callback_data
	Major        int             `json:"major,omitempty"`  // Graph version of the send
	ByBSUID      bool            `json:"by_bsuid,omitempty"`
	Category     string          `json:"category,omitempty"` // of its template, lower case
	InWindow     bool            `json:"in_window,omitempty"`
	FreeEntryID  string          `json:"free_entry_id,omitempty"`
	Conversation string          `json:"conversation,omitempty"` // conversation id for versions below 24
	Priced       bool            `json:"priced,omitempty"`       // the second pricing object is out
	Rendered     json.RawMessage `json:"rendered,omitempty"`     // a template as the phone shows it
	Arrived      bool            `json:"arrived,omitempty"`      // on the customer's phone
	Seen         bool            `json:"seen,omitempty"`
	Echo         bool            `json:"echo,omitempty"` // sent from the business's own phone app

	BusinessReaction string    `json:"business_reaction,omitempty"`
	CustomerReaction string    `json:"customer_reaction,omitempty"`
	EditedAt         time.Time `json:"edited_at,omitzero"`
	RevokedAt        time.Time `json:"revoked_at,omitzero"`
}

// msgContext says what a message refers to.
type msgContext struct {
	ID         string          `json:"id,omitempty"`
	From       string          `json:"from,omitempty"`
	Forwarded  bool            `json:"forwarded,omitempty"`
	Frequently bool            `json:"frequently_forwarded,omitempty"`
	Product    json.RawMessage `json:"referred_product,omitempty"`
}

// addMessage stores a new message at the end of its chat.
func (t *tx) addMessage(m *message) {
	m.Seq = t.nextSeq()
	if m.At.IsZero() {
		m.At = t.now
	}
	t.index.chats[m.Customer] = append(t.index.chats[m.Customer], m.ID)
	t.saveMessage(m)
}

// saveMessage stores a changed message and tells the event stream.
func (t *tx) saveMessage(m *message) {
	t.state.messages.put(t, m.ID, m)
	t.tell("message", func() any { return t.messageView(m) })
}

func (m *message) reach(status string, at time.Time) {
	m.Status = status
	if m.Times == nil {
		m.Times = map[string]time.Time{}
	}
	m.Times[status] = at
}

func (m *message) voice() bool {
	return m.Type == "audio" && parsed(m.Payload).flag("voice")
}
