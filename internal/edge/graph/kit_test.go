package graph_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/edge/api"
	"relevo/internal/edge/graph"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/sim"
	"relevo/internal/edge/work"
	"relevo/internal/egress"
	"relevo/internal/event"
	"relevo/internal/ids"
	"relevo/internal/job"
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
		l := &line{simulator: newSimulator(t)}
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
			l.run(t)
		}
		fn(t, l)
	})
}

func newSimulator(t *testing.T) string {
	t.Helper()
	var address string
	simulator, err := sim.New(sim.Options{AccessToken: "token", PhoneNumberID: recordtest.PhoneNumberID,
		BusinessAccountID: recordtest.AccountID, DisplayPhoneNumber: "+1 555-078-3881", BaseURL: func() string { return address }})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(simulator.Handler())
	address = server.URL
	simulator.Start(t.Context())
	t.Cleanup(func() {
		server.Close()
		if err := simulator.Stop(); err != nil {
			t.Errorf("stop simulator: %v", err)
		}
	})
	return address
}

// run starts the engines as the product does.
func (l *line) run(t *testing.T) {
	t.Helper()
	a, log := l.App, slog.New(slog.DiscardHandler)
	relay := event.NewRelay(a.DB, a.Clock, log, "test")
	tail := event.NewTail(a.DB, log, event.Last, func(batch []event.Record) {
		for _, about := range app.DataOf(batch) {
			a.Waits.Wake(about.MessageID)
		}
	})
	runner := job.NewRunner(a.DB, a.Clock, log, "test", l.worker.Kinds(), job.Options{})
	ctx, stop := context.WithCancel(context.Background())
	relay.Start(ctx)
	tail.Start(ctx)
	runner.Start(ctx)
	var pulse sync.WaitGroup
	pulse.Go(func() { a.Pulse(ctx, relay, tail, runner) })
	t.Cleanup(func() {
		runner.Stop()
		tail.Stop()
		relay.Stop()
		stop()
		pulse.Wait()
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
