package db_test

import (
	"testing"

	"relevo/internal/db"
	"relevo/internal/fault"
)

func TestDriverErrorsGetTheirMeaning(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, query string
		args        []any
		kind        fault.Kind
		code        string
	}{
		{"unique", `INSERT INTO items (id, amount, note) VALUES ('b', 1, 'n')`, nil, fault.Conflict, fault.CodeDuplicate},
		{"primary key", `INSERT INTO items (id, amount) VALUES ('a', 1)`, nil, fault.Conflict, fault.CodeDuplicate},
		{"update to a duplicate", `UPDATE items SET note = 'n'`, nil, fault.Conflict, fault.CodeDuplicate},
		{"absent parent", `INSERT INTO items (id, parent, amount) VALUES ('b', 'z', 1)`, nil, fault.Conflict, fault.CodeReferenced},
		{"delete of a parent", `DELETE FROM items WHERE id = 'a'`, nil, fault.Conflict, fault.CodeReferenced},
		{"check", `INSERT INTO items (id, amount) VALUES ('b', -1)`, nil, fault.Internal, fault.CodeInternal},
		{"not null", `INSERT INTO items (id) VALUES ('b')`, nil, fault.Internal, fault.CodeInternal},
		{"syntax", `INSERT INTO nothing at all`, nil, fault.Internal, fault.CodeInternal},
		{"NUL in text", `INSERT INTO items (id, amount) VALUES ($1, 1)`, []any{"a\x00b"}, fault.Invalid, fault.CodeInvalidInput},
		{"broken text", `INSERT INTO items (id, amount) VALUES ($1, 1)`, []any{"a\xff"}, fault.Invalid, fault.CodeInvalidInput},
	}
	each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO items (id, parent, amount, note) VALUES ('a', NULL, 1, 'n'), ('child', 'a', 1, 'm')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(c.query, c.args...)
				return err
			})
			if f := fault.As(err); f == nil || f.Kind != c.kind || f.Code != c.code {
				t.Errorf("%s: error is %v, want %s/%s", c.name, err, c.kind, c.code)
			}
			// The same through a result.
			err = d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := db.All(tx, scanString, c.query+" RETURNING id", c.args...)
				return err
			})
			if f := fault.As(err); f == nil || f.Kind != c.kind || f.Code != c.code {
				t.Errorf("%s, returning: error is %v, want %s/%s", c.name, err, c.kind, c.code)
			}
		}
	})
}

// Two writes that wait for each other's row: one is told to try again.
func TestDeadlockIsRetryable(t *testing.T) {
	t.Parallel()
	d := postgres(t)
	for _, id := range []string{"a", "b"} {
		if err := d.Write(t.Context(), add(id)); err != nil {
			t.Fatal(err)
		}
	}
	touch := func(tx *db.Tx, id string) error {
		_, err := tx.Exec(`UPDATE items SET amount = amount + 1 WHERE id = $1`, id)
		return err
	}
	hasFirst, answers := make(chan struct{}, 2), make(chan error, 2)
	bothHave := make(chan struct{})
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		go func() {
			answers <- d.Write(t.Context(), func(tx *db.Tx) error {
				if err := touch(tx, order[0]); err != nil {
					return err
				}
				hasFirst <- struct{}{}
				<-bothHave
				return touch(tx, order[1])
			})
		}()
	}
	<-hasFirst
	<-hasFirst
	close(bothHave)
	one, two := <-answers, <-answers
	if one != nil {
		one, two = two, one
	}
	if one != nil {
		t.Errorf("both failed: %v, %v", one, two)
	}
	wantFault(t, two, fault.Retryable, fault.CodeBusy)
}
