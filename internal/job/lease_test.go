package job_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/fault"
	"relevo/internal/job"
)

// vanish claims a job as a worker that never comes back.
func vanish(t *testing.T, d *db.DB, holder string, lease time.Duration) (j job.Job) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		jobs, err := job.Claim(tx, "k", holder, 1, lease)
		if err == nil && len(jobs) != 1 {
			err = errors.New("nothing to claim")
		}
		if err == nil {
			j = jobs[0]
		}
		return err
	})
	return j
}

// each gives every dialect a manual clock of its own.
func eachManual(t *testing.T, fn func(t *testing.T, d *db.DB, clk *clock.Manual)) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			clk := clock.NewManual(noon)
			options := dbtest.Fresh(t, dialect)
			options.Clock = clk
			fn(t, dbtest.Open(t, options), clk)
		})
	}
}

// An expired lease makes the job claimable, the claim counted; its first
// worker can no longer complete it.
func TestExpiredLeaseIsTakenOver(t *testing.T) {
	t.Parallel()
	eachManual(t, func(t *testing.T, d *db.DB, clk *clock.Manual) {
		ran := make(chan int, 10)
		enqueue(t, d, job.Spec{Kind: "k", Key: "key"})
		lost := vanish(t, d, "gone", 15*time.Second)
		start(t, d, clk, job.Options{}, job.Kind{Name: "k", Handler: func(_ context.Context, j job.Job) error {
			ran <- j.Attempt
			return nil
		}})
		clk.Advance(15 * time.Second)
		if got := receive(t, ran); got != 2 {
			t.Errorf("taken over as attempt %d", got)
		}
		untilEmpty(t, d)
		err := d.Write(t.Context(), func(tx *db.Tx) error { return job.Complete(tx, lost) })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("the first worker completes: %v", err)
		}
	})
}

// A job that took its process down each time is given up without another run.
func TestPoisonJobIsGivenUp(t *testing.T) {
	t.Parallel()
	eachManual(t, func(t *testing.T, d *db.DB, clk *clock.Manual) {
		enqueue(t, d, job.Spec{Kind: "k", MaxAttempts: 2})
		for range 2 {
			vanish(t, d, "gone", time.Second)
			clk.Advance(time.Second)
		}
		buried := make(chan string, 1)
		start(t, d, clk, job.Options{}, job.Kind{Name: "k",
			Handler: func(context.Context, job.Job) error { t.Error("run again"); return nil },
			Dead:    func(_ *db.Tx, _ job.Job, cause error) error { buried <- cause.Error(); return nil }})
		if got := receive(t, buried); !strings.Contains(got, "worker was lost") {
			t.Errorf("cause is %q", got)
		}
		untilEmpty(t, d)
	})
}

// A process that comes back under its name continues at once.
func TestRestartTakesBackItsJobs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		enqueue(t, d, job.Spec{Kind: "k"})
		vanish(t, d, "node", time.Hour)
		ran := make(chan int, 1)
		r := job.NewRunner(d, clock.System{}, quiet, "node", []job.Kind{{Name: "k", Handler: func(_ context.Context, j job.Job) error {
			ran <- j.Attempt
			return nil
		}}}, job.Options{})
		r.Start(t.Context())
		defer r.Stop()
		if got := receive(t, ran); got != 2 {
			t.Errorf("attempt %d", got)
		}
	})
}

