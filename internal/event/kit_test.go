package event_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/event"
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

// appendSome writes events of one subject, versions from 1, one transaction.
func appendSome(t testing.TB, d *db.DB, subject string, n int) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		for i := range n {
			err := event.Append(tx, event.New{ProjectID: "p", Subject: subject, Version: int64(i + 1),
				Type: "thing.changed", Actor: "system", Data: map[string]int{"n": i}})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// startRelay runs a relay until the end of the test.
func startRelay(t testing.TB, d *db.DB, holder string) *event.Relay {
	t.Helper()
	relay := event.NewRelay(d, clock.System{}, quiet, holder)
	relay.Start(t.Context())
	t.Cleanup(relay.Stop)
	return relay
}

// startTail gives what a tail from the beginning sees.
func startTail(t testing.TB, d *db.DB) <-chan event.Record {
	t.Helper()
	seen := make(chan event.Record, 10_000)
	tail := event.NewTail(d, quiet, func(*db.Tx) (int64, error) { return 0, nil }, func(batch []event.Record) {
		for _, r := range batch {
			seen <- r
		}
	})
	tail.Start(t.Context())
	t.Cleanup(tail.Stop)
	return seen
}

// receive takes n values or fails the test.
func receive[T any](t testing.TB, from <-chan T, n int) []T {
	t.Helper()
	var got []T
	limit := time.After(patience)
	for len(got) < n {
		select {
		case v := <-from:
			got = append(got, v)
		case <-limit:
			t.Fatalf("received %d of %d", len(got), n)
		}
	}
	return got
}

// checkPlaced fails unless the records are gapless from position first and in
// order within each subject.
func checkPlaced(t testing.TB, records []event.Record, first int64) {
	t.Helper()
	versions := map[string]int64{}
	for i, r := range records {
		if r.Pos != first+int64(i) {
			t.Fatalf("record %d has position %d, want %d", i, r.Pos, first+int64(i))
		}
		if r.Version != versions[r.Subject]+1 {
			t.Fatalf("position %d: %s has version %d after %d", r.Pos, r.Subject, r.Version, versions[r.Subject])
		}
		versions[r.Subject] = r.Version
	}
}

func subjectName(i int) string { return fmt.Sprintf("conversation:%d", i) }
