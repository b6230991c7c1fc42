package job_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/job"
)

// TestMain runs the test binary as the process that is to be killed when the
// environment says so.
func TestMain(m *testing.M) {
	if point := os.Getenv("JOB_CRASH_POINT"); point != "" {
		if err := crashChild(point); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const crashJobs, crashKeys = 120, 4

// Processes are killed while they claim, between claim and work, between work
// and completion, inside the completing transaction and after it. In the end
// every job has its effect once, in the order of its key, and no row is left.
func TestKilledWorkersLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			options := dbtest.Fresh(t, dialect)
			d := dbtest.Open(t, options)
			write(t, d, func(tx *db.Tx) error {
				if _, err := tx.Exec(`CREATE TABLE effects (n BIGINT PRIMARY KEY, key TEXT NOT NULL)`); err != nil {
					return err
				}
				for n := range crashJobs {
					spec := job.Spec{Kind: "k", Key: fmt.Sprint("key", n%crashKeys), Args: number{n}, MaxAttempts: 20}
					if _, err := job.Enqueue(tx, spec); err != nil {
						return err
					}
				}
				return nil
			})
			for round := range 2 {
				for _, point := range []string{"claiming", "claimed", "worked", "completing", "completed"} {
					if !runCrashChild(t, options, point) {
						t.Fatalf("round %d: the process was not killed when %s", round, point)
					}
				}
			}
			if runCrashChild(t, options, "never") {
				t.Fatal("the last process was killed")
			}
			read(t, d, func(tx *db.Tx) error {
				effects, err := count(tx, `SELECT COUNT(*) FROM effects`)
				if err != nil {
					return err
				}
				left, err := count(tx, `SELECT (SELECT COUNT(*) FROM jobs) + (SELECT COUNT(*) FROM job_keys) + (SELECT COUNT(*) FROM dead_jobs)`)
				if effects != crashJobs || left != 0 {
					t.Errorf("%d effects of %d, %d rows left", effects, crashJobs, left)
				}
				return err
			})
		})
	}
}

// runCrashChild reports whether the process ended by SIGKILL.
func runCrashChild(t *testing.T, options db.Options, point string) bool {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "JOB_CRASH_POINT="+point, "JOB_CRASH_PATH="+options.Path, "JOB_CRASH_URL="+options.URL)
	out, err := cmd.CombinedOutput()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
		return true
	}
	if err != nil {
		t.Fatalf("child when %s: %v\n%s", point, err, out)
	}
	return false
}

func die() {
	syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// crashChild works on the queue until it is empty or the point is reached in
// its fifth job.
func crashChild(point string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{Path: os.Getenv("JOB_CRASH_PATH"), URL: os.Getenv("JOB_CRASH_URL")})
	if err != nil {
		return err
	}
	defer d.Close()
	if point == "claiming" {
		return d.Write(ctx, func(tx *db.Tx) error {
			if _, err := job.Claim(tx, "k", "child", 3, time.Minute); err != nil {
				return err
			}
			die()
			return nil
		})
	}
	var worked atomic.Int64
	reach := func(here string, nth int64) {
		if here == point && nth >= 5 {
			die()
		}
	}
	empty, failed := make(chan struct{}, 1), make(chan error, 1)
	handler := func(ctx context.Context, j job.Job) error {
		nth := worked.Add(1)
		reach("claimed", nth)
		n := numberOf(j)
		reach("worked", nth)
		left := int64(1)
		err := d.Write(ctx, func(tx *db.Tx) error {
			before, err := count(tx, `SELECT COUNT(*) FROM effects WHERE key = $1`, j.Key)
			if err != nil {
				return err
			}
			if before != int64(n/crashKeys) {
				return job.Discard(errors.New("out of order"))
			}
			if _, err := tx.Exec(`INSERT INTO effects (n, key) VALUES ($1, $2)`, n, j.Key); err != nil {
				return err
			}
			if err := job.Complete(tx, j); err != nil {
				return err
			}
			reach("completing", nth)
			left, err = count(tx, `SELECT COUNT(*) FROM effects`)
			left = crashJobs - left
			return err
		})
		reach("completed", nth)
		if err != nil {
			failed <- err
		}
		if left == 0 {
			empty <- struct{}{}
		}
		return err
	}
	// The last effect is seen by whoever commits last only when one works.
	r := job.NewRunner(d, clock.System{}, quiet, "child", []job.Kind{{Name: "k", Handler: handler}}, job.Options{Workers: 1})
	r.Start(ctx)
	select {
	case <-empty:
	case err = <-failed:
	}
	r.Stop()
	return err
}
