package whatsapp

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"

	"relevo/internal/fault"
	"relevo/internal/ids"
)

// Delivery is one POST of Meta, up to 1,000 changes (Cloud API reference,
// webhooks). Nothing about order or uniqueness is promised by Meta.
type Delivery struct {
	Changes []Change
}

// Change is one changes[] member. Its items stand on their own: each can be
// applied without the others.
type Change struct {
	WABA               ids.WABAID        // entry.id; "0" in some account notices
	Field              string            // messages, account_update, ...
	PhoneNumberID      ids.PhoneNumberID // empty for notices about the account
	DisplayPhoneNumber string            // as it arrived, digits or formatted: never a key
	Time               time.Time         // entry.time; zero on most messages
	Items              []Item
	Raw                json.RawMessage // the change object
}

// Item is one thing that happened: *InboundMessage, *Status, *Echo,
// *HistoryMessage, *HistoryProgress, *ContactSync, *Call, *UserPreference,
// *TemplateUpdate, *NumberUpdate, *AccountUpdate, *ValueError, *Other or
// *Unknown.
type Item interface{ item() }

// Unknown is a message or status that could not be read, with why.
type Unknown struct {
	Node   string // the array it stood in, e.g. messages
	Reason string
	Raw    json.RawMessage
}

// Other is a change that carries nothing an inbox acts on.
type Other struct {
	Field string
	Raw   json.RawMessage // the value, or the whole node when it has no value
}

// ValueError is an error about the account or app rather than one message.
type ValueError struct {
	Error
	Raw json.RawMessage
}

func (*Unknown) item()    {}
func (*Other) item()      {}
func (*ValueError) item() {}

// Parse reads a delivery. Only a body that is not JSON is an error
// (invalid_json); any other surprise is an Unknown or Other item. Every Raw is
// valid UTF-8 and a copy of what arrived.
func Parse(body []byte) (Delivery, error) {
	if !json.Valid(body) {
		return Delivery{}, fault.New(fault.Invalid, fault.CodeInvalidJSON, "The body is not valid JSON.")
	}
	if utf8.Valid(body) {
		body = bytes.Clone(body)
	} else {
		body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	var d Delivery
	entries := objectOf(body).list("entry")
	if len(entries) == 0 && !isEmptyEnvelope(body) {
		d.Changes = append(d.Changes, oddChange("", body))
	}
	for _, raw := range entries {
		d.Changes = append(d.Changes, changesOf(raw)...)
	}
	return d, nil
}

// isEmptyEnvelope tells an envelope without entries from a body that is
// something else, which is kept as an Other item.
func isEmptyEnvelope(body []byte) bool {
	n := objectOf(body)
	return n.has("entry") && bytes.HasPrefix(n.raw("entry"), []byte("["))
}

func changesOf(rawEntry json.RawMessage) []Change {
	entry := objectOf(rawEntry)
	waba := entry.text("id")
	list := entry.list("changes")
	if len(list) == 0 {
		return []Change{oddChange(waba, rawEntry)}
	}
	changes := make([]Change, 0, len(list))
	for _, raw := range list {
		n := objectOf(raw)
		if n == nil {
			changes = append(changes, oddChange(waba, raw))
			continue
		}
		changes = append(changes, changeOf(n, waba, entry.instant("time"), raw))
	}
	return changes
}

func oddChange(waba string, raw json.RawMessage) Change {
	return Change{WABA: ids.WABAID(waba), Raw: raw, Items: []Item{&Other{Raw: raw}}}
}

func changeOf(n node, waba string, at time.Time, raw json.RawMessage) Change {
	value := n.child("value")
	metadata := value.child("metadata")
	c := Change{
		WABA: ids.WABAID(waba), Field: n.text("field"), Time: at, Raw: raw,
		PhoneNumberID:      ids.PhoneNumberID(metadata.text("phone_number_id")),
		DisplayPhoneNumber: metadata.text("display_phone_number"),
	}
	r := reader{change: n, value: value, field: c.Field, at: at, rawValue: n.raw("value")}
	r.business, _ = PhoneDigits(c.DisplayPhoneNumber)
	c.Items = r.items()
	return c
}
