package job_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/fault"
	"relevo/internal/job"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// quick is a backoff short enough for a test on the machine's clock.
func quick(int) time.Duration { return 2 * time.Millisecond }

func TestHandlerOrRunnerCompletes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ran := make(chan job.Job, 10)
		start(t, d, clock.System{}, job.Options{},
			job.Kind{Name: "own", Handler: func(ctx context.Context, j job.Job) error {
				ran <- j
				return d.Write(ctx, func(tx *db.Tx) error { return job.Complete(tx, j) })
			}},
			job.Kind{Name: "left", Handler: func(_ context.Context, j job.Job) error {
				ran <- j
				return nil
			}})
		for _, kind := range []string{"own", "left"} {
			id := enqueue(t, d, job.Spec{Kind: kind, Key: "k", Args: map[string]string{"text": "<b>"}})
			j := receive(t, ran)
			if j.ID != id || j.Kind != kind || j.Key != "k" || j.Attempt != 1 || string(j.Args) != `{"text":"<b>"}` || j.Lease == "" {
				t.Errorf("job is %+v", j)
			}
			untilEmpty(t, d)
			err := d.Write(t.Context(), func(tx *db.Tx) error { return job.Complete(tx, j) })
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("second completion: %v", err)
			}
		}
	})
}

func TestRolledBackEnqueueDoesNotExist(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := job.Enqueue(tx, job.Spec{Kind: "k", Key: "key"}); err != nil {
				return err
			}
			return errors.New("changed my mind")
		})
		if err == nil {
			t.Fatal("committed")
		}
		untilEmpty(t, d)
	})
}

// What each way to end does to the attempts, and where the job ends.
func TestWaysToEnd(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom\x00\xff")
	cases := []struct {
		name     string
		handler  job.Handler
		attempts []int // as the handler saw them
		dead     string
	}{
		{"done", func(context.Context, job.Job) error { return nil }, []int{1}, ""},
		{"fails, then works", func(_ context.Context, j job.Job) error {
			if j.Attempt < 3 {
				return boom
			}
			return nil
		}, []int{1, 2, 3}, ""},
		{"fails always", func(context.Context, job.Job) error { return boom }, []int{1, 2, 3}, "boom"},
		{"discards", func(context.Context, job.Job) error { return fmt.Errorf("send: %w", job.Discard(boom)) }, []int{1}, "boom"},
		{"panics", func(context.Context, job.Job) error { panic("oh") }, []int{1, 2, 3}, "panic in job handler: oh"},
		{"takes too long", func(ctx context.Context, _ job.Job) error {
			<-ctx.Done()
			return ctx.Err()
		}, []int{1, 2, 3}, "deadline exceeded"},
		{"asks for a pause always", func(context.Context, job.Job) error { return job.Again(time.Millisecond, boom) }, []int{1, 2, 3}, "boom"},
		{"snoozes", snoozeTwice(), []int{1, 1, 1}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				attempts := make(chan int, 10)
				kind := job.Kind{Name: "k", MaxAttempts: 3, Timeout: 50 * time.Millisecond, Backoff: quick,
					Handler: func(ctx context.Context, j job.Job) error {
						attempts <- j.Attempt
						return c.handler(ctx, j)
					}}
				if !strings.Contains(c.name, "long") {
					kind.Timeout = time.Minute
				}
				start(t, d, clock.System{}, job.Options{}, kind)
				enqueue(t, d, job.Spec{Kind: "k", Key: "key"})
				for i, want := range c.attempts {
					if got := receive(t, attempts); got != want {
						t.Fatalf("run %d is attempt %d, want %d", i+1, got, want)
					}
				}
				untilEmpty(t, d)
				read(t, d, func(tx *db.Tx) error {
					letters, err := job.Dead(tx, job.Letter{}, 10)
					switch {
					case c.dead == "" && len(letters) != 0:
						t.Errorf("dead: %+v", letters)
					case c.dead != "" && (len(letters) != 1 || !strings.Contains(letters[0].Error, c.dead)):
						t.Errorf("dead letters are %+v, want one with %q", letters, c.dead)
					}
					return err
				})
			})
		})
	}
}

