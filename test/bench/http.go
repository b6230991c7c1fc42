package main

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"relevo/test/rig"
)

const (
	ackRate   = 1000              // deliveries per second of the measured acknowledgements
	rowsAim   = 3000              // rows per second that ingest is to commit
	rowsOffer = rowsAim * 11 / 10 // deliveries per second that are offered to it
	drain     = 3 * time.Minute   // for what is left in the queue
)

// hook is a server that takes webhooks, and what sends them.
type hook struct {
	*rig.Instance
	server *rig.Server
	client *http.Client
	next   atomic.Int64 // numbers the messages
}

func (b *bench) hook(ctx context.Context) (*hook, error) {
	i, err := b.fresh(ctx)
	if err != nil {
		return nil, err
	}
	s, err := i.Start(ctx)
	return &hook{Instance: i, server: s, client: rig.Client(256)}, err
}

func (h *hook) close() {
	h.server.Kill()
	h.client.CloseIdleConnections()
}

func (h *hook) sendTo(ctx context.Context, url string) func(int, time.Time) error {
	return func(int, time.Time) error { return send(ctx, h.Instance, h.client, url, h.next.Add(1)) }
}

// http measures ingest through webhooks: how long an answer takes at a fixed
// pace, whether ingest commits what is offered to it, and what happens when 64
// clients send as fast as they are answered. The floor is a server that reads
// the body and answers.
func (b *bench) http(ctx context.Context) error {
	h, err := b.hook(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	floor := answering(nil)
	defer floor.Close()
	own, err := paced(ackRate, b.lasts/4, h.sendTo(ctx, h.server.URL))
	if err != nil {
		return err
	}
	idle, err := paced(ackRate, b.lasts/12, h.sendTo(ctx, floor.URL))
	if err != nil {
		return err
	}
	show("acknowledgement at 1,000/s", "p50 %.1f ms, p99 %.1f ms (aim p99 ≤ 25; floor p50 %.1f, p99 %.1f)",
		at(own, 50), at(own, 99), at(idle, 50), at(idle, 99))
	rate, err := together(b.lasts/12, 1<<40, &h.next, func(n int64) error { return send(ctx, h.Instance, h.client, floor.URL, n) })
	if err != nil {
		return err
	}
	show("ingest through HTTP", "(aim ≥ %d rows/s and a backlog under 1 s; floor %.0f requests/s)", rowsAim, rate)
	err = h.committed(ctx, "  offered 3,300/s", func() (float64, error) {
		began := time.Now()
		all, err := paced(rowsOffer, b.lasts, h.sendTo(ctx, h.server.URL))
		return float64(len(all)) / time.Since(began).Seconds(), err
	})
	if err != nil {
		return err
	}
	err = h.committed(ctx, "  64 clients in a loop", func() (float64, error) {
		return together(b.lasts/6, 1<<40, &h.next, func(n int64) error { return send(ctx, h.Instance, h.client, h.server.URL, n) })
	})
	if err != nil {
		return err
	}
	return h.server.Stop()
}

// committed runs a load and prints what ingest committed meanwhile, by its
// events, one for each message, and what was left.
func (h *hook) committed(ctx context.Context, what string, load func() (acknowledged float64, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, drain)
	defer cancel()
	before, err := h.settled(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	busy, err := cpuOf(h.server.PID())
	if err != nil {
		return err
	}
	acknowledged, err := load()
	if err != nil {
		return err
	}
	left, err := h.health(ctx)
	if err != nil {
		return err
	}
	took := time.Since(began)
	after, err := h.settled(ctx)
	if err != nil {
		return err
	}
	gone := time.Since(began) - took
	rested, err := cpuOf(h.server.PID())
	if err != nil {
		return err
	}
	rows := left.LastEvent + left.UnplacedEvents - before.LastEvent
	show(what, "%.0f rows/s committed in %.0f s, %.0f acknowledged/s; backlog %.2f s (%d jobs), gone %.1f s later; CPU %.0f µs each",
		float64(rows)/took.Seconds(), took.Seconds(), acknowledged, left.OldestJob, left.QueuedJobs, gone.Seconds(),
		each(rested-busy, float64(after.LastEvent-before.LastEvent)))
	return nil
}

// health is what the server tells of itself.
type health struct {
	rig.Health
	OldestJob float64 `json:"oldest_job_seconds"`
}

func (h *hook) health(ctx context.Context) (is health, err error) {
	err = h.Get(ctx, h.client, h.server.URL+"/readyz", &is)
	return is, err
}

// settled waits until nothing is queued. It asks seldom: counting a long queue
// costs time that is measured.
func (h *hook) settled(ctx context.Context) (health, error) {
	for {
		is, err := h.health(ctx)
		if err != nil || is.QueuedJobs == 0 && is.UnplacedEvents == 0 {
			return is, err
		}
		if err := pause(ctx, 250*time.Millisecond); err != nil {
			return is, fmt.Errorf("%d jobs and %d events are left: %w", is.QueuedJobs, is.UnplacedEvents, err)
		}
	}
}
