package db_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/fault"
)

// each is dbtest.Each with the table items.
func each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		items(t, d)
		fn(t, d)
	})
}

func TestOneOfTwoWritersGetsAUniqueKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		const writers = 20
		answers := make(chan error, writers)
		for range writers {
			go func() { answers <- d.Write(t.Context(), add("the one")) }()
		}
		won := 0
		for range writers {
			if err := <-answers; err == nil {
				won++
			} else {
				wantFault(t, err, fault.Conflict, fault.CodeDuplicate)
			}
		}
		if won != 1 {
			t.Errorf("%d writers were acknowledged, want 1", won)
		}
	})
}

func TestFailedTransactionRefusesLaterStatements(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(t.Context(), add("a")); err != nil {
			t.Fatal(err)
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := add("before")(tx); err != nil {
				return err
			}
			wantFault(t, add("a")(tx), fault.Conflict, fault.CodeDuplicate)
			wantFault(t, add("late")(tx), fault.Conflict, fault.CodeDuplicate)
			_, err := db.One(tx, scanInt, `SELECT 1`)
			wantFault(t, err, fault.Conflict, fault.CodeDuplicate)
			return nil
		})
		wantFault(t, err, fault.Conflict, fault.CodeDuplicate)
		if found := present(t, d); len(found) != 1 {
			t.Errorf("items present: %v, want only a", found)
		}
	})
}

func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		for name, run := range map[string]func(context.Context, func(*db.Tx) error) error{"read": d.Read, "write": d.Write} {
			err := run(t.Context(), func(*db.Tx) error { panic("in the middle") })
			if err == nil || !strings.Contains(err.Error(), "in the middle") {
				t.Errorf("%s: error is %v, want the panic", name, err)
			}
		}
		if err := d.Write(t.Context(), add("after")); err != nil {
			t.Errorf("write after the panics: %v", err)
		}
	})
}

func TestStartedWriteOutlivesItsCaller(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Write(ctx, func(tx *db.Tx) error {
			cancel()
			return add("kept")(tx)
		})
		if err != nil || !present(t, d)["kept"] {
			t.Errorf("the write answered %v, present %v", err, present(t, d))
		}
		if err := d.Write(ctx, add("never")); !errors.Is(err, context.Canceled) {
			t.Errorf("write of a cancelled caller answered %v", err)
		}
	})
}

func TestReadEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		err := d.Read(ctx, func(tx *db.Tx) error {
			_, err := db.One(tx, scanInt, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`)
			return err
		})
		wantFault(t, err, fault.Timeout, fault.CodeTimeout)
		if len(present(t, d)) != 0 {
			t.Error("the connection is not usable afterwards")
		}
	})
}

func TestReadSeesOneSnapshot(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		count := func(tx *db.Tx) int64 {
			n, err := db.One(tx, scanInt, `SELECT count(*) FROM items`)
			if err != nil {
				t.Error(err)
			}
			return n
		}
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			before := count(tx)
			if err := d.Write(t.Context(), add("later")); err != nil {
				return err
			}
			if after := count(tx); before != 0 || after != 0 {
				t.Errorf("the read saw %d, then %d items, want none", before, after)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if !present(t, d)["later"] {
			t.Error("a later read does not see the write")
		}
	})
}

func TestReadDoesNotWrite(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		if err := d.Read(t.Context(), add("smuggled")); err == nil || fault.As(err).Kind != fault.Internal {
			t.Errorf("a read that writes answered %v", err)
		}
		if len(present(t, d)) != 0 {
			t.Error("a read wrote")
		}
	})
}

func TestMisuseIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		var kept *db.Tx
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			kept = tx
			if err := d.Write(tx.Context(), add("inner")); err == nil {
				t.Error("a write inside a write was accepted")
			}
			if err := d.Read(tx.Context(), func(*db.Tx) error { return nil }); err == nil {
				t.Error("a read under the context of a write was accepted")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := add("late")(kept); err == nil {
			t.Error("an ended transaction accepted a statement")
		}
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Query(`SELECT 1`); err != nil {
				return err
			}
			_, err := tx.Query(`SELECT 2`)
			return err
		})
		if err == nil {
			t.Error("a second open result was accepted")
		}
		if len(present(t, d)) != 0 {
			t.Error("something was written")
		}
	})
}

func TestResults(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for i := range 3 {
				if err := add(itemID(i))(tx); err != nil {
					return err
				}
			}
			if n, err := tx.Exec(`UPDATE items SET amount = amount + $1`, 4); n != 3 || err != nil {
				t.Errorf("the update changed %d rows, error %v", n, err)
			}
			ids, err := db.All(tx, scanString, `SELECT id FROM items ORDER BY id LIMIT $1`, 2)
			if err != nil || len(ids) != 2 || ids[0] != "holder" {
				t.Errorf("ids are %q, error %v", ids, err)
			}
			none, err := db.All(tx, scanString, `SELECT id FROM items WHERE amount > 99`)
			if err != nil || none != nil {
				t.Errorf("empty result is %q, error %v", none, err)
			}
			_, err = db.One(tx, scanString, `SELECT id FROM items WHERE amount > 99`)
			wantFault(t, err, fault.NotFound, fault.CodeNotFound)
			var id string
			wantFault(t, tx.QueryRow(`SELECT id FROM items WHERE amount > 99`).Scan(&id), fault.NotFound, fault.CodeNotFound)
			greatest, err := db.One(tx, scanInt, `SELECT `+tx.Greatest()+`(amount, 7) FROM items WHERE id = 'holder' `+tx.SkipLocked())
			if err != nil || greatest != 7 {
				t.Errorf("greatest is %d, error %v", greatest, err)
			}
			// The first row of a RETURNING is enough; all rows are inserted.
			added, err := db.One(tx, scanString, `INSERT INTO items (id, amount) VALUES ('x', 1), ('y', 1) RETURNING id`)
			if err != nil || added != "x" {
				t.Errorf("returned %q, error %v", added, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(present(t, d)); n != 5 {
			t.Errorf("%d items present, want 5", n)
		}
	})
}

type word string

func TestValuesComeBackAlike(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		bytesType := map[db.Dialect]string{db.SQLite: "BLOB", db.Postgres: "BYTEA"}[d.Dialect()]
		now := time.UnixMilli(1_700_000_000_123)
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`CREATE TABLE held (n BIGINT, flag INTEGER, small INTEGER, s TEXT, b ` + bytesType + `, at BIGINT, none TEXT)`)
			if err != nil {
				return err
			}
			_, err = tx.Exec(`INSERT INTO held VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				int64(-1<<62), true, 7, word("größe 語 🙂"), []byte{0, 1, 255}, now, nil)
			if err != nil {
				return err
			}
			var (
				n     int64
				flag  bool
				small int
				s     word
				b     []byte
				at    int64
				none  *string
			)
			row := tx.QueryRow(`SELECT n, flag, small, s, b, at, none FROM held WHERE flag = $1 AND s = $2`, true, word("größe 語 🙂"))
			if err := row.Scan(&n, &flag, &small, &s, &b, &at, &none); err != nil {
				return err
			}
			got := fmt.Sprint(n, flag, small, s, b, at, none == nil)
			want := fmt.Sprint(int64(-1<<62), true, 7, "größe 語 🙂", []byte{0, 1, 255}, now.UnixMilli(), true)
			if got != want {
				t.Errorf("read %s, want %s", got, want)
			}
			sum, err := db.One(tx, scanInt, `SELECT COALESCE(SUM(small), 0) FROM held`)
			if err != nil || sum != 7 {
				t.Errorf("sum is %d, error %v", sum, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestNowIsFixed(t *testing.T) {
	t.Parallel()
	start := time.Date(2024, 5, 1, 12, 0, 0, 123_456_789, time.FixedZone("", 3600))
	manual := clock.NewManual(start)
	dbtest.EachWithClock(t, manual, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			first := tx.Now()
			manual.Advance(time.Hour)
			if tx.Now() != first || tx.NowMillis() != first.UnixMilli() || first.Location() != time.UTC || first.Nanosecond() != 123_000_000 {
				t.Errorf("now was %v, then %v", first, tx.Now())
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestStatementsAreKeptAndBounded(t *testing.T) {
	t.Parallel()
	d := lite(t)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		if err := add("a")(tx); err != nil {
			return err
		}
		before := tx.Statements()
		for i := range 50 {
			if err := add(itemID(i))(tx); err != nil {
				return err
			}
		}
		if tx.Statements() != before {
			t.Errorf("one text took %d statements", tx.Statements()-before+1)
		}
		for i := range 2 * db.MaxStatements {
			n, err := db.One(tx, scanInt, fmt.Sprintf(`SELECT %d`, i))
			if err != nil || n != int64(i) {
				return fmt.Errorf("statement %d gave %d: %w", i, n, err)
			}
			if tx.Statements() > db.MaxStatements {
				t.Fatalf("%d statements are kept", tx.Statements())
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestStatementsFollowASchemaChange(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		names := func() []string {
			var got []string
			err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
				got, err = db.All(tx, scanString, `SELECT id FROM items WHERE amount = 1`)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			return got
		}
		names()
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(`ALTER TABLE items ADD COLUMN extra TEXT`); err != nil {
				return err
			}
			return add("new")(tx)
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := names(); len(got) != 1 {
			t.Errorf("names are %q", got)
		}
	})
}

func TestClosedDatabaseRefuses(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, dbtest.Fresh(t, dialect))
			items(t, d)
			_, stop := d.Listen("bell")
			defer stop()
			const waiting = 30
			answers := make(chan error, waiting)
			for i := range waiting {
				go func() { answers <- d.Write(t.Context(), add(itemID(i))) }()
			}
			for range 2 {
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
			for range waiting {
				if err := <-answers; err != nil {
					wantFault(t, err, fault.Unavailable, fault.CodeUnavailable)
				}
			}
			wantFault(t, d.Write(t.Context(), add("late")), fault.Unavailable, fault.CodeUnavailable)
			wantFault(t, d.Read(t.Context(), add("late")), fault.Unavailable, fault.CodeUnavailable)
		})
	}
}

func TestManyReadsShareFewConnections(t *testing.T) {
	t.Parallel()
	options := dbtest.Fresh(t, db.SQLite)
	options.Readers = 2
	d := dbtest.Open(t, options)
	answers := make(chan error, 50)
	for range cap(answers) {
		go func() {
			answers <- d.Read(t.Context(), func(tx *db.Tx) error {
				_, err := db.One(tx, scanInt, `SELECT count(*) FROM leases`)
				return err
			})
		}()
	}
	for range cap(answers) {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
	if left := d.CloseIdleReaders(); left > 2 {
		t.Errorf("%d connections are kept", left)
	}
	if left := d.CloseIdleReaders(); left != 0 {
		t.Errorf("%d connections are kept after the idle time", left)
	}
	if err := d.Read(t.Context(), func(tx *db.Tx) error { return nil }); err != nil {
		t.Error(err)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]db.Options{
		"nothing":   {},
		"both":      {Path: "x", URL: "postgres:///x"},
		"no folder": {Path: filepath.Join(t.TempDir(), "absent", "relevo.db")},
		"bad url":   {URL: "postgres://localhost:port/"},
		"no server": {URL: "postgres:///x?host=" + t.TempDir()},
	} {
		if d, err := db.Open(t.Context(), options); err == nil {
			d.Close()
			t.Errorf("%s: opened", name)
		}
	}
}

func TestOddFileNames(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b?c#d%20e&f.db")
	d := dbtest.Open(t, db.Options{Path: path})
	items(t, d)
	if found, err := filepath.Glob(filepath.Dir(path) + "/*"); err != nil || found[0] != path {
		t.Errorf("files are %q, error %v", found, err)
	}
}
