package job_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
)

// doings notes what was done together and what alone.
type doings struct {
	mu       sync.Mutex
	together [][]ids.JobID
	alone    []ids.JobID
}

func (d *doings) note(jobs []job.Job, alone bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if alone {
		d.alone = append(d.alone, jobs[0].ID)
		return
	}
	var batch []ids.JobID
	for _, j := range jobs {
		batch = append(batch, j.ID)
	}
	d.together = append(d.together, batch)
}

func completeAll(ctx context.Context, d *db.DB, jobs []job.Job) error {
	return d.Write(ctx, func(tx *db.Tx) error { return job.CompleteAll(tx, jobs) })
}

// runTogether enqueues five jobs and runs them until none is left.
func runTogether(t *testing.T, d *db.DB, batch int, together func(done *doings, jobs []job.Job) (int, error), handler job.Handler) ([]ids.JobID, *doings) {
	t.Helper()
	var all []ids.JobID
	for range 5 {
		all = append(all, enqueue(t, d, job.Spec{Kind: "k"}))
	}
	done := &doings{}
	start(t, d, clock.System{}, job.Options{}, job.Kind{
		Name: "k", Batch: batch, Workers: 1, Backoff: quick,
		Together: func(_ context.Context, jobs []job.Job) (int, error) {
			done.note(jobs, false)
			return together(done, jobs)
		},
		Handler: func(ctx context.Context, j job.Job) error {
			done.note([]job.Job{j}, true)
			return handler(ctx, j)
		},
	})
	untilEmpty(t, d)
	done.mu.Lock()
	defer done.mu.Unlock()
	return all, done
}

func TestJobsAreDoneTogether(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		all, done := runTogether(t, d, 3,
			func(_ *doings, jobs []job.Job) (int, error) { return len(jobs), completeAll(t.Context(), d, jobs) },
			func(context.Context, job.Job) error { return nil })
		if len(done.together) != 2 || !slices.Equal(slices.Concat(done.together...), all) || len(done.alone) != 0 {
			t.Errorf("done together %v and alone %v, want %v together, three and two", done.together, done.alone, all)
		}
	})
}

// Jobs that are completed at once are so all or none: one whose lease was lost
// keeps the others, and one with a key gives its turn to the next.
func TestCompleteAllIsAllOrNone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, func(tx *db.Tx) error {
			return job.EnqueueAll(tx, []job.Spec{{Kind: "k"}, {Kind: "k", Key: "a"}, {Kind: "k"}, {Kind: "k", Key: "a"}})
		})
		var mu sync.Mutex
		var refused []error
		handler := func(ctx context.Context, j job.Job) error { return completeAll(ctx, d, []job.Job{j}) }
		start(t, d, clock.System{}, job.Options{}, job.Kind{Name: "k", Batch: 4, Workers: 1, Handler: handler,
			Together: func(ctx context.Context, jobs []job.Job) (int, error) {
				late := slices.Clone(jobs)
				late[len(late)-1].Lease = "lost"
				mu.Lock()
				refused = append(refused, completeAll(ctx, d, late))
				mu.Unlock()
				return len(jobs), completeAll(ctx, d, jobs)
			}})
		untilEmpty(t, d)
		mu.Lock()
		defer mu.Unlock()
		if len(refused) != 1 || !fault.Is(refused[0], fault.Conflict) {
			t.Errorf("with a lease that was lost: %v, want one conflict", refused)
		}
	})
}

// What Together leaves comes again, and the last one is done alone.
func TestTogetherMayLeaveJobs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		all, done := runTogether(t, d, 5,
			func(_ *doings, jobs []job.Job) (int, error) { return 2, completeAll(t.Context(), d, jobs[:2]) },
			func(context.Context, job.Job) error { return nil })
		want := [][]ids.JobID{all, all[2:]}
		if !slices.EqualFunc(done.together, want, slices.Equal) || !slices.Equal(done.alone, all[4:]) {
			t.Errorf("done together %v and alone %v, want %v and %v", done.together, done.alone, want, all[4:])
		}
	})
}

// A batch that fails, after it wrote that its jobs are complete, is done one
// by one; a job that fails there too comes again alone.
func TestFailedBatchIsDoneOneByOne(t *testing.T) {
	t.Parallel()
	failures := map[string]func(d *db.DB, jobs []job.Job) (int, error){
		"error": func(d *db.DB, jobs []job.Job) (int, error) {
			return 0, d.Write(context.Background(), func(tx *db.Tx) error {
				return errors.Join(job.Complete(tx, jobs[0]), errors.New("one of them is bad"))
			})
		},
		"panic": func(*db.DB, []job.Job) (int, error) { panic("one of them is worse") },
		"none":  func(*db.DB, []job.Job) (int, error) { return 0, nil },
	}
	for name, fail := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				var failed sync.Once
				all, done := runTogether(t, d, 5,
					func(_ *doings, jobs []job.Job) (int, error) { return fail(d, jobs) },
					func(_ context.Context, j job.Job) (err error) {
						if j.Attempt > 1 {
							return nil
						}
						failed.Do(func() { err = errors.New("still bad") })
						return err
					})
				if len(done.together) != 1 || !slices.Equal(done.alone, append(slices.Clone(all), all[0])) {
					t.Errorf("done together %v and alone %v, want %v alone and the first again", done.together, done.alone, all)
				}
			})
		})
	}
}
