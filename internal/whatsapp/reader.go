package whatsapp

import (
	"encoding/json"
	"time"
)

// reader turns the value of one change into items. What a value holds decides,
// more than the field's name: some of Meta's own samples carry a wrong field.
type reader struct {
	change, value node
	field         string
	business      string // digits of the business number; may be empty
	at            time.Time
	rawValue      json.RawMessage
	cards         cards
}

func (r *reader) items() []Item {
	r.cards = cardsOf(r.value)
	var items []Item
	if r.field == "history" {
		items = append(items, r.each("messages", r.historyMedia)...)
	} else {
		items = append(items, r.each("messages", r.inbound)...)
	}
	items = append(items, r.each("statuses", r.status)...)
	items = append(items, r.each("message_echoes", r.echo)...)
	items = append(items, r.each("calls", r.call)...)
	items = append(items, r.each("user_preferences", r.preference)...)
	items = append(items, r.each("state_sync", r.contactSync)...)
	items = append(items, r.history()...)
	if len(items) == 0 {
		if it := r.management(); it != nil {
			return []Item{it}
		}
	}
	items = append(items, r.valueErrors()...)
	if len(items) == 0 {
		items = append(items, r.other())
	}
	return items
}

// each reads the members of one array on their own, so that an odd one becomes
// an Unknown item and the rest is kept.
func (r *reader) each(name string, read func(node, json.RawMessage) (Item, string)) []Item {
	list := r.value.list(name)
	if whole := r.value.raw(name); list == nil && whole != nil && whole[0] != '[' {
		return []Item{&Unknown{Node: name, Reason: "not an array", Raw: whole}}
	}
	items := make([]Item, 0, len(list))
	for _, raw := range list {
		n := objectOf(raw)
		if n == nil {
			items = append(items, &Unknown{Node: name, Reason: "not an object", Raw: raw})
			continue
		}
		it, problem := read(n, raw)
		if problem != "" {
			it = &Unknown{Node: name, Reason: problem, Raw: raw}
		}
		items = append(items, it)
	}
	return items
}

// valueErrors reads errors about the account. The Flows field uses the same
// member for statistics without codes; those are not errors of ours.
func (r *reader) valueErrors() []Item {
	var items []Item
	for _, raw := range r.value.list("errors") {
		n := objectOf(raw)
		if n == nil || !n.has("code") {
			continue
		}
		list := errorsOf(node{{name: "errors", value: raw}})
		items = append(items, &ValueError{Error: list[0], Raw: raw})
	}
	return items
}

// management reads the notices about templates, numbers and the account.
func (r *reader) management() Item {
	if r.value == nil {
		return nil
	}
	switch r.field {
	case "message_template_status_update", "message_template_quality_update",
		"message_template_components_update", "template_category_update":
		return r.templateUpdate()
	case "phone_number_quality_update", "phone_number_name_update", "business_username_update", "security":
		return r.numberUpdate()
	case "account_update", "account_alerts", "account_review_update", "business_capability_update":
		return r.accountUpdate()
	}
	return nil
}

func (r *reader) other() Item {
	raw := r.rawValue
	if raw == nil {
		raw = json.RawMessage("null")
	}
	return &Other{Field: r.field, Raw: raw}
}
