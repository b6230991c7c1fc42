package sim

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
	"time"

	"relevo/internal/fault"
)

// Kinds of fault rule. The first group acts on the answer to a Graph call,
// the second on what becomes of a send, the third on webhooks.
const (
	faultServerError  = "server_error"         // 5xx or any status; Accept: after taking the message
	faultHang         = "hang"                 // no answer for Seconds of virtual time; Accept as above
	faultTruncated    = "truncated_answer"     // the message is taken, the answer breaks off
	faultExpiredToken = "expired_token"        // 401, 190, subcode 463
	faultRateLimit    = "rate_limit"           // 429 (or HTTP) with the usage header
	faultStatusFirst  = "status_before_answer" // the sent status arrives before the answer

	faultOutcome       = "outcome"        // Code, at once or later as typical, or as Later says
	faultPacing        = "pacing"         // templates: held for quality assessment, then sent or Code
	faultSkipDelivered = "skip_delivered" // no delivered status when the phone reads at once

	faultDuplicate = "duplicate" // Times more copies; Body same or new; Concurrent; Seconds later
	faultReorder   = "reorder"   // held until After later webhooks were queued
	faultDelay     = "delay"     // held for Seconds
	faultDrop      = "drop"      // never posted
	faultBatch     = "batch"     // up to Size updates in one POST
)

var faultKinds = []string{
	faultServerError, faultHang, faultTruncated, faultExpiredToken, faultRateLimit, faultStatusFirst,
	faultOutcome, faultPacing, faultSkipDelivered, faultDuplicate, faultReorder, faultDelay, faultDrop, faultBatch,
}

// rule is a fault that was asked for. Without Next, Every and Chance it
// strikes each time.
type rule struct {
	ID      string  `json:"id"`
	Seq     int64   `json:"seq"`
	Name    string  `json:"name,omitempty"`
	Kind    string  `json:"kind"`
	Off     bool    `json:"off,omitempty"`
	Next    int     `json:"next,omitempty"`   // strikes so often, then is used up
	Every   int     `json:"every,omitempty"`  // strikes each nth time
	Chance  float64 `json:"chance,omitempty"` // 0..1, from the seed
	Seed    int64   `json:"seed,omitempty"`
	Met     int     `json:"met"`  // how often the rule was asked
	Hits    int     `json:"hits"` // how often it struck
	To      string  `json:"to,omitempty"`
	Type    string  `json:"type,omitempty"`      // message type
	Event   string  `json:"event,omitempty"`     // message, status, other
	Status  string  `json:"status,omitempty"`    // sent, delivered, …
	Op      string  `json:"operation,omitempty"` // last path segment of the Graph call; "*" for all
	Code    int     `json:"code,omitempty"`
	Details string  `json:"details,omitempty"`
	Later   *bool   `json:"later,omitempty"`
	HTTP    int     `json:"http_status,omitempty"`
	Accept  bool    `json:"accept,omitempty"`
	Seconds float64 `json:"seconds,omitempty"`
	Times   int     `json:"times,omitempty"`
	Body    string  `json:"body,omitempty"` // same, new
	Beside  bool    `json:"concurrent,omitempty"`
	After   int     `json:"after,omitempty"`
	Size    int     `json:"size,omitempty"`
}

func (r *rule) check() error {
	bad := func(format string, args ...any) error {
		return fault.Newf(fault.Invalid, fault.CodeInvalidInput, format, args...)
	}
	_, known := catalogue[r.Code]
	switch {
	case !contains(faultKinds, r.Kind):
		return bad("kind must be one of %s", strings.Join(faultKinds, ", "))
	case r.Next < 0 || r.Every < 0 || r.Times < 0 || r.After < 0 || r.Size < 0 || r.Seconds < 0:
		return bad("numbers must not be negative")
	case r.Chance < 0 || r.Chance > 1:
		return bad("chance must be between 0 and 1")
	case r.Kind == faultOutcome && !known:
		return bad("code %d is not in the error catalogue", r.Code)
	case r.Size > 1000:
		return bad("a batch has at most 1000 updates")
	case r.HTTP != 0 && (r.HTTP < 400 || r.HTTP > 599):
		return bad("http_status must be an error status")
	}
	return nil
}

