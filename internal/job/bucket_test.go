package job_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/fault"
	"relevo/internal/job"
)

func take(t *testing.T, d *db.DB, name string, capacity, perSecond, n float64) (wait time.Duration) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		wait, err = job.Bucket(tx, name, capacity, perSecond, n)
		return err
	})
	return wait
}

func TestBucketGivesItsCapacityThenItsRate(t *testing.T) {
	t.Parallel()
	eachManual(t, func(t *testing.T, d *db.DB, clk *clock.Manual) {
		pair := func() time.Duration { return take(t, d, "pair", 45, 1.0/6, 1) }
		for i := range 45 {
			if wait := pair(); wait != 0 {
				t.Fatalf("take %d waits %s", i+1, wait)
			}
		}
		if wait := pair(); wait != 6*time.Second {
			t.Errorf("the empty bucket says %s", wait)
		}
		clk.Advance(2 * time.Second)
		if wait := pair(); wait != 4*time.Second {
			t.Errorf("after 2 s it says %s", wait)
		}
		clk.Advance(4 * time.Second)
		if wait := pair(); wait != 0 {
			t.Errorf("after 6 s it says %s", wait)
		}
		if wait := take(t, d, "other", 80, 80, 80); wait != 0 {
			t.Errorf("another bucket says %s", wait)
		}
		if wait := take(t, d, "other", 80, 80, 40); wait != 500*time.Millisecond {
			t.Errorf("half of another says %s", wait)
		}
		clk.Advance(time.Hour) // it does not hold more than its capacity
		if take(t, d, "other", 80, 80, 80) != 0 || take(t, d, "other", 80, 80, 1) == 0 {
			t.Error("the rest did not fill it to its capacity")
		}
	})
}

func TestDrainedBucketOwes(t *testing.T) {
	t.Parallel()
	eachManual(t, func(t *testing.T, d *db.DB, clk *clock.Manual) {
		drain := func(n float64) {
			write(t, d, func(tx *db.Tx) error { return job.Drain(tx, "b", 10, n) })
		}
		for _, step := range []struct {
			pass  time.Duration
			drain float64
			wait  time.Duration // for one token
		}{
			{0, 9, 0},
			{0, 5, 600 * time.Millisecond},
			{100 * time.Millisecond, 10, 1500 * time.Millisecond},
			{1500 * time.Millisecond, 0, 0},
			{time.Hour, 10, 100 * time.Millisecond},
		} {
			clk.Advance(step.pass)
			drain(step.drain)
			if wait := take(t, d, "b", 10, 10, 1); wait != step.wait {
				t.Errorf("%+v: says %s", step, wait)
			}
		}
	})
}

func TestTurnsFollowEachOther(t *testing.T) {
	t.Parallel()
	eachManual(t, func(t *testing.T, d *db.DB, clk *clock.Manual) {
		turn := func() (after time.Duration) {
			write(t, d, func(tx *db.Tx) (err error) {
				after, err = job.Turn(tx, "turns", 10)
				return err
			})
			return after
		}
		for n := 1; n <= 3; n++ {
			if after := turn(); after != time.Duration(n)*100*time.Millisecond {
				t.Errorf("turn %d comes after %s", n, after)
			}
		}
		clk.Advance(time.Second)
		if after := turn(); after != 100*time.Millisecond {
			t.Errorf("a turn comes after %s when nobody waits", after)
		}
	})
}

func TestReturnedTokenIsThereAgain(t *testing.T) {
	t.Parallel()
	eachManual(t, func(t *testing.T, d *db.DB, _ *clock.Manual) {
		for range 5 {
			if wait := take(t, d, "pair", 2, 1, 1) + take(t, d, "pair", 2, 1, 1); wait != 0 {
				t.Fatalf("waits %s", wait)
			}
			write(t, d, func(tx *db.Tx) error { return job.Return(tx, "pair", 1, 2) })
		}
	})
}

func TestBucketRefusesWhatNoWaitWouldGive(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.Fresh(t, db.SQLite))
	for _, c := range [][3]float64{{3, 1, 4}, {0, 1, 0}, {3, 0, 1}, {3, 1, -1}} {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := job.Bucket(tx, "b", c[0], c[1], c[2])
			return err
		})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestBucketIsExactUnderConcurrency(t *testing.T) {
	t.Parallel()
	eachManual(t, func(t *testing.T, d *db.DB, _ *clock.Manual) {
		var taken atomic.Int64
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for range 10 {
					err := d.Write(t.Context(), func(tx *db.Tx) error {
						wait, err := job.Bucket(tx, "b", 45, 1, 1)
						if err == nil && wait == 0 {
							taken.Add(1)
						}
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if taken.Load() != 45 {
			t.Errorf("%d taken of 45", taken.Load())
		}
	})
}
