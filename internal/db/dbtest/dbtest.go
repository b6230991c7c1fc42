// Package dbtest gives tests fresh, migrated databases of both dialects.
//
// SQLite lives in a temporary file. PostgreSQL is a cluster of the test
// process's own, started with the first test and stopped and removed when the
// process ends, in whatever way. Both are in memory where there is room. A missing PostgreSQL fails
// the test: both dialects are always tested. For tests only; may import db.
package dbtest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"relevo/internal/clock"
	"relevo/internal/db"
)

// Each runs fn as the subtests "sqlite" and "postgres", one after the other,
// each on a fresh database with the machine's clock.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachWithClock(t, clock.System{}, fn)
}

// EachWithClock is Each with the clock that transactions take their time from.
func EachWithClock(t *testing.T, clk clock.Clock, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			options := Fresh(t, dialect)
			options.Clock = clk
			fn(t, Open(t, options))
		})
	}
}

// Open opens a database and closes it at the end of the test.
func Open(t testing.TB, options db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), options)
	if err != nil {
		t.Fatalf("open %s%s: %v", options.Path, options.URL, err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close database: %v", err)
		}
	})
	return d
}

// Fresh makes a migrated database that is removed after the test and says how
// to open it, any number of times.
func Fresh(t testing.TB, dialect db.Dialect) db.Options {
	t.Helper()
	if dialect == db.Postgres {
		return db.Options{URL: freshPostgres(t)}
	}
	path := filepath.Join(liteDir(t), "relevo.db")
	content, err := liteTemplate()
	if err != nil {
		t.Fatalf("migrate the SQLite template: %v", err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return db.Options{Path: path}
}

// liteTemplate is the content of a migrated SQLite file, made once.
var liteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "relevo-sqlite-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrated(db.Options{Path: path}); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})
