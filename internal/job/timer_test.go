package job_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/job"
)

// On the machine's clock a job is never early, and usually within 50 ms of its
// time also on a machine that is busy with other tests.
func TestTimersAreWithin50Milliseconds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const jobs = 21
		late := make(chan time.Duration, jobs)
		start(t, d, clock.System{}, job.Options{}, job.Kind{Name: "k", Handler: func(_ context.Context, j job.Job) error {
			late <- time.Since(time.UnixMilli(int64(numberOf(j))))
			return nil
		}})
		for i := range jobs {
			at := clock.System{}.Now().Add(time.Duration(100+i*17%400) * time.Millisecond).Truncate(time.Millisecond)
			enqueue(t, d, job.Spec{Kind: "k", RunAt: at, Args: number{int(at.UnixMilli())}})
		}
		var all []time.Duration
		for range jobs {
			all = append(all, receive(t, late))
		}
		slices.Sort(all)
		if all[0] < 0 || all[jobs/2] > 50*time.Millisecond {
			t.Errorf("lateness is %v", all)
		}
	})
}
