package sim

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kinds of traffic entry.
const (
	kindOutbound = "outbound" // a send over Graph
	kindCall     = "call"     // any other Graph call
	kindInbound  = "inbound"  // a webhook with a customer's message
	kindReceipt  = "receipt"  // a webhook with a status
	kindWebhook  = "webhook"  // any other webhook
	kindFault    = "fault"    // a fault rule struck
)

const (
	keptTraffic    = 2000
	loggedBodySize = 64 << 10
)

// trafficEntry is one line of the traffic log.
type trafficEntry struct {
	Seq      int64           `json:"seq"`
	At       time.Time       `json:"at"`
	Kind     string          `json:"kind"`
	Summary  string          `json:"summary"`
	Method   string          `json:"method,omitempty"`
	Path     string          `json:"path,omitempty"`
	Status   int             `json:"status,omitempty"` // HTTP status of the answer, 0 for none
	Error    string          `json:"error,omitempty"`
	Millis   int64           `json:"ms"`
	Customer string          `json:"customer,omitempty"`
	Message  string          `json:"message,omitempty"`
	Delivery string          `json:"delivery,omitempty"`
	Attempt  int             `json:"attempt,omitempty"`
	Request  json.RawMessage `json:"request,omitempty"`
	Response json.RawMessage `json:"response,omitempty"`
}

func (t *tx) record(e trafficEntry) {
	e.Seq = t.nextSeq()
	if e.At.IsZero() {
		e.At = t.now
	}
	t.state.traffic.put(t, strconv.FormatInt(e.Seq, 10), &e)
	t.tell("traffic", func() any { return e })
	if len(t.state.traffic.rows) >= 2*keptTraffic {
		all := t.state.traffic.sorted(func(a, b *trafficEntry) int { return cmp.Compare(a.Seq, b.Seq) })
		for _, old := range all[:len(all)-keptTraffic] {
			t.state.traffic.drop(t, strconv.FormatInt(old.Seq, 10))
		}
	}
	t.trafficSeen()
}

// trafficSeen wakes the long polls.
func (t *tx) trafficSeen() {
	woken := t.polls
	t.polls = nil
	for _, c := range woken {
		close(c)
	}
}

// logCall writes a Graph call into the log; the token is not part of it.
func (c *call) logCall(a answer, took time.Duration) {
	query := c.r.URL.Query()
	query.Del("access_token")
	path := c.r.URL.EscapedPath()
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	e := trafficEntry{
		Kind: c.note.Kind, Summary: c.note.Summary, Method: c.r.Method, Path: path, Status: http.StatusOK,
		Millis: took.Milliseconds(), Customer: c.note.Customer, Message: c.note.Message, Request: loggable(c.rawBody),
	}
	if e.Summary == "" {
		e.Summary = c.r.Method + " " + cmp.Or(c.edge, "/"+c.id)
	}
	switch {
	case a.err != nil:
		e.Status, e.Error = a.err.HTTP, a.err.Message
		e.Response = raw(a.err.body(""))
	case a.cut:
		e.Error = "the answer was cut off"
	case a.body != nil:
		e.Response = raw(a.body)
	}
	c.update(func(t *tx) { t.record(e) })
}

// logDelivery writes a webhook attempt into the log.
func (t *tx) logDelivery(d *delivery, a attempt) {
	e := trafficEntry{
		At: a.At, Kind: d.Kind, Summary: d.Summary, Method: http.MethodPost, Path: d.URL, Status: a.Status, Error: a.Error,
		Millis: a.Millis, Customer: d.Customer, Message: d.Message, Delivery: d.ID, Attempt: len(d.Attempts),
		Request: loggable(webhookBody(t.options.BusinessAccountID, d.Changes, d.CreatedAt, d.ExtraTime)),
	}
	if len(d.Changes) > 1 {
		e.Summary += " and " + strconv.Itoa(len(d.Changes)-1) + " more"
	}
	t.record(e)
}

func (t *tx) logFault(r *rule, on target) {
	e := trafficEntry{Kind: kindFault, Summary: r.effect()}
	if r.Name != "" {
		e.Summary += " by “" + r.Name + "”"
	}
	if on.Customer != nil {
		e.Customer = on.Customer.ID
	}
	if on.Delivery != nil {
		e.Customer, e.Message, e.Delivery = on.Delivery.Customer, on.Delivery.Message, on.Delivery.ID
	}
	t.record(e)
}

// effect says in a few words what a rule does.
func (r *rule) effect() string {
	switch r.Kind {
	case faultDelay:
		return "held " + strconv.FormatFloat(r.wait(defaultDelay).Seconds(), 'f', -1, 64) + " s"
	case faultDrop:
		return "dropped"
	case faultReorder:
		return "held back"
	case faultDuplicate:
		return "sent " + strconv.Itoa(or(r.Times, 1)+1) + " times"
	case faultOutcome:
		return "code " + strconv.Itoa(r.Code)
	}
	return strings.ReplaceAll(r.Kind, "_", " ")
}

// loggable keeps a JSON body of bounded size.
func loggable(body []byte) json.RawMessage {
	if len(body) == 0 || len(body) > loggedBodySize || !json.Valid(body) {
		return nil
	}
	return slices.Clone(body)
}

// summaryOf describes a message in a few words.
func summaryOf(kind string, payload json.RawMessage) string {
	n := parsed(payload)
	quoted := func(text string) string {
		text = strings.Join(strings.Fields(text), " ")
		if r := []rune(text); len(r) > 40 {
			text = string(r[:40]) + "…"
		}
		return "“" + text + "”"
	}
	switch kind {
	case "text":
		return quoted(n.str("body"))
	case "interactive":
		if body := n.obj("body").str("text"); body != "" {
			return quoted(body)
		}
		return "interactive " + n.str("type")
	case "template":
		return "template " + n.str("name")
	case "reaction":
		if n.str("emoji") == "" {
			return "reaction removed from " + shortID(n.str("message_id"))
		}
		return "reaction to " + shortID(n.str("message_id"))
	case "audio":
		if n.flag("voice") {
			return "voice"
		}
	}
	return kind
}
