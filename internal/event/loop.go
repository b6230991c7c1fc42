package event

import (
	"context"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
)

const (
	leaseMillis  = 5_000
	standbyPause = time.Second // a node that found the lease taken looks again after this
	firstPause   = 100 * time.Millisecond
	longestPause = 30 * time.Second
)

// loop is the base of every long-lived part: one goroutine that runs a step
// when a bell rings or somebody kicks, and is gone when stop returns.
type loop struct {
	kicked chan struct{}
	cancel context.CancelFunc
	done   chan struct{}
}

func newLoop() *loop { return &loop{kicked: make(chan struct{}, 1)} }

// start runs step at once and then after each wake-up. A step that gives a
// pause is run again after it instead, whatever rings; that needs a clock.
func (l *loop) start(ctx context.Context, d *db.DB, bell string, clk clock.Clock, step func(context.Context) time.Duration) {
	ctx, l.cancel = context.WithCancel(ctx)
	l.done = make(chan struct{})
	wake, unlisten := d.Listen(bell)
	go func() {
		defer close(l.done)
		defer unlisten()
		for ctx.Err() == nil {
			if pause := step(ctx); pause > 0 {
				sleep(ctx, clk, pause)
				continue
			}
			select {
			case <-ctx.Done():
			case <-wake:
			case <-l.kicked:
			}
		}
	}()
}

func sleep(ctx context.Context, clk clock.Clock, pause time.Duration) {
	elapsed, release := clk.After(pause)
	defer release()
	select {
	case <-ctx.Done():
	case <-elapsed:
	}
}

// kick wakes the loop; a kick before the start is kept.
func (l *loop) kick() {
	select {
	case l.kicked <- struct{}{}:
	default: // one is waiting already
	}
}

// stop ends the loop after the running step. Before a start it does nothing.
func (l *loop) stop() {
	if l.cancel == nil {
		return
	}
	l.cancel()
	<-l.done
}

// backoff gives the pause after a number of failures in a row.
func backoff(failures int) time.Duration {
	return min(firstPause<<min(failures-1, 20), longestPause)
}
