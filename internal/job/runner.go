package job

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/failpoint"
	"relevo/internal/ids"
)

// Options of a runner. Zero values are the defaults.
type Options struct {
	Workers int           // at the same time; DefaultWorkers
	Lease   time.Duration // how long a dead node's jobs stay claimed; 15 s
}

const (
	defaultLease = 15 * time.Second
	contended    = 10 * time.Millisecond // pause when due jobs were locked by another node
	troubled     = 500 * time.Millisecond
)

// Runner claims and runs jobs of the kinds that it knows; other kinds stay for
// other nodes. Any number of runners share a database.
type Runner struct {
	db      *db.DB
	clock   clock.Clock
	log     *slog.Logger
	holder  string
	kinds   []Kind
	options Options

	base     context.Context // of handlers
	kicked   chan struct{}
	freed    chan struct{}
	stopping chan struct{}
	stop     sync.Once
	done     chan struct{}
	workers  sync.WaitGroup

	mu      sync.Mutex
	running map[ids.JobID]*active
	busy    []int // working goroutines by kind
	first   int   // the kind that may claim first: turns, so that none starves
}

// NewRunner makes a runner. holder names this process; no other process that is
// alive uses the name, and a later process that uses it takes back the jobs
// that this one left. Two kinds of one name are a programming error and panic.
func NewRunner(d *db.DB, clk clock.Clock, log *slog.Logger, holder string, kinds []Kind, o Options) *Runner {
	if o.Workers <= 0 {
		o.Workers = DefaultWorkers
	}
	if o.Lease <= 0 {
		o.Lease = defaultLease
	}
	r := &Runner{db: d, clock: clk, log: log, holder: holder, options: o,
		kicked: make(chan struct{}, 1), freed: make(chan struct{}, 1), stopping: make(chan struct{}),
		running: map[ids.JobID]*active{}, busy: make([]int, len(kinds))}
	known := map[string]bool{}
	for _, kind := range kinds {
		if known[kind.Name] || kind.Handler == nil || (kind.Batch > 1) != (kind.Together != nil) {
			panic("job: kind twice, without a handler or with half a batch: " + kind.Name)
		}
		known[kind.Name] = true
		r.kinds = append(r.kinds, withDefaults(kind, o))
	}
	return r
}

func withDefaults(k Kind, o Options) Kind {
	if k.Timeout <= 0 {
		k.Timeout = DefaultTimeout
	}
	if k.MaxAttempts <= 0 {
		k.MaxAttempts = DefaultMaxAttempts
	}
	if k.Workers <= 0 || k.Workers > o.Workers {
		k.Workers = o.Workers
	}
	k.Batch = max(k.Batch, 1)
	if k.Backoff == nil {
		k.Backoff = exponential
	}
	return k
}

// Start claims and runs jobs until Stop or the end of ctx. The end of ctx also
// ends the contexts of running handlers; what they leave undone is put back.
func (r *Runner) Start(ctx context.Context) {
	r.base = db.Ahead(ctx)
	r.done = make(chan struct{})
	wake, unlisten := r.db.Listen(bell)
	go func() {
		defer close(r.done)
		defer unlisten()
		r.loop(wake)
	}()
}

// Stop claims nothing more and waits for the running handlers. To hurry them,
// end the context of Start.
func (r *Runner) Stop() {
	r.stop.Do(func() { close(r.stopping) })
	if r.done != nil {
		<-r.done
	}
}

// Kick makes the runner look now.
func (r *Runner) Kick() { signal(r.kicked) }

// TickSQL is a scalar sub-select for the common fall-back tick; its value goes
// to Tick. The names of kinds are constants of the program.
func (r *Runner) TickSQL() string {
	return tickSQL(r.kinds)
}

// Tick wakes the runner when the value of TickSQL says that a job is due
// within a second: another process may have added it, or its lease runs out.
func (r *Runner) Tick(value int64) {
	if value <= r.clock.Now().Add(time.Second).UnixMilli() {
		r.Kick()
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // one is waiting already
	}
}

func (r *Runner) draining() bool {
	select {
	case <-r.stopping:
		return true
	default:
		return r.base.Err() != nil
	}
}

// loop is the one goroutine that claims and renews.
func (r *Runner) loop(wake <-chan struct{}) {
	if err := r.write(func(tx *db.Tx) error { return takeBack(tx, r.holder) }); err != nil {
		r.log.Warn("jobs of the last run not taken back", "err", err)
	}
	for {
		next := r.claim()
		next = earliest(next, r.renew()) // after the claim, whose jobs have leases too
		if r.draining() && r.idle() {
			r.workers.Wait()
			return
		}
		r.wait(next, wake)
	}
}

func (r *Runner) idle() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.running) == 0
}

// wait returns at the instant next (zero is never), or when there may be
// something to do.
func (r *Runner) wait(next time.Time, wake <-chan struct{}) {
	var timer <-chan time.Time
	if !next.IsZero() {
		elapsed, release := r.timer(next)
		defer release()
		timer = elapsed
	}
	stopping, ended := r.stopping, r.base.Done()
	if r.draining() {
		stopping, ended = nil, nil
	}
	select {
	case <-wake:
	case <-r.kicked:
	case <-r.freed:
	case <-timer:
		failpoint.Hit("job.timer")
	case <-stopping:
	case <-ended:
	}
}

// timer fires at an instant of the clock. Set while the clock jumped, as after
// a suspension of the machine, it would be late by the jump and is set again.
func (r *Runner) timer(at time.Time) (<-chan time.Time, func()) {
	for {
		before := r.clock.Now()
		elapsed, release := r.clock.After(at.Sub(before))
		if r.clock.Now().Sub(before) < 10*time.Millisecond {
			return elapsed, release
		}
		release()
	}
}

// earliest gives the earlier of two instants; zero is never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
