package sim

import "strings"

// sendAsCustomer is POST /control/customers/{id}/messages.
func (q *request) sendAsCustomer() (any, error) {
	var media *mediaItem
	switch kind := q.in.str("type"); kind {
	case "image", "video", "audio", "voice", "document", "sticker":
		var err error
		if media, err = q.inlineFile(kind); err != nil {
			return nil, err
		}
	}
	return q.onCustomer(func(t *tx, c *customer) (any, error) {
		u, err := t.buildMessage(c, q.in, media)
		if err != nil {
			return nil, err
		}
		return t.messageView(t.say(c, u)), nil
	})
}

// markSeen is POST /control/customers/{id}/seen.
func (q *request) markSeen() (any, error) {
	upTo := q.in.str("message_id")
	return q.onCustomer(func(t *tx, c *customer) (any, error) {
		last := t.state.messages.get(upTo)
		if upTo != "" && (last == nil || last.Customer != c.ID) {
			return nil, notFound("message_id in this chat")
		}
		seen := 0
		for _, id := range t.index.chats[c.ID] {
			m := t.state.messages.get(id)
			if m == nil || !m.Outbound || m.Seen || !m.Arrived || (last != nil && m.Seq > last.Seq) {
				continue
			}
			t.showOnPhone(m, c)
			seen++
		}
		t.saveCustomer(c)
		return node{"seen": seen}, nil
	})
}

// played is POST /control/customers/{id}/played: the first time a voice
// message is heard, a played status follows unless read receipts are off.
func (q *request) played() (any, error) {
	return q.onCustomer(func(t *tx, c *customer) (any, error) {
		m := t.state.messages.get(q.in.str("message_id"))
		if m == nil || m.Customer != c.ID || !m.Outbound || m.Type != "audio" || !m.Arrived {
			return nil, badInput("message_id must be an audio message on this phone")
		}
		t.showOnPhone(m, c)
		if _, again := m.Times[statusPlayed]; !again && !c.NoReadReceipts {
			m.reach(statusPlayed, t.now)
			t.saveMessage(m)
			t.emitStatus(m, c, statusPlayed)
		}
		return t.messageView(m), nil
	})
}

// moveNumber is POST /control/customers/{id}/change-number.
func (q *request) moveNumber() (any, error) {
	phone := digitsOf(q.in.str("phone"))
	if !plausible(phone) {
		return nil, badInput("phone must be an international number with +")
	}
	return q.onCustomer(func(t *tx, c *customer) (any, error) {
		if t.customerByPhone(phone) != nil || phone == t.businessDigits() {
			return nil, badInput("the number is taken")
		}
		t.changeNumber(c, phone)
		return t.customerView(c), nil
	})
}

// newIdentity is POST /control/customers/{id}/change-identity.
func (q *request) newIdentity() (any, error) {
	return q.onCustomer(func(t *tx, c *customer) (any, error) {
		t.changeIdentity(c)
		return t.customerView(c), nil
	})
}

// sendEcho is POST /control/customers/{id}/echoes.
func (q *request) sendEcho() (any, error) {
	text := q.in.str("text")
	if text == "" {
		return nil, badInput("text is required")
	}
	return q.onCustomer(func(t *tx, c *customer) (any, error) {
		return t.messageView(t.echo(c, "text", node{"body": text})), nil
	})
}

const (
	maxBurst          = 100_000
	maxBurstCustomers = 20_000
)

// burst is POST /control/burst: messages spread over customers in turn. The
// customers are made when there are too few; their numbers are none of the
// magic ones.
func (q *request) burst() (any, error) {
	messages, _ := q.in.number("messages")
	customers, _ := q.in.number("customers")
	if customers == 0 {
		customers = 1
	}
	if messages < 1 || messages > maxBurst || customers < 1 || customers > maxBurstCustomers {
		return nil, badInput("messages must be between 1 and %d, customers between 1 and %d", maxBurst, maxBurstCustomers)
	}
	text := q.in.str("text")
	if text == "" {
		text = "Message {n}"
	}
	began := q.clock.now()
	var people []*customer
	q.update(func(t *tx) { people = t.crowd(int(customers)) })
	const slice = 200 // messages in one transaction, so that others get their turn
	for from := 0; from < int(messages); from += slice {
		q.update(func(t *tx) {
			for n := from; n < min(from+slice, int(messages)); n++ {
				t.say(people[n%len(people)], userMessage{Type: "text", Payload: node{"body": strings.ReplaceAll(text, "{n}", itoa(n+1))}})
			}
		})
	}
	return node{"messages": int(messages), "customers": len(people), "began_at": began, "ended_at": q.clock.now()}, nil
}

// crowd gives n customers with numbers of a range of its own, +1 555 02n nnnn.
func (t *tx) crowd(n int) []*customer {
	people := make([]*customer, 0, n)
	for i := range n {
		phone := itoa(15550200000 + i)
		c := t.customerByPhone(phone)
		if c == nil {
			c = t.addCustomer(customer{Name: "Customer " + itoa(i+1), Phone: phone})
		}
		people = append(people, c)
	}
	return people
}

// rawWebhook is POST /control/webhooks.
func (q *request) rawWebhook() (any, error) {
	field, value := q.in.str("field"), q.in.obj("value")
	if field == "" || value == nil {
		return nil, badInput("field and value are required")
	}
	var out node
	q.update(func(t *tx) {
		out = deliveryView(t.emit(event{Field: field, Value: value, Kind: kindWebhook, Summary: "raw " + field}))
	})
	return out, nil
}
