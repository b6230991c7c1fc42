package job_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/job"
)

const patience = 60 * time.Second

var quiet = slog.New(slog.DiscardHandler)

func write(t testing.TB, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func enqueue(t testing.TB, d *db.DB, s job.Spec) (id ids.JobID) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		id, err = job.Enqueue(tx, s)
		return err
	})
	return id
}

// start runs the kinds until the end of the test.
func start(t testing.TB, d *db.DB, clk clock.Clock, o job.Options, kinds ...job.Kind) *job.Runner {
	t.Helper()
	r := job.NewRunner(d, clk, quiet, "runner-"+ids.New(), kinds, o)
	r.Start(t.Context())
	t.Cleanup(r.Stop)
	return r
}

func receive[T any](t testing.TB, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// until asks the database again and again until the condition holds.
func until(t testing.TB, d *db.DB, what string, condition func(tx *db.Tx) (bool, error)) {
	t.Helper()
	limit := clock.System{}.Now().Add(patience)
	for {
		var holds bool
		read(t, d, func(tx *db.Tx) (err error) {
			holds, err = condition(tx)
			return err
		})
		if holds {
			return
		}
		if (clock.System{}).Now().After(limit) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// untilEmpty waits until no job and no count of a key is left.
func untilEmpty(t testing.TB, d *db.DB) {
	t.Helper()
	until(t, d, "the queue is empty", func(tx *db.Tx) (bool, error) {
		n, err := count(tx, `SELECT (SELECT COUNT(*) FROM jobs) + (SELECT COUNT(*) FROM job_keys)`)
		return n == 0, err
	})
}

func count(tx *db.Tx, query string, args ...any) (n int64, err error) {
	err = tx.QueryRow(query, args...).Scan(&n)
	return n, err
}

// number is the argument of most jobs in these tests.
type number struct{ N int }

func numberOf(j job.Job) int {
	var n number
	if err := json.Unmarshal(j.Args, &n); err != nil {
		panic(fmt.Sprintf("arguments %s: %v", j.Args, err))
	}
	return n.N
}
