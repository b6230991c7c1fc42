package db_test

import (
	"context"
	"errors"
	"testing"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/fault"
)

// A driver that keeps its handle elsewhere costs speed, not rightness; this
// test says that it is time to look.
func TestDriverNeedNotWatchEachStatement(t *testing.T) {
	t.Parallel()
	d := lite(t)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		if !tx.WatchesOnce() {
			t.Error("the handle of a connection was not found")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A read ends soon after its context, in the middle of a statement, of a result
// or between two statements, and its connection goes on.
func TestCancelledReadEnds(t *testing.T) {
	t.Parallel()
	const endless = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT `
	reads := map[string]func(tx *db.Tx, cancel func()) error{
		"in a statement": func(tx *db.Tx, cancel func()) error {
			go cancel()
			_, err := db.One(tx, scanInt, endless+`count(*) FROM n`)
			return err
		},
		"in a result": func(tx *db.Tx, cancel func()) error {
			rows, err := tx.Query(endless + `i FROM n`)
			if err != nil {
				return err
			}
			for i := 0; rows.Next(); i++ {
				if i == 10 {
					cancel()
				}
			}
			return rows.Err()
		},
		"between two": func(tx *db.Tx, cancel func()) error {
			cancel()
			_, err := db.One(tx, scanInt, endless+`count(*) FROM n`)
			return err
		},
	}
	for name, read := range reads {
		for _, known := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				options := dbtest.Fresh(t, db.SQLite)
				options.Readers = 1
				d := dbtest.Open(t, options)
				if !known {
					if err := d.Read(t.Context(), func(tx *db.Tx) error { tx.ForgetHandle(); return nil }); err != nil {
						t.Fatal(err)
					}
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				err := d.Read(ctx, func(tx *db.Tx) error { return read(tx, cancel) })
				wantFault(t, err, fault.Timeout, fault.CodeTimeout)
				if !errors.Is(err, context.Canceled) {
					t.Errorf("error is %v, want the cancellation", err)
				}
				if err := d.Read(t.Context(), func(tx *db.Tx) error {
					_, err := db.One(tx, scanInt, `SELECT 1`)
					return err
				}); err != nil {
					t.Errorf("next read: %v", err)
				}
			})
		}
	}
}
