package db_test

import (
	"fmt"
	"runtime"
	"testing"

	"relevo/internal/db"
	"relevo/internal/fault"
)

// items makes a table with every kind of constraint.
func items(t testing.TB, d *db.DB) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`CREATE TABLE items (
			id     TEXT PRIMARY KEY NOT NULL,
			parent TEXT REFERENCES items (id),
			amount BIGINT NOT NULL CHECK (amount >= 0),
			note   TEXT UNIQUE)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// add gives a write that inserts one item.
func add(id string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO items (id, amount) VALUES ($1, $2)`, id, 1)
		return err
	}
}

func scanString(row db.Scanner) (s string, err error) { return s, row.Scan(&s) }

func scanInt(row db.Scanner) (n int64, err error) { return n, row.Scan(&n) }

// present gives the ids of the items that are in the database.
func present(t testing.TB, d *db.DB) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		ids, err := db.All(tx, scanString, `SELECT id FROM items`)
		for _, id := range ids {
			found[id] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// inGroup runs the writes in this order in one group of the SQLite writer: it
// holds the writer until they all wait. The write that holds comes first.
func inGroup(t testing.TB, d *db.DB, writes []func(*db.Tx) error) []error {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		first <- d.Write(t.Context(), func(tx *db.Tx) error {
			close(held)
			<-release
			return add("holder")(tx)
		})
	}()
	<-held
	answers := make([]chan error, len(writes))
	for i, fn := range writes {
		answers[i] = make(chan error, 1)
		go func() { answers[i] <- d.Write(t.Context(), fn) }()
		for d.Stats().Waiting <= i {
			runtime.Gosched()
		}
	}
	close(release)
	errs := []error{<-first}
	for _, answer := range answers {
		errs = append(errs, <-answer)
	}
	return errs
}

// fullGroup is a group of 64 with a special write at a place from 1 to 63; the
// others add "item 1" and so on, the holder adds "holder".
func fullGroup(place int, special func(*db.Tx) error) []func(*db.Tx) error {
	writes := make([]func(*db.Tx) error, db.GroupLimit-1)
	for i := range writes {
		writes[i] = add(itemID(i + 1))
		if i+1 == place {
			writes[i] = special
		}
	}
	return writes
}

func itemID(i int) string {
	if i == 0 {
		return "holder"
	}
	return fmt.Sprintf("item %d", i)
}

// wantAcknowledgedExactly fails unless a row is there exactly when its write
// was acknowledged.
func wantAcknowledgedExactly(t testing.TB, d *db.DB, errs []error, special int) {
	t.Helper()
	found := present(t, d)
	for i, err := range errs {
		if i == special {
			continue
		}
		if found[itemID(i)] != (err == nil) {
			t.Errorf("%s: present is %v, its write answered %v", itemID(i), found[itemID(i)], err)
		}
		if err != nil && !fault.Is(err, fault.Retryable) {
			t.Errorf("%s: a neighbour's failure answered %v, want a retryable fault", itemID(i), err)
		}
	}
}

func wantFault(t testing.TB, err error, kind fault.Kind, code string) {
	t.Helper()
	if !fault.Is(err, kind) || !fault.HasCode(err, code) {
		t.Errorf("error is %v, want %s/%s", err, kind, code)
	}
}
