package sim

import (
	"encoding/json"
	"slices"
	"time"
)

// event is one webhook update before it becomes a delivery.
type event struct {
	Field    string
	Value    node // without the members that every messages value has
	Kind     string
	Message  string
	Customer string
	Status   string // of a status update
	Summary  string
}

// change is one element of a webhook body's changes.
type change struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}

// valueFields are the fields whose value names the number.
var valueFields = []string{"messages", "user_preferences", "smb_message_echoes", "calls", "history"}

// emit turns an event into a delivery and lets the fault rules have it.
func (t *tx) emit(e event) *delivery {
	value := e.Value
	if slices.Contains(valueFields, e.Field) {
		value["messaging_product"] = "whatsapp"
		value["metadata"] = node{
			"display_phone_number": t.businessDigits(), "phone_number_id": t.options.PhoneNumberID,
		}
	}
	d := &delivery{
		ID: newID(), Seq: t.nextSeq(), Kind: e.Kind, Summary: e.Summary, Message: e.Message, Customer: e.Customer,
		Status: e.Status, Field: e.Field, CreatedAt: t.now, State: deliveryQueued,
		Changes: []change{{e.Field, raw(value)}},
	}
	t.forgetDeliveries()
	d.URL = t.targetFor(e.Field).URL
	if d.URL == "" || !t.wants(e.Field) {
		d.State = deliveryNoTarget
		t.saveDelivery(d)
		t.logDelivery(d, attempt{At: t.now, Error: "no webhook target"})
		return d
	}
	t.webhookFaults(d)
	return d
}

// targetFor finds the webhook target: for messages the number's override,
// then the account's, then the app's; for other fields the account's, then
// the app's (Cloud API reference, webhook overrides).
func (s *Simulator) targetFor(field string) hook {
	set := s.settings()
	if !set.Subscribed {
		return hook{}
	}
	switch {
	case field == "messages" && set.NumberHook.set():
		return set.NumberHook
	case set.AccountHook.set():
		return set.AccountHook
	}
	return set.AppHook
}

// wants reports whether the app subscribed to a field; no list means all.
func (s *Simulator) wants(field string) bool {
	set := s.settings()
	return len(set.AppFields) == 0 || contains(set.AppFields, field) || set.NumberHook.set() && field == "messages"
}

// webhookBody is the JSON that is sent: ASCII only. Management fields carry
// the time of the entry, messages do not.
func webhookBody(accountID string, changes []change, at time.Time, extraTime bool) []byte {
	type entry struct {
		ID      string   `json:"id"`
		Time    int64    `json:"time,omitempty"`
		Changes []change `json:"changes"`
	}
	e := entry{ID: accountID, Changes: changes}
	if extraTime || !slices.ContainsFunc(changes, func(c change) bool { return c.Field == "messages" }) {
		e.Time = at.Unix()
	}
	body, err := encode(struct {
		Object string  `json:"object"`
		Entry  []entry `json:"entry"`
	}{"whatsapp_business_account", []entry{e}})
	if err != nil { // raw messages that were encoded before
		return nil
	}
	return escapeASCII(body)
}
