package event

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/failpoint"
	"relevo/internal/fault"
)

const (
	relayLease = "relay"
	relayBatch = 256
)

// Relay gives committed events their position. Every node runs one; the lease
// decides which of them works. The lease is taken in the transaction that
// places events, so two relays never number at the same time, whatever their
// clocks say.
type Relay struct {
	db       *db.DB
	clock    clock.Clock
	log      *slog.Logger
	holder   string
	loop     *loop
	held     bool
	failures int
}

// NewRelay makes a relay. holder names this process in the lease and is used
// by no other process that is alive.
func NewRelay(d *db.DB, clk clock.Clock, log *slog.Logger, holder string) *Relay {
	return &Relay{db: d, clock: clk, log: log, holder: holder, loop: newLoop()}
}

// Start places events until Stop or the end of ctx.
func (r *Relay) Start(ctx context.Context) {
	r.loop.start(db.Ahead(ctx), r.db, bellAppended, r.clock, r.step)
}

// Stop ends the relay and frees its lease for another node.
func (r *Relay) Stop() {
	r.loop.stop()
	if r.held {
		r.held = false
		release(r.db, r.log, relayLease, r.holder)
	}
}

// Kick makes the relay look now.
func (r *Relay) Kick() { r.loop.kick() }

// TickSQL is a scalar sub-select for the common fall-back tick; its value goes
// to Tick.
func (r *Relay) TickSQL() string {
	return `(SELECT COUNT(*) FROM (SELECT 1 FROM events WHERE pos IS NULL LIMIT 1) AS unplaced)`
}

// Tick wakes the relay when the value of TickSQL says that events wait.
func (r *Relay) Tick(value int64) {
	if value > 0 {
		r.Kick()
	}
}

// step places all that waits and gives the pause before the next try, 0 to
// wait for a wake-up.
func (r *Relay) step(ctx context.Context) time.Duration {
	for ctx.Err() == nil {
		waiting, placed, err := r.place(ctx)
		switch {
		case ctx.Err() != nil:
			return 0
		case err != nil:
			r.failures++
			if !fault.Is(err, fault.Retryable) {
				r.log.ErrorContext(ctx, "event relay failed", "err", err, "failures", r.failures)
			}
			return backoff(r.failures)
		case !waiting:
			r.failures = 0
			return 0
		case !r.held:
			return standbyPause
		case placed < relayBatch:
			r.failures = 0
			return 0
		}
	}
	return 0
}

// place numbers one batch. It looks before it writes: an idle wake-up costs no
// commit.
func (r *Relay) place(ctx context.Context) (waiting bool, placed int64, err error) {
	err = r.db.Read(ctx, func(tx *db.Tx) error {
		var n int64
		err := tx.QueryRow(`SELECT ` + r.TickSQL()).Scan(&n)
		waiting = n > 0
		return err
	})
	if err != nil || !waiting {
		return waiting, 0, err
	}
	failpoint.Hit("relay.due")
	held := false
	err = r.db.Write(ctx, func(tx *db.Tx) (err error) {
		if held, err = tx.TakeLease(relayLease, r.holder, leaseMillis); err != nil || !held {
			return err
		}
		placed, err = place(tx)
		return err
	})
	if err != nil {
		return true, 0, err
	}
	if r.held = held; placed > 0 {
		failpoint.Hit("relay.placed")
	}
	return true, placed, nil
}

// place numbers committed events in the order of their writing. The caller
// holds the lease.
func place(tx *db.Tx) (int64, error) {
	placed, err := tx.Exec(`UPDATE events SET pos = l.last_pos + n.nth
		FROM (SELECT seq, row_number() OVER (ORDER BY seq) AS nth
			FROM (SELECT seq FROM events WHERE pos IS NULL ORDER BY seq LIMIT 0 + $1) AS waiting) AS n,
			event_log AS l
		WHERE l.id = 1 AND events.seq = n.seq`, relayBatch)
	if err != nil || placed == 0 {
		return 0, err
	}
	if _, err := tx.Exec(`UPDATE event_log SET last_pos = last_pos + $1 WHERE id = 1`, placed); err != nil {
		return 0, fmt.Errorf("advance last position: %w", err)
	}
	tx.Ring(bellPlaced)
	return placed, nil
}

// release frees a lease on the way out; a failure only means that it runs out
// by itself.
func release(d *db.DB, log *slog.Logger, name, holder string) {
	err := d.Write(context.Background(), func(tx *db.Tx) error { return tx.ReleaseLease(name, holder) })
	if err != nil {
		log.Warn("lease not released", "lease", name, "err", err)
	}
}
