package db_test

import (
	"fmt"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
)

func take(t testing.TB, d *db.DB, holder string) bool {
	t.Helper()
	var taken bool
	err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		taken, err = tx.TakeLease("relay", holder, 1000)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return taken
}

func TestLeaseHasOneHolder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		answers := make(chan bool, 16)
		for i := range cap(answers) {
			go func() { answers <- take(t, d, fmt.Sprint("node ", i)) }()
		}
		holders := 0
		for range cap(answers) {
			if <-answers {
				holders++
			}
		}
		if holders != 1 {
			t.Errorf("%d nodes hold the lease, want 1", holders)
		}
	})
}

func TestLeaseIsRenewedExpiresAndIsReleased(t *testing.T) {
	t.Parallel()
	manual := clock.NewManual(time.UnixMilli(1_700_000_000_000))
	dbtest.EachWithClock(t, manual, func(t *testing.T, d *db.DB) {
		want := func(step string, holder string, taken bool) {
			t.Helper()
			if take(t, d, holder) != taken {
				t.Errorf("%s: %s takes the lease: %v, want %v", step, holder, !taken, taken)
			}
		}
		release := func(holder string) {
			t.Helper()
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return tx.ReleaseLease("relay", holder) }); err != nil {
				t.Error(err)
			}
		}
		want("free", "a", true)
		want("held", "b", false)
		manual.Advance(900 * time.Millisecond)
		want("renewed", "a", true)
		manual.Advance(999 * time.Millisecond)
		want("held by the renewal", "b", false)
		manual.Advance(time.Millisecond)
		want("run out", "b", true)
		want("lost", "a", false)
		release("a")
		want("released by a stranger", "a", false)
		release("b")
		want("released", "a", true)
	})
}