// A job longer than its lease keeps it; when it loses the lease all the same,
// its context ends.
func TestLongJobRenewsItsLease(t *testing.T) {
	t.Parallel()
	eachManual(t, func(t *testing.T, d *db.DB, clk *clock.Manual) {
		started, ended := make(chan job.Job, 1), make(chan error, 1)
		start(t, d, clk, job.Options{Lease: 15 * time.Second}, job.Kind{Name: "k", Timeout: time.Hour,
			Handler: func(ctx context.Context, j job.Job) error {
				started <- j
				<-ctx.Done()
				ended <- context.Cause(ctx)
				return ctx.Err()
			}})
		enqueue(t, d, job.Spec{Kind: "k"})
		j := receive(t, started)
		leaseIs := func(end time.Time) {
			t.Helper()
			until(t, d, "the lease is renewed", func(tx *db.Tx) (bool, error) {
				due, err := count(tx, `SELECT due_at FROM jobs WHERE id = $1`, string(j.ID))
				return due == end.UnixMilli(), err
			})
		}
		for i := range 8 {
			leaseIs(noon.Add(time.Duration(i)*5*time.Second + 15*time.Second))
			clk.Advance(5 * time.Second)
		}
		leaseIs(noon.Add(55 * time.Second))
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE jobs SET lease = 'stolen', due_at = $1`, tx.NowMillis()+3_600_000)
			return err
		})
		clk.Advance(5 * time.Second)
		if cause := receive(t, ended); cause == nil || !strings.Contains(cause.Error(), "lease") {
			t.Errorf("ended by %v", cause)
		}
	})
}

// Stop waits for what runs and starts nothing more; the end of the context
// puts back what it interrupts, uncounted. Not parallel: it looks at the
// goroutines of the whole process.
func TestStopDrains(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		started, release := make(chan int, 10), make(chan struct{})
		kinds := []job.Kind{{Name: "k", Workers: 1, Handler: func(ctx context.Context, j job.Job) error {
			started <- j.Attempt
			select {
			case <-release:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}}}
		enqueue(t, d, job.Spec{Kind: "k"})
		enqueue(t, d, job.Spec{Kind: "k"})
		r := job.NewRunner(d, clock.System{}, quiet, "node", kinds, job.Options{})
		ctx, cancel := context.WithCancel(t.Context())
		r.Start(ctx)
		receive(t, started)
		cancel()
		r.Stop()
		ctx, cancel = context.WithCancel(t.Context())
		defer cancel()
		r = job.NewRunner(d, clock.System{}, quiet, "node", kinds, job.Options{})
		r.Start(ctx)
		if got := receive(t, started); got != 1 {
			t.Errorf("the interrupted attempt was counted: %d", got)
		}
		stopped := make(chan struct{})
		go func() { r.Stop(); close(stopped) }()
		close(release)
		<-stopped
		r.Stop()
		read(t, d, func(tx *db.Tx) error {
			left, err := count(tx, `SELECT COUNT(*) FROM jobs WHERE lease = ''`)
			// The second may have been claimed, and done, between release and Stop.
			if left+int64(len(started)) != 1 {
				t.Errorf("%d jobs left, %d started", left, len(started))
			}
			return err
		})
		job.NewRunner(d, clock.System{}, quiet, "never started", kinds, job.Options{}).Stop()
		noGoroutine(t, "internal/job.(*Runner)")
	})
}

// A job whose bell was lost is found by the tick.
func TestTickFindsAJobWhoseBellWasLost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ran := make(chan struct{}, 1)
		r := start(t, d, clock.System{}, job.Options{},
			job.Kind{Name: "k", Handler: func(context.Context, job.Job) error { ran <- struct{}{}; return nil }},
			job.Kind{Name: "it's", Handler: func(context.Context, job.Job) error { return nil }})
		write(t, d, func(tx *db.Tx) error { // as another process would
			_, err := tx.Exec(`INSERT INTO jobs (id, kind, key, args, run_at, due_at, attempt, max_attempts, lease, holder, last_error, enqueued_at)
				VALUES ('x', 'k', '', '{}', 1, 1, 0, 0, '', '', '', 1)`)
			return err
		})
		var due int64
		read(t, d, func(tx *db.Tx) error { return tx.QueryRow(`SELECT ` + r.TickSQL()).Scan(&due) })
		r.Tick(due)
		receive(t, ran)
		untilEmpty(t, d)
		read(t, d, func(tx *db.Tx) error { return tx.QueryRow(`SELECT ` + r.TickSQL()).Scan(&due) })
		if due < 1<<62 {
			t.Errorf("an empty queue is due at %d", due)
		}
	})
}

// noGoroutine fails when goroutines of the code stay. One that has told that
// it is done may need a moment to be gone.
func noGoroutine(t *testing.T, code string) {
	t.Helper()
	stacks := make([]byte, 1<<20)
	var all string
	for range 10_000 {
		all = string(stacks[:runtime.Stack(stacks, true)])
		if !strings.Contains(all, code) {
			return
		}
		runtime.Gosched()
	}
	t.Fatalf("goroutines are left:\n%s", all)
}
