package graph_test

import (
	"fmt"
	"testing"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/edge/api"
	"relevo/internal/edge/graph"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/work"
	"relevo/internal/egress"
	"relevo/internal/ids"
)

const (
	version = "/meta/whatsapp/v24.0/"
	number  = version + recordtest.PhoneNumberID
	account = version + recordtest.AccountID
	ana     = "15550107701"
)

// line is a server whose WhatsApp is the simulator.
type line struct {
	*recordtest.Shop
	simulator string // its address
	worker    *work.Worker
}

// eachLine runs fn on both dialects; with engines, what is queued is sent.
func eachLine(t *testing.T, engines bool, clk clock.Clock, fn func(t *testing.T, l *line)) {
	t.Helper()
	dbtest.EachWithClock(t, clk, func(t *testing.T, d *db.DB) {
		l := &line{simulator: recordtest.Simulate(t)}
		guard, err := egress.New(egress.Options{})
		if err != nil {
			t.Fatal(err)
		}
		l.Shop = recordtest.New(t, d, clk, func(s *recordtest.Shop) {
			s.GraphURL = l.simulator
			dial := app.NewDialer(guard, clk, func(ids.NumberID) string { return "" })
			l.worker = &work.Worker{App: s.App, Dial: dial}
			s.Rest.Handle(graph.Prefix, graph.New(s.Rest, s.App, dial, l.worker.Upload, s.Links))
			api.Mount(s.Rest, s.App, s.Links)
		})
		if engines {
			l.Run(t, l.worker.Kinds(), nil)
		}
		fn(t, l)
	})
}

func textTo(to, body string) string {
	return `{"messaging_product":"whatsapp","to":"` + to + `","type":"text","text":{"body":"` + body + `"}}`
}

func textFrom(phone, wamid, body string, at int64) string {
	return fmt.Sprintf(`"contacts":[{"profile":{"name":"P %s"},"wa_id":"%s"}],"messages":[{"from":"%s","id":"%s","timestamp":"%d","type":"text","text":{"body":"%s"}}]`,
		phone, phone, phone, wamid, at, body)
}

// checkError holds an answer against Graph's shape.
func checkError(t *testing.T, what string, r recordtest.Reply, status, code, subcode int, kind string) {
	t.Helper()
	got := fmt.Sprint(r.Status, " ", r.At("error", "code"), " ", r.At("error", "error_subcode"), " ", r.At("error", "type"))
	want := fmt.Sprint(status, " ", code, " <nil> ", kind)
	if subcode != 0 {
		want = fmt.Sprint(status, " ", code, " ", subcode, " ", kind)
	}
	if got != want || fmt.Sprint(r.At("error", "message")) == "" || r.At("error", "fbtrace_id") == nil {
		t.Errorf("%s: got %s, want %s (%s)", what, got, want, r.Text)
	}
	if r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%s: content type %s", what, r.Header.Get("Content-Type"))
	}
}
