package sim

import "time"

const typingFor = 25 * time.Second

// markRead is POST /{phone-number-id}/messages with status read: it marks a
// customer's message and all earlier ones, and may show a typing indicator
// for 25 s or until a message is sent.
func (c *call) markRead() answer {
	if status := c.in.str("status"); status != "read" {
		return refuse(newErrorf(100, "Param status must be one of {READ} - got %q.", status))
	}
	id := c.in.str("message_id")
	if id == "" {
		return refuse(newError(100, "The parameter message_id is required."))
	}
	typing := c.in.has("typing_indicator")
	if typing && c.in.obj("typing_indicator").str("type") != "text" {
		return refuse(newError(100, "Param typing_indicator['type'] must be one of {TEXT}."))
	}
	out := success()
	c.update(func(t *tx) {
		m := t.state.messages.get(id)
		if m == nil || m.Outbound || t.now.Sub(m.At) > undeliveredFor {
			out = refuse(newError(131009, "Param message_id must be the id of a message received in the last 30 days."))
			return
		}
		c.note.Customer, c.note.Message = m.Customer, m.ID
		c.note.Summary = "read " + shortID(m.ID)
		t.readUpTo(m)
		if cu := t.state.customers.get(m.Customer); typing && cu != nil {
			cu.TypingUntil = t.now.Add(typingFor)
			t.saveCustomer(cu)
		}
	})
	return out
}

// readUpTo marks the customer's messages up to and including m.
func (t *tx) readUpTo(m *message) {
	for _, id := range t.index.chats[m.Customer] {
		earlier := t.state.messages.get(id)
		if earlier == nil || earlier.Outbound || earlier.Seq > m.Seq || earlier.Status == statusRead {
			continue
		}
		earlier.reach(statusRead, t.now)
		t.saveMessage(earlier)
	}
}
