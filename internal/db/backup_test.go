package db_test

import (
	"path/filepath"
	"strconv"
	"testing"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/fault"
)

func TestBackupUnderWritesIsOneMoment(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.Fresh(t, db.SQLite))
	const before = 500
	put := func(n int) error {
		return d.Write(t.Context(), func(tx *db.Tx) error {
			for _, half := range []string{"a", "b"} { // two rows that belong together
				if _, err := tx.Exec(`INSERT INTO instance (name, value) VALUES ($1, $2)`, half+strconv.Itoa(n), "v"); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for n := range before {
		if err := put(n); err != nil {
			t.Fatal(err)
		}
	}
	stop, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		for n := before; ; n++ {
			select {
			case <-stop:
				ended <- nil
				return
			default:
			}
			if err := put(n); err != nil {
				ended <- err
				return
			}
		}
	}()
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := d.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	close(stop)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	checkMoment(t, dbtest.Open(t, db.Options{Path: path}), before)
	if err := d.Backup(t.Context(), path); err == nil {
		t.Error("a backup overwrote a file")
	}
}

// checkMoment wants the first pairs without a gap, and each pair whole.
func checkMoment(t *testing.T, d *db.DB, least int64) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		for _, half := range []string{"a", "b"} {
			var n, highest int64
			err := tx.QueryRow(`SELECT count(*), max(CAST(substr(name, 2) AS INTEGER)) FROM instance WHERE name LIKE $1`, half+"%").Scan(&n, &highest)
			if err != nil {
				return err
			}
			if n < least || n != highest+1 {
				t.Errorf("half %s has %d rows up to %d; want at least %d without a gap", half, n, highest, least)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestBackupOfPostgresNamesItsTool(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.Fresh(t, db.Postgres))
	err := d.Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db"))
	if fault.As(err).Kind != fault.Unsupported {
		t.Errorf("got %v", err)
	}
}