// target is what a rule may match on.
type target struct {
	Customer *customer
	Message  *message
	Type     string // message type
	Delivery *delivery
	Op       string
	Accepted bool // the message is already taken
}

// strike finds the first rule of a kind that matches and is due, counts it
// and logs it.
func (t *tx) strike(kind string, on target) *rule {
	if len(t.state.rules.rows) == 0 {
		return nil
	}
	for _, r := range t.state.rules.sorted(func(a, b *rule) int { return int(a.Seq - b.Seq) }) {
		if r.Kind != kind || r.Off || !r.matches(t.Simulator, on) || (r.Next > 0 && r.Hits >= r.Next) {
			continue
		}
		r.Met++
		due := r.due()
		if due {
			r.Hits++
		}
		t.state.rules.put(t, r.ID, r)
		t.tell("fault", func() any { return *r })
		if due {
			if kind != faultBatch {
				t.logFault(r, on)
			}
			copied := *r
			return &copied
		}
	}
	return nil
}

func (r *rule) due() bool {
	switch {
	case r.Every > 0:
		return r.Met%r.Every == 0
	case r.Chance > 0:
		h := fnv.New64a()
		fmt.Fprintf(h, "%d %s %d", r.Seed, r.Kind, r.Met)
		return float64(h.Sum64()%1e6)/1e6 < r.Chance
	}
	return true
}

func (r *rule) matches(s *Simulator, on target) bool {
	if r.To != "" {
		c := on.Customer
		if c == nil && on.Delivery != nil {
			c = s.state.customers.get(on.Delivery.Customer)
		}
		if c == nil || (r.To != c.ID && r.To != c.BSUID && waIDOf(digitsOf(r.To)) != c.WaID) {
			return false
		}
	}
	if d := on.Delivery; d != nil {
		return (r.Event == "" || r.Event == d.eventKind()) && (r.Status == "" || r.Status == d.Status)
	}
	if r.Type != "" && on.Type != r.Type {
		return false
	}
	if r.Code == 131047 && on.Type == "template" { // templates need no window
		return false
	}
	if (r.Kind == faultServerError || r.Kind == faultHang) && r.Accept != on.Accepted {
		return false
	}
	return on.Op == "" || r.Op == "*" || r.Op == on.Op || (r.Op == "" && on.Op == "messages")
}

// eventKind sorts webhooks for rules: message, status or other.
func (d *delivery) eventKind() string {
	switch d.Kind {
	case kindReceipt:
		return "status"
	case kindInbound:
		return "message"
	}
	return "other"
}

func (r *rule) later() bool {
	if r.Later != nil {
		return *r.Later
	}
	return arrivesLater(r.Code)
}

// wait gives the rule's seconds, or a default number.
func (r *rule) wait(fallback float64) time.Duration {
	seconds := r.Seconds
	if seconds == 0 {
		seconds = fallback
	}
	return time.Duration(seconds * float64(time.Second))
}

func (r *rule) size() int {
	if r.Size == 0 {
		return 1000
	}
	return r.Size
}

// outcome is how a held template ends: nil for sent.
func (r *rule) outcome() any {
	if r.Code == 0 {
		return nil
	}
	return outcome{Code: r.Code, Details: r.Details}
}

// usageHeader is X-Business-Use-Case-Usage of an account over its limit.
func usageHeader(accountID string, minutes int) http.Header {
	text, _ := json.Marshal(map[string]any{accountID: []any{map[string]any{
		"type": "whatsapp", "call_count": 100, "total_cputime": 20, "total_time": 20,
		"estimated_time_to_regain_access": minutes,
	}}})
	h := http.Header{}
	h.Set("X-Business-Use-Case-Usage", string(text))
	return h
}
