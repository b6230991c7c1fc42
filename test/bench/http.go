package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"relevo/test/rig"
)

const (
	openLoop = 1000             // deliveries per second of the measured acknowledgements
	drain    = 10 * time.Minute // for what is left in the queue
)

// http measures ingest through webhooks: how many rows a second it commits
// when 64 clients send as fast as they are answered, and how long an answer
// takes at a fixed pace. The floor is a server that reads the body and answers.
func (b *bench) http(ctx context.Context) error {
	i, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	s, err := i.Start(ctx)
	if err != nil {
		return err
	}
	defer s.Kill()
	idle := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer idle.Close()
	client := rig.Client(256)
	defer client.CloseIdleConnections()
	var next atomic.Int64
	to := func(url string) func(int64) error { return func(n int64) error { return send(ctx, i, client, url, n) } }

	pace, err := paced(b.lasts/4, &next, to(s.URL))
	if err != nil {
		return err
	}
	floorPace, err := paced(b.lasts/12, &next, to(idle.URL))
	if err != nil {
		return err
	}
	show("acknowledgement at 1,000/s", "p50 %.1f ms, p99 %.1f ms (aim p99 ≤ 25; floor p50 %.1f, p99 %.1f)",
		at(pace, 50), at(pace, 99), at(floorPace, 50), at(floorPace, 99))
	floor, err := together(b.lasts/12, 1<<40, &next, to(idle.URL))
	if err != nil {
		return err
	}
	return b.closedLoop(ctx, i, client, s, floor, &next, to(s.URL))
}

func (b *bench) closedLoop(ctx context.Context, i *rig.Instance, client *http.Client, s *rig.Server, floor float64,
	next *atomic.Int64, do func(int64) error,
) error {
	ctx, cancel := context.WithTimeout(ctx, drain)
	defer cancel()
	before, err := i.Quiet(ctx, client, s.URL)
	if err != nil {
		return err
	}
	began := time.Now()
	acknowledged, err := together(b.lasts, 1<<40, next, do)
	if err != nil {
		return err
	}
	var after rig.Health
	if err := i.Get(ctx, client, s.URL+"/readyz", &after); err != nil {
		return err
	}
	took := time.Since(began)
	committed := float64(after.LastEvent-before.LastEvent) / took.Seconds() // one event each
	if _, err := i.Quiet(ctx, client, s.URL); err != nil {
		return err
	}
	show("ingest through HTTP", "%.0f rows/s for %.0f s (aim ≥ 3,000; floor %.0f requests/s)", committed, took.Seconds(), floor)
	show("", "%.0f acknowledged/s; backlog at the end %d jobs, gone %.1f s later", acknowledged, after.QueuedJobs,
		(time.Since(began) - took).Seconds())
	return s.Stop()
}

func send(ctx context.Context, i *rig.Instance, client *http.Client, url string, n int64) error {
	return i.Deliver(ctx, client, url, rig.Text(phone(n), fmt.Sprintf("wamid.%d", n), "hello", time.Now()))
}

// paced sends at openLoop a second whatever the answers, and gives how long
// each took from the instant at which it was due.
func paced(lasts time.Duration, next *atomic.Int64, do func(int64) error) ([]time.Duration, error) {
	total := int(lasts.Seconds() * openLoop)
	took, failed := make([]time.Duration, total), make(chan error, total)
	var wg sync.WaitGroup
	began := time.Now()
	for n := range total {
		due := began.Add(time.Duration(n) * time.Second / openLoop)
		time.Sleep(time.Until(due))
		wg.Go(func() {
			if err := do(next.Add(1)); err != nil {
				failed <- err
			}
			took[n] = time.Since(due)
		})
	}
	wg.Wait()
	close(failed)
	slices.Sort(took)
	return took, <-failed
}

// at gives a percentile of sorted times, in milliseconds.
func at(sorted []time.Duration, percent int) float64 {
	return float64(sorted[min(len(sorted)*percent/100, len(sorted)-1)].Microseconds()) / 1000
}
