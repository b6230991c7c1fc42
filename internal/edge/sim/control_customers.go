package sim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"relevo/internal/fault"
)

// customerEdit is what can be set on a customer; absent members stay.
type customerEdit struct {
	Name         *string `json:"name"`
	Phone        *string `json:"phone"`
	BSUID        *string `json:"bsuid"`
	Parent       *string `json:"parent_bsuid"`
	Username     *string `json:"username"`
	PhoneHidden  *bool   `json:"phone_hidden"`
	OnWhatsApp   *bool   `json:"on_whatsapp"`
	Online       *bool   `json:"online"`
	DeliverAfter *int    `json:"deliver_after_seconds"`
	ReadReceipts *bool   `json:"read_receipts"`
	ReadsAtOnce  *bool   `json:"reads_at_once"`
	Blocked      *bool   `json:"blocked"`
	Marketing    *bool   `json:"marketing_stopped"`
}

func (e customerEdit) check() error {
	if e.Name != nil && (*e.Name == "" || len(*e.Name) > 200) {
		return badInput("name must have 1 to 200 bytes")
	}
	for _, id := range []*string{e.BSUID, e.Parent} {
		if id != nil && *id != "" && !bsuidForm.MatchString(*id) {
			return badInput("a user id has the form US.13491208655302741918")
		}
	}
	if e.DeliverAfter != nil && (*e.DeliverAfter < 0 || *e.DeliverAfter > 30*24*3600) {
		return badInput("deliver_after_seconds must be between 0 and 30 days")
	}
	return nil
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func setNot(field *bool, value *bool) {
	if value != nil {
		*field = !*value
	}
}

func (e customerEdit) apply(c *customer) {
	set(&c.Name, e.Name)
	set(&c.Parent, e.Parent)
	if e.Username != nil {
		c.Username = strings.TrimPrefix(*e.Username, "@")
	}
	set(&c.PhoneHidden, e.PhoneHidden)
	setNot(&c.NotOnWhatsApp, e.OnWhatsApp)
	setNot(&c.Offline, e.Online)
	set(&c.DeliverAfter, e.DeliverAfter)
	setNot(&c.NoReadReceipts, e.ReadReceipts)
	set(&c.ReadsAtOnce, e.ReadsAtOnce)
	set(&c.BlockedBusiness, e.Blocked)
}

// listCustomers is GET /control/customers.
func (q *request) listCustomers() (any, error) {
	data := []any{}
	q.view(func(time.Time) {
		for _, c := range q.state.customers.sorted(func(a, b *customer) int { return cmp.Compare(a.Seq, b.Seq) }) {
			data = append(data, q.customerView(c))
		}
	})
	return node{"data": data}, nil
}

// createCustomer is POST /control/customers.
func (q *request) createCustomer() (out any, err error) {
	var e customerEdit
	if err := q.decode(&e); err != nil {
		return nil, err
	}
	if err := e.check(); err != nil {
		return nil, err
	}
	c := customer{Name: "Customer"}
	if e.Phone != nil {
		c.Phone = digitsOf(*e.Phone)
		if !plausible(c.Phone) {
			return nil, badInput("phone must be an international number with +")
		}
	}
	set(&c.BSUID, e.BSUID)
	e.apply(&c)
	set(&c.MarketingStopped, e.Marketing)
	c.PhoneHidden = c.PhoneHidden || c.Phone == ""
	q.update(func(t *tx) {
		if (c.Phone != "" && t.customerByPhone(c.Phone) != nil) || t.customerByBSUID(c.BSUID) != nil || c.Phone == t.businessDigits() {
			err = fault.New(fault.Conflict, fault.CodeDuplicate, "A customer with this phone number or user id exists.")
			return
		}
		out = t.customerView(t.addCustomer(c))
	})
	return out, err
}

// getCustomer is GET /control/customers/{id}.
func (q *request) getCustomer() (out any, err error) {
	q.view(func(time.Time) {
		var c *customer
		if c, err = q.one(q.r); err == nil {
			out = q.customerView(c)
		}
	})
	return out, err
}

// changeCustomer is PATCH /control/customers/{id}.
func (q *request) changeCustomer() (any, error) {
	var e customerEdit
	if err := q.decode(&e); err != nil {
		return nil, err
	}
	if e.Phone != nil || e.BSUID != nil {
		return nil, badInput("phone and bsuid change by change-number only")
	}
	if err := e.check(); err != nil {
		return nil, err
	}
	return q.onCustomer(func(t *tx, c *customer) (any, error) {
		wasOffline := c.Offline
		e.apply(c)
		if e.Marketing != nil {
			t.setMarketing(c, *e.Marketing)
		}
		if wasOffline && !c.Offline {
			t.cameOnline(c)
		}
		t.saveCustomer(c)
		return t.customerView(c), nil
	})
}

// deleteCustomer is DELETE /control/customers/{id}.
func (q *request) deleteCustomer() (any, error) {
	return q.onCustomer(func(t *tx, c *customer) (any, error) {
		for _, id := range t.index.chats[c.ID] {
			t.state.messages.drop(t, id)
		}
		delete(t.index.chats, c.ID)
		t.index.removeCustomer(c)
		t.state.pairs.drop(t, c.ID)
		t.state.customers.drop(t, c.ID)
		t.tell("customer", func() any { return node{"id": c.ID, "deleted": true} })
		return nil, nil
	})
}

// chat is GET /control/customers/{id}/messages.
func (q *request) chat() (out any, err error) {
	limit := q.limit(100, 500)
	before, beforeErr := strconv.ParseInt(q.r.URL.Query().Get("before"), 10, 64)
	q.view(func(time.Time) {
		var c *customer
		if c, err = q.one(q.r); err != nil {
			return
		}
		data := []any{}
		for _, id := range slices.Backward(q.index.chats[c.ID]) {
			m := q.state.messages.get(id)
			if m == nil || (beforeErr == nil && m.Seq >= before) {
				continue
			}
			if data = append(data, q.messageView(m)); len(data) == limit {
				break
			}
		}
		slices.Reverse(data)
		out = node{"customer": q.customerView(c), "data": data}
	})
	return out, err
}

// limit reads ?limit=.
func (q *request) limit(fallback, most int) int {
	n, err := strconv.Atoi(q.r.URL.Query().Get("limit"))
	if err != nil || n < 1 {
		return fallback
	}
	return min(n, most)
}

// mediaBytes is GET /control/media/{id}.
func (q *request) mediaBytes() (any, error) {
	var item *mediaItem
	q.view(func(time.Time) {
		if found := q.state.media.get(q.r.PathValue("id")); found != nil {
			row := *found
			item = &row
		}
	})
	if item == nil {
		return nil, notFound("media")
	}
	q.w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	q.writeBytes(q.w, q.r, item)
	return nil, nil
}
