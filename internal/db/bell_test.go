package db_test

import (
	"errors"
	"testing"
	"time"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
)

func postgres(t testing.TB) *db.DB {
	t.Helper()
	d := dbtest.Open(t, dbtest.Fresh(t, db.Postgres))
	items(t, d)
	return d
}

func ring(t testing.TB, d *db.DB, end error, bells ...string) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, bell := range bells {
			tx.Ring(bell)
		}
		return end
	})
	if !errors.Is(err, end) {
		t.Fatal(err)
	}
}

// patience bounds the wait for what must happen.
const patience = 20 * time.Second

func wantWake(t testing.TB, wake <-chan struct{}, who string) {
	t.Helper()
	select {
	case <-wake:
	case <-time.After(patience):
		t.Fatalf("%s was not woken", who)
	}
}

func wantQuiet(t testing.TB, wake <-chan struct{}, who string) {
	t.Helper()
	select {
	case <-wake:
		t.Errorf("%s was woken", who)
	default:
	}
}

func TestBellsWakeAfterCommit(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, dbtest.Fresh(t, dialect))
			events, stopEvents := d.Listen("events")
			jobs, stopJobs := d.Listen("jobs")
			defer stopJobs()
			if dialect == db.Postgres { // everybody is woken when the connection stands
				wantWake(t, events, "events, at the start")
				wantWake(t, jobs, "jobs, at the start")
			}
			ring(t, d, nil, "events", "events", "other")
			wantWake(t, events, "events")
			wantQuiet(t, jobs, "jobs")
			wantQuiet(t, events, "events, once more")
			ring(t, d, errors.New("changed my mind"), "jobs")
			wantQuiet(t, jobs, "jobs, by a write that failed")
			for range 3 {
				ring(t, d, nil, "jobs", "events")
			}
			wantWake(t, jobs, "jobs")
			wantQuiet(t, jobs, "jobs, although rings coalesce,")
			wantWake(t, events, "events")
			stopEvents()
			ring(t, d, nil, "events")
			wantQuiet(t, events, "events, after its stop,")
		})
	}
}

func TestBellsReachOtherNodes(t *testing.T) {
	t.Parallel()
	options := dbtest.Fresh(t, db.Postgres)
	one, two := dbtest.Open(t, options), dbtest.Open(t, options)
	wake, stop := two.Listen("events")
	defer stop()
	wantWake(t, wake, "the other node, at the start")
	ring(t, one, nil, "jobs", "events")
	wantWake(t, wake, "the other node")

	// The server ends every listening connection; the node listens again.
	err := one.Write(t.Context(), func(tx *db.Tx) error {
		_, err := db.All(tx, scanInt, `SELECT pg_terminate_backend(pid)::int FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wantWake(t, wake, "the other node, at its return")
	ring(t, one, nil, "events")
	wantWake(t, wake, "the other node, after its return")
}

// Idle connections that the server dropped are replaced without an error.
func TestServerRestartIsSurvived(t *testing.T) {
	t.Parallel()
	d := postgres(t)
	answers := make(chan error, 4)
	for i := range cap(answers) {
		go func() { answers <- d.Write(t.Context(), add(itemID(i))) }()
	}
	for range cap(answers) {
		if err := <-answers; err != nil {
			t.Fatal(err)
		}
	}
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := db.All(tx, scanInt, `SELECT pg_terminate_backend(pid)::int FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		if err := d.Write(t.Context(), add(itemID(100+i))); err != nil {
			t.Errorf("write %d: %v", i, err)
		}
		present(t, d)
	}
}
