package event

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
)

const consumerBatch = 200

// follower moves one consumer along the log.
type follower struct {
	db       *db.DB
	clock    clock.Clock
	log      *slog.Logger
	holder   string
	consumer Consumer
	loop     *loop
	held     bool
	failures int
	limit    int // events in the next batch; 1 after a failure, so that a bad event holds back only what follows it
}

func (f *follower) lease() string { return "consumer:" + f.consumer.Name }

func (f *follower) stop() {
	f.loop.stop()
	if f.held {
		f.held = false
		release(f.db, f.log, f.lease(), f.holder)
	}
}

// step handles all that waits and gives the pause before the next try, 0 to
// wait for a wake-up.
func (f *follower) step(ctx context.Context) time.Duration {
	for ctx.Err() == nil {
		behind, err := f.advance(ctx)
		switch {
		case ctx.Err() != nil:
			return 0
		case err != nil:
			return f.failed(ctx, err)
		case !behind:
			return 0
		case !f.held:
			return standbyPause
		}
		f.failures, f.limit = 0, consumerBatch
	}
	return 0
}

func (f *follower) failed(ctx context.Context, err error) time.Duration {
	f.failures++
	f.limit = 1
	if !fault.Is(err, fault.Retryable) {
		f.log.ErrorContext(ctx, "event consumer failed", "err", err, "failures", f.failures)
	}
	return backoff(f.failures)
}

// advance handles one batch and reports whether there was something to do.
func (f *follower) advance(ctx context.Context) (behind bool, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		var at, last int64
		err := tx.QueryRow(`SELECT COALESCE((SELECT pos FROM cursors WHERE name = $1), -1), last_pos
			FROM event_log WHERE id = 1`, f.consumer.Name).Scan(&at, &last)
		behind = at < last
		return err
	})
	if err != nil || !behind {
		return behind, err
	}
	held := false
	err = f.db.Write(ctx, func(tx *db.Tx) (err error) {
		if held, err = tx.TakeLease(f.lease(), f.holder, leaseMillis); err != nil || !held {
			return err
		}
		return f.handle(tx)
	})
	if err == nil {
		f.held = held
	}
	return behind, err
}

// handle gives the consumer its next events and moves the cursor past them.
func (f *follower) handle(tx *db.Tx) error {
	at, err := cursor(tx, f.consumer.Name)
	if err != nil {
		return err
	}
	batch, err := After(tx, "", at, f.limit)
	if err != nil || len(batch) == 0 {
		return err
	}
	if err := f.consumer.Handle(tx, batch); err != nil {
		return fmt.Errorf("handle events: %w", err)
	}
	_, err = tx.Exec(`UPDATE cursors SET pos = $1 WHERE name = $2`, batch[len(batch)-1].Pos, f.consumer.Name)
	return err
}

// cursor gives how far a consumer has come. A new one stands before the oldest
// event that is kept.
func cursor(tx *db.Tx, name string) (pos int64, err error) {
	_, err = tx.Exec(`INSERT INTO cursors (name, pos) SELECT $1, expired_pos FROM event_log WHERE id = 1
		ON CONFLICT (name) DO NOTHING`, name)
	if err != nil {
		return 0, err
	}
	err = tx.QueryRow(`SELECT pos FROM cursors WHERE name = $1`, name).Scan(&pos)
	return pos, err
}
