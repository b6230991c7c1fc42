package recordtest

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"

	"relevo/internal/edge/sim"
	"relevo/internal/event"
	"relevo/internal/job"
)

// Simulate starts a simulator that knows the shop's number, and gives its
// address: a Graph URL, and below it the control API.
func Simulate(t *testing.T) string {
	t.Helper()
	var address string
	simulator, err := sim.New(sim.Options{AppSecret: "secret", AccessToken: "token", PhoneNumberID: PhoneNumberID,
		BusinessAccountID: AccountID, DisplayPhoneNumber: "+1 555-078-3881", BaseURL: func() string { return address }})
	must(t, err)
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

// Run starts the engines as the product does. happened, which may be nil, is
// called after every batch of events and every handled job.
func (s *Shop) Run(t *testing.T, kinds []job.Kind, happened func()) {
	t.Helper()
	if happened == nil {
		happened = func() {}
	}
	a, log := s.App, slog.New(slog.DiscardHandler)
	relay := event.NewRelay(a.DB, a.Clock, log, "test")
	tail := event.NewTail(a.DB, log, event.Last, func(batch []event.Record) {
		a.Waits.Tell(batch)
		happened()
	})
	follow := event.NewConsumers(a.DB, a.Clock, log, "test", a.Consumers())
	runner := job.NewRunner(a.DB, a.Clock, log, "test", telling(kinds, happened), job.Options{})
	ctx, stop := context.WithCancel(context.Background())
	relay.Start(ctx)
	tail.Start(ctx)
	follow.Start(ctx)
	runner.Start(ctx)
	var pulse sync.WaitGroup
	pulse.Go(func() { a.Pulse(ctx, relay, tail, follow, runner) })
	t.Cleanup(func() {
		runner.Stop()
		follow.Stop()
		tail.Stop()
		relay.Stop()
		stop()
		pulse.Wait()
	})
}

// telling lets every handler tell when it has ended.
func telling(kinds []job.Kind, happened func()) []job.Kind {
	for i := range kinds {
		handler := kinds[i].Handler
		kinds[i].Handler = func(ctx context.Context, j job.Job) error {
			defer happened()
			return handler(ctx, j)
		}
	}
	return kinds
}
