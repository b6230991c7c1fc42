package db_test

import (
	"path/filepath"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/fault"
)

// empty gives a database without any schema.
func empty(t *testing.T, dialect db.Dialect) db.Options {
	t.Helper()
	if dialect == db.SQLite {
		return db.Options{Path: filepath.Join(t.TempDir(), "relevo.db")}
	}
	options := dbtest.Fresh(t, dialect)
	d := dbtest.Open(t, options)
	for _, statement := range []string{`DROP SCHEMA public CASCADE`, `CREATE SCHEMA public`} {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(statement)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return options
}

func TestNodesThatStartTogetherMigrateOnce(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			options := empty(t, dialect)
			const nodes = 4
			answers := make(chan error, nodes)
			for range nodes {
				go func() {
					d, err := db.Open(t.Context(), options)
					if err == nil {
						err = d.Close()
					}
					answers <- err
				}()
			}
			for range nodes {
				if err := <-answers; err != nil {
					t.Error(err)
				}
			}
			d := dbtest.Open(t, options)
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				twice, err := db.All(tx, scanInt, `SELECT version_id FROM goose_db_version GROUP BY version_id HAVING count(*) > 1`)
				if len(twice) > 0 {
					t.Errorf("applied twice: %v", twice)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			options := dbtest.Fresh(t, dialect)
			d := dbtest.Open(t, options)
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(`UPDATE goose_db_version SET version_id = 99999
					WHERE version_id = (SELECT MAX(version_id) FROM goose_db_version)`)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			second, err := db.Open(t.Context(), options)
			if err == nil {
				second.Close()
			}
			wantFault(t, err, fault.Unavailable, fault.CodeUnavailable)
		})
	}
}

// A restart must be ready in half a second; opening is a small part of it.
func TestReopenIsFast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, first *db.DB) {
		options := dbtest.Fresh(t, first.Dialect())
		best := time.Hour
		for range 5 {
			began := clock.System{}.Now()
			d, err := db.Open(t.Context(), options)
			if err != nil {
				t.Fatal(err)
			}
			best = min(best, clock.System{}.Now().Sub(began))
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("open at the newest schema: %v", best)
		if best > 250*time.Millisecond {
			t.Errorf("open took %v, want at most 250 ms", best)
		}
	})
}
