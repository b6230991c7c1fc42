package event

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"relevo/internal/db"
	"relevo/internal/failpoint"
	"relevo/internal/fault"
)

const tailBatch = 500

// Tail follows the log on this node, for screens. It has no row and no lease:
// every node sees every event, in order, from where it began.
type Tail struct {
	db      *db.DB
	log     *slog.Logger
	from    func(*db.Tx) (int64, error)
	handle  func([]Record)
	loop    *loop
	pos     atomic.Int64
	started bool
}

// NewTail makes a tail that begins after the position that from gives (Last,
// to see only what comes) and hands each batch to handle, on one goroutine.
func NewTail(d *db.DB, log *slog.Logger, from func(*db.Tx) (int64, error), handle func([]Record)) *Tail {
	return &Tail{db: d, log: log, from: from, handle: handle, loop: newLoop()}
}

// Start fixes where the tail begins, so that an event placed after Start is
// seen, and follows the log until Stop or the end of ctx. When the database
// does not answer now, the beginning is fixed at the next wake-up.
func (t *Tail) Start(ctx context.Context) {
	t.begin(ctx)
	t.loop.start(ctx, t.db, bellPlaced, nil, t.step)
}

// Stop ends the tail after the running batch.
func (t *Tail) Stop() { t.loop.stop() }

// Kick makes the tail look now.
func (t *Tail) Kick() { t.loop.kick() }

// Pos is the position of the last event that was handed on.
func (t *Tail) Pos() int64 { return t.pos.Load() }

// TickSQL is a scalar sub-select for the common fall-back tick; its value goes
// to Tick.
func (t *Tail) TickSQL() string { return `(SELECT last_pos FROM event_log WHERE id = 1)` }

// Tick wakes the tail when the value of TickSQL says that it is behind.
func (t *Tail) Tick(value int64) {
	if value > t.Pos() {
		t.Kick()
	}
}

// begin fixes where the tail begins, once; from runs in its own transaction.
func (t *Tail) begin(ctx context.Context) {
	if t.started {
		return
	}
	var pos int64
	err := t.db.Read(ctx, func(tx *db.Tx) (err error) {
		pos, err = t.from(tx)
		return err
	})
	if err != nil {
		t.log.WarnContext(ctx, "event tail cannot begin", "err", err)
		return
	}
	t.started = true
	t.pos.Store(pos)
}

// step hands on all that waits. After a failure the next wake-up tries again.
func (t *Tail) step(ctx context.Context) time.Duration {
	t.begin(ctx)
	for t.started && ctx.Err() == nil {
		batch, err := t.read(ctx)
		if err != nil && ctx.Err() == nil {
			t.log.WarnContext(ctx, "event tail failed", "err", err)
		}
		if err != nil || len(batch) == 0 {
			return 0
		}
		failpoint.Hit("tail.read")
		t.handle(batch)
		failpoint.Hit("tail.shown")
		t.pos.Store(batch[len(batch)-1].Pos)
	}
	return 0
}

func (t *Tail) read(ctx context.Context) (batch []Record, err error) {
	err = t.db.Read(ctx, func(tx *db.Tx) error {
		batch, err = After(tx, "", t.Pos(), tailBatch)
		return err
	})
	if fault.HasCode(err, fault.CodeEventsExpired) {
		// Behind by more than is kept: screens reload by the gap that they see.
		oldest, _ := fault.As(err).Fields["oldest"].(int64)
		t.log.WarnContext(ctx, "event tail passed over expired events", "pos", t.Pos(), "oldest", oldest)
		t.pos.Store(oldest)
		return t.read(ctx)
	}
	return batch, err
}
