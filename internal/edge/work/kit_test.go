package work_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/edge/api"
	"relevo/internal/edge/graph"
	"relevo/internal/edge/ingress"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/work"
	"relevo/internal/egress"
	"relevo/internal/ids"
)

const (
	graphNumber = "/meta/whatsapp/v24.0/" + recordtest.PhoneNumberID
	messages    = "/platform/v1/whatsapp/messages"
	threads     = "/platform/v1/whatsapp/conversations"
	ana         = "15550107701"
)

// patience bounds every wait; nothing waits that long when the line is right.
const patience = 60 * time.Second

// line is the product with its jobs, between the simulator and the API.
type line struct {
	*recordtest.Shop
	simulator string // its address
	clock     *clock.Manual
	pulse     chan struct{} // something happened
}

// eachLine runs fn on both dialects with the machine's clock.
func eachLine(t *testing.T, fn func(t *testing.T, l *line)) {
	t.Helper()
	eachLineAt(t, clock.System{}, "", fn)
}

// eachStill runs fn on both dialects; the product's time stands still until
// the test moves it, the simulator's does not.
func eachStill(t *testing.T, fn func(t *testing.T, l *line)) {
	t.Helper()
	eachLineAt(t, clock.NewManual(clock.System{}.Now()), "", fn)
}

// eachLineAt is eachLine with a clock, and with another WhatsApp than the
// simulator when an address is given.
func eachLineAt(t *testing.T, clk clock.Clock, graphURL string, fn func(t *testing.T, l *line)) {
	t.Helper()
	dbtest.EachWithClock(t, clk, func(t *testing.T, d *db.DB) {
		l := &line{simulator: recordtest.Simulate(t), pulse: make(chan struct{}, 1)}
		l.clock, _ = clk.(*clock.Manual)
		guard, err := egress.New(egress.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(guard.Close)
		worker := &work.Worker{}
		l.Shop = recordtest.New(t, d, clk, func(s *recordtest.Shop) {
			s.GraphURL = l.simulator
			if graphURL != "" {
				s.GraphURL = graphURL
			}
			dial := app.NewDialer(guard, clk, func(ids.NumberID) string { return "" })
			worker.App, worker.Dial = s.App, dial
			in := ingress.New(s.App)
			s.Rest.Handle("GET "+ingress.Path, http.HandlerFunc(in.Handshake))
			s.Rest.Handle("POST "+ingress.Path, http.HandlerFunc(in.Deliver))
			s.Rest.Handle(graph.Prefix, graph.New(s.Rest, s.App, dial, worker.Upload, s.Links))
			api.Mount(s.Rest, s.App, s.Links)
		})
		l.control(t, "PUT", "/webhook", `{"url":"`+l.URL+ingress.PathOf(l.MetaApp)+`","verify_token":"verify","verify":true}`)
		l.Run(t, worker.Kinds(), l.happened)
		fn(t, l)
	})
}

func (l *line) happened() {
	select {
	case l.pulse <- struct{}{}:
	default:
	}
}

// until waits for a condition. What it waits for is announced, but may not be
// committed at that moment, so it also looks by itself.
func (l *line) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	end := time.After(patience)
	for !holds() {
		again, release := clock.System{}.After(20 * time.Millisecond)
		select {
		case <-l.pulse:
		case <-again:
		case <-end:
			release()
			t.Fatalf("in vain: %s; the list: %.3000s", what, l.Call(t, "GET", messages+"?limit=100", "").Text)
		}
		release()
	}
}

// advance lets what is due end and moves the product's time on.
func (l *line) advance(t *testing.T, by time.Duration) {
	t.Helper()
	l.until(t, "every due job ends", func() bool {
		return l.count(t, `SELECT count(*) FROM jobs WHERE lease <> '' OR due_at <= $1`, l.clock.Now().UnixMilli()) == 0
	})
	l.clock.Advance(by)
}

// count asks the database for one number.
func (l *line) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	err := l.App.DB.Read(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(query, args...).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// control calls the simulator's control API, which must succeed.
func (l *line) control(t *testing.T, method, path, body string) recordtest.Reply {
	t.Helper()
	r := l.askControl(t, method, path, body)
	if r.Status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, r.Status, r.Text)
	}
	return r
}

func (l *line) askControl(t *testing.T, method, path, body string) recordtest.Reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, l.simulator+"/control"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	reply := recordtest.Reply{Status: answer.StatusCode, Text: string(text)}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &reply.JSON); err != nil {
			t.Fatal(err)
		}
	}
	return reply
}

// fault bends what the simulator does.
func (l *line) fault(t *testing.T, rule string) { l.control(t, "POST", "/faults", rule) }

// customer makes a phone that has written, so that the 24-hour window is open,
// and gives its conversation here.
func (l *line) customer(t *testing.T, phone string) (conversation string) {
	t.Helper()
	l.control(t, "POST", "/customers", `{"name":"P","phone":"+`+phone+`"}`)
	l.control(t, "POST", "/customers/"+phone+"/messages", `{"type":"text","text":"hi"}`)
	l.until(t, "the first message of "+phone, func() bool {
		list := l.Call(t, "GET", threads+"?phone_number="+phone, "")
		conversation = fmt.Sprint(list.At("data", 0, "id"))
		return len(list.Records()) == 1
	})
	return conversation
}

// write queues a message of the inbox and gives its own id.
func (l *line) write(t *testing.T, conversation, message string) string {
	t.Helper()
	r := l.Call(t, "POST", threads+"/"+conversation+"/messages", `{"message":`+message+`,"client_id":"`+ids.New()+`"}`)
	if r.Status != 202 {
		t.Fatalf("write: %d %s", r.Status, r.Text)
	}
	return fmt.Sprint(r.At("data", "kapso", "id"))
}

// message reads one message.
func (l *line) message(t *testing.T, id string) recordtest.Reply {
	t.Helper()
	return l.Call(t, "GET", messages+"/"+id, "")
}

// untilStatus waits until a message has a status and gives it.
func (l *line) untilStatus(t *testing.T, id, status string) (r recordtest.Reply) {
	t.Helper()
	l.until(t, id+" is "+status, func() bool {
		r = l.message(t, id)
		return r.At("data", "kapso", "status") == status
	})
	return r
}

// onThePhone lists the texts that the business sent to a phone, oldest first.
func (l *line) onThePhone(t *testing.T, phone string) (texts []string) {
	t.Helper()
	for _, m := range l.control(t, "GET", "/customers/"+phone+"/messages", "").Records() {
		if recordtest.At(m, "from") == "business" {
			texts = append(texts, fmt.Sprint(recordtest.At(m, "content", "body")))
		}
	}
	return texts
}