// A pause that the handler asks for is kept, whatever the kind's own is.
func TestAgainKeepsThePause(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(noon)
	dbtest.EachWithClock(t, clk, func(t *testing.T, d *db.DB) {
		ran := make(chan struct{}, 1)
		r := start(t, d, clk, job.Options{}, job.Kind{Name: "k", Handler: func(context.Context, job.Job) error {
			ran <- struct{}{}
			return job.Again(time.Hour, errors.New("no"))
		}})
		enqueue(t, d, job.Spec{Kind: "k"})
		receive(t, ran)
		r.Stop()
		read(t, d, func(tx *db.Tx) error {
			var at int64
			err := tx.QueryRow(`SELECT due_at FROM jobs WHERE attempt = 1 AND last_error = 'no'`).Scan(&at)
			if pause := clock.FromMillis(at).Sub(clk.Now()); pause < time.Hour || pause > 66*time.Minute {
				t.Errorf("pauses %s", pause)
			}
			return err
		})
	})
}

// snoozeTwice snoozes two of three runs, on each database anew.
func snoozeTwice() job.Handler {
	var runs atomic.Int64
	return func(context.Context, job.Job) error {
		if runs.Add(1)%3 != 0 {
			return job.Snooze(time.Millisecond)
		}
		return nil
	}
}

// The hook of a dead letter commits with it; when it fails, the job is buried
// again later and the hook's effect is there once.
func TestDeadHookSharesTheTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(`CREATE TABLE hooks (id TEXT PRIMARY KEY, cause TEXT NOT NULL)`)
			return err
		})
		var calls, runs atomic.Int64
		start(t, d, clock.System{}, job.Options{}, job.Kind{Name: "k", MaxAttempts: 2, Backoff: quick,
			Handler: func(context.Context, job.Job) error {
				runs.Add(1)
				return errors.New("no")
			},
			Dead: func(tx *db.Tx, j job.Job, cause error) error {
				_, err := tx.Exec(`INSERT INTO hooks (id, cause) VALUES ($1, $2)`, string(j.ID), cause.Error())
				if calls.Add(1) < 3 {
					return errors.New("hook fails")
				}
				return err
			}})
		enqueue(t, d, job.Spec{Kind: "k"})
		untilEmpty(t, d)
		read(t, d, func(tx *db.Tx) error {
			hooks, err := count(tx, `SELECT COUNT(*) FROM hooks`)
			if hooks != 1 || calls.Load() != 3 || runs.Load() != 2 {
				t.Errorf("%d hooks, %d calls, %d runs", hooks, calls.Load(), runs.Load())
			}
			return err
		})
	})
}

func TestDeadLettersArePagedAndRunAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var broken atomic.Bool
		broken.Store(true)
		ran := make(chan int, 10)
		start(t, d, clock.System{}, job.Options{}, job.Kind{Name: "k", Handler: func(_ context.Context, j job.Job) error {
			if broken.Load() {
				return job.Discard(errors.New("broken"))
			}
			ran <- j.Attempt
			return nil
		}})
		for i := range 5 {
			enqueue(t, d, job.Spec{Kind: "k", Key: "key", Args: number{i}})
		}
		untilEmpty(t, d)
		broken.Store(false)
		var all []job.Letter
		read(t, d, func(tx *db.Tx) error {
			var last job.Letter
			for {
				page, err := job.Dead(tx, last, 2)
				if err != nil || len(page) == 0 {
					return err
				}
				all = append(all, page...)
				last = page[len(page)-1]
			}
		})
		if len(all) != 5 || string(all[0].Args) != `{"N":4}` || all[0].Attempt != 1 || all[0].Error != "broken" {
			t.Fatalf("letters are %+v", all)
		}
		for _, l := range all {
			write(t, d, func(tx *db.Tx) error { return job.Rerun(tx, l.ID) })
			if got := receive(t, ran); got != 1 {
				t.Errorf("runs again as attempt %d", got)
			}
		}
		untilEmpty(t, d)
		err := d.Write(t.Context(), func(tx *db.Tx) error { return job.Rerun(tx, all[0].ID) })
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("rerun of what is no letter: %v", err)
		}
	})
}

func TestDepthCountsWhatWaits(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(noon)
	dbtest.EachWithClock(t, clk, func(t *testing.T, d *db.DB) {
		check := func(wantQueued int, wantOldest time.Duration) {
			t.Helper()
			read(t, d, func(tx *db.Tx) error {
				queued, oldest, err := job.Depth(tx)
				if queued != wantQueued || oldest != wantOldest {
					t.Errorf("depth is %d and %s, want %d and %s", queued, oldest, wantQueued, wantOldest)
				}
				return err
			})
		}
		check(0, 0)
		enqueue(t, d, job.Spec{Kind: "k", RunAt: clk.Now().Add(time.Minute)})
		check(1, 0)
		enqueue(t, d, job.Spec{Kind: "k", Key: "a"})
		enqueue(t, d, job.Spec{Kind: "k", Key: "a"})
		clk.Advance(3 * time.Second)
		check(3, 3*time.Second)
	})
}
