package job

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"relevo/internal/db"
	"relevo/internal/failpoint"
	"relevo/internal/fault"
)

// active is a job that runs in this process.
type active struct {
	claimed
	renewed time.Time // when its lease was last extended
	ctx     context.Context
	cancel  context.CancelCauseFunc
}

// dispatch starts a goroutine for each claimed job, or for each batch.
func (r *Runner) dispatch(jobs []claimed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(jobs) > 0 {
		kind, n := jobs[0].kind, 1
		for n < len(jobs) && n < r.kinds[kind].Batch && jobs[n].kind == kind {
			n++
		}
		batch := make([]*active, n)
		for i, j := range jobs[:n] {
			ctx, cancel := context.WithCancelCause(r.base)
			batch[i] = &active{claimed: j, renewed: r.clock.Now(), ctx: ctx, cancel: cancel}
			r.running[j.ID] = batch[i]
		}
		r.busy[kind]++
		r.workers.Go(func() { r.work(kind, batch) })
		jobs = jobs[n:]
	}
}

// work does the jobs that one worker took.
func (r *Runner) work(kind int, batch []*active) {
	for _, a := range r.together(&r.kinds[kind], batch) {
		r.alone(&r.kinds[kind], a)
		r.finish(a)
	}
	r.mu.Lock()
	r.busy[kind]--
	r.mu.Unlock()
	signal(r.freed)
}

// together does what can be done together and gives the others.
func (r *Runner) together(kind *Kind, batch []*active) (left []*active) {
	var fresh []*active
	for _, a := range batch {
		if a.Attempt == 1 {
			fresh = append(fresh, a)
		} else {
			left = append(left, a)
		}
	}
	for len(fresh) > 1 {
		jobs := make([]Job, len(fresh))
		for i, a := range fresh {
			jobs[i] = a.Job
		}
		ctx, release := context.WithTimeout(r.base, kind.Timeout)
		done, err := callTogether(ctx, kind.Together, jobs)
		release()
		for _, a := range fresh[:done] {
			r.finish(a)
		}
		fresh = fresh[done:]
		if err != nil {
			r.log.Info("jobs not done together; doing them one by one", "kind", kind.Name, "jobs", len(fresh), "err", err)
		}
		if done == 0 {
			break
		}
	}
	for _, a := range fresh {
		a.completed.Store(false) // by a transaction that was undone
	}
	return append(left, fresh...)
}

// alone does one job and records how it ended.
func (r *Runner) alone(kind *Kind, a *active) {
	if a.Attempt > a.limit(kind) {
		// Its last attempt ended with the process, or it could not be buried.
		r.settle(a, Discard(a.cause()))
		return
	}
	ctx, release := context.WithTimeout(a.ctx, kind.Timeout)
	err := call(ctx, kind.Handler, a.Job)
	release()
	r.settle(a, err)
}

// finish forgets a job that is recorded.
func (r *Runner) finish(a *active) {
	a.cancel(nil)
	r.mu.Lock()
	delete(r.running, a.ID)
	r.mu.Unlock()
}

// limit is how many attempts the job has.
func (j Job) limit(kind *Kind) int {
	if j.maxAttempts > 0 {
		return j.maxAttempts
	}
	return kind.MaxAttempts
}

// cause is why the attempt before this one failed.
func (j Job) cause() error {
	if j.lastError == "" {
		return errors.New("the worker was lost while the job ran")
	}
	return errors.New(j.lastError)
}

// call runs a handler and turns a panic into an error.
func call(ctx context.Context, handler Handler, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in job handler: %v\n%s", p, debug.Stack())
		}
	}()
	return handler(ctx, j)
}

// callTogether is call for several jobs.
func callTogether(ctx context.Context, do Together, jobs []Job) (done int, err error) {
	defer func() {
		if p := recover(); p != nil {
			done, err = 0, fmt.Errorf("panic in job handler: %v\n%s", p, debug.Stack())
		}
	}()
	return do(ctx, jobs)
}

// settle records how a job ended. When that fails the lease runs out and the
// job is claimed again.
func (r *Runner) settle(a *active, err error) {
	record := r.outcome(a, err)
	if record == nil {
		return
	}
	failpoint.Hit("job.handled")
	failed := r.insist(record)
	if failed == nil {
		r.note(a, err)
	}
	if failed != nil && !errors.Is(failed, errLeaseLost) {
		r.log.Error("job outcome not recorded", "kind", a.Kind, "job", a.ID, "err", failed)
		// A hook that fails must not leave the job to a tight loop of leases.
		failed = r.insist(func(tx *db.Tx) error { return retry(tx, a.Job, r.pause(a, failed), failed) })
	}
	if errors.Is(failed, errLeaseLost) {
		r.log.Debug("job is held by another worker", "kind", a.Kind, "job", a.ID)
	}
}

// outcome gives the write that an error of a handler asks for.
func (r *Runner) outcome(a *active, err error) func(*db.Tx) error {
	var nap *snoozed
	var given *discarded
	kind := &r.kinds[a.kind]
	switch {
	case err == nil && a.completed.Load():
		return nil
	case err == nil:
		return func(tx *db.Tx) error { return Complete(tx, a.Job) }
	case errors.As(err, &nap):
		return func(tx *db.Tx) error { return putBack(tx, a.Job, nap.pause) }
	case errors.As(err, &given):
		return r.burial(a, given.cause)
	case r.base.Err() != nil:
		return func(tx *db.Tx) error { return putBack(tx, a.Job, 0) }
	case a.Attempt >= a.limit(kind):
		return r.burial(a, err)
	}
	return func(tx *db.Tx) error { return retry(tx, a.Job, r.pause(a, err), err) }
}

// note logs a failure after it was recorded: a worker that lost its lease has
// nothing to say about the job.
func (r *Runner) note(a *active, err error) {
	var nap *snoozed
	var given *discarded
	switch {
	case err == nil || errors.As(err, &nap):
	case errors.As(err, &given) || a.Attempt >= a.limit(&r.kinds[a.kind]):
		r.log.Error("job failed for the last time", "kind", a.Kind, "job", a.ID, "attempt", a.Attempt, "err", err)
	default:
		r.log.Warn("job failed", "kind", a.Kind, "job", a.ID, "attempt", a.Attempt, "err", err)
	}
}

func (r *Runner) pause(a *active, err error) time.Duration {
	return pauseFor(&r.kinds[a.kind], a.Attempt, err)
}

func (r *Runner) burial(a *active, cause error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		if err := bury(tx, a.Job, cause); err != nil {
			return err
		}
		if hook := r.kinds[a.kind].Dead; hook != nil {
			return hook(tx, a.Job, cause)
		}
		return nil
	}
}

// insist repeats a write that the database asks for again, three times in all.
func (r *Runner) insist(fn func(*db.Tx) error) (err error) {
	for range 3 {
		if err = r.write(fn); !fault.Is(err, fault.Retryable) {
			return err
		}
	}
	return err
}
