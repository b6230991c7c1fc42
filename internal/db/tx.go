package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"
)

// Tx is one transaction. It carries its context and one fixed instant, belongs
// to one goroutine, and refuses every use after its function returned.
type Tx struct {
	ctx     context.Context
	now     time.Time
	dialect Dialect
	run     runner
	open    *Rows // the result not yet read to its end
	failed  error // the first statement error; the transaction is lost
	ended   atomic.Bool
	rung    []string
}

// runner executes statements on the connection of a transaction.
type runner interface {
	exec(ctx context.Context, query string, args []any) (int64, error)
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
}

var (
	errEnded    = errors.New("use transaction: it has ended")
	errOpenRows = errors.New("use transaction: an earlier result is still open")
)

// newTx makes a transaction that stands at the present millisecond.
func (d *DB) newTx(ctx context.Context, run runner) *Tx {
	return &Tx{
		ctx:     context.WithValue(ctx, txKey{}, d),
		now:     d.clock.Now().UTC().Truncate(time.Millisecond),
		dialect: d.dialect,
		run:     run,
	}
}

// Context is the context of the transaction. It carries the caller's values; in
// a write it does not end when the caller's context does.
func (t *Tx) Context() context.Context { return t.ctx }

// Now is the instant of the transaction: fixed, UTC, in whole milliseconds.
func (t *Tx) Now() time.Time { return t.now }

// NowMillis is Now in unix milliseconds, as the database stores it.
func (t *Tx) NowMillis() int64 { return t.now.UnixMilli() }

// Ring wakes the listeners of a bell after the commit; nobody when the
// transaction is rolled back.
func (t *Tx) Ring(bell string) {
	if !slices.Contains(t.rung, bell) {
		t.rung = append(t.rung, bell)
	}
}

// Greatest is the name of the scalar function that gives the greater of two
// values: "max" or "greatest".
func (t *Tx) Greatest() string {
	if t.dialect == Postgres {
		return "greatest"
	}
	return "max"
}

// SkipLocked is the suffix of a SELECT that claims rows: concurrent PostgreSQL
// transactions pass over each other's rows, SQLite has one writer and needs
// nothing.
func (t *Tx) SkipLocked() string {
	if t.dialect == Postgres {
		return "FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// Exec runs a statement and tells how many rows it changed.
func (t *Tx) Exec(query string, args ...any) (rowsAffected int64, err error) {
	args, err = t.prepare(args)
	if err != nil {
		return 0, err
	}
	n, err := t.run.exec(t.ctx, query, args)
	if err != nil {
		return 0, t.fail(err)
	}
	return n, nil
}

// Query runs a statement that gives rows. The result must be read to its end
// or closed before the next statement.
func (t *Tx) Query(query string, args ...any) (*Rows, error) {
	args, err := t.prepare(args)
	if err != nil {
		return nil, err
	}
	rows, err := t.run.query(t.ctx, query, args)
	if err != nil {
		return nil, t.fail(err)
	}
	t.open = &Rows{tx: t, rows: rows}
	return t.open, nil
}

// QueryRow runs a statement of which the first row is wanted.
func (t *Tx) QueryRow(query string, args ...any) Row {
	rows, err := t.Query(query, args...)
	return Row{rows: rows, err: err}
}

// prepare checks that a statement may run now and gives its arguments in the
// types that both dialects store alike.
func (t *Tx) prepare(args []any) ([]any, error) {
	switch {
	case t.ended.Load():
		return nil, errEnded
	case t.failed != nil:
		return nil, t.failed
	case t.open != nil:
		return nil, t.fail(errOpenRows)
	}
	args, err := portable(args)
	if err != nil {
		return nil, t.fail(err)
	}
	return args, nil
}

// fail remembers the first error: PostgreSQL aborts the transaction at the
// first failing statement, and SQLite may have rolled it back silently, so
// that a later statement would commit on its own. After the end of the context
// that is the reason, however it showed.
func (t *Tx) fail(err error) error {
	if t.failed == nil {
		if ended := t.ctx.Err(); ended != nil {
			err = ended
		}
		t.failed = translate(err)
	}
	return t.failed
}

// call runs fn and ends the transaction for it. A panic becomes an error; a
// failed statement is reported even when fn passed over it.
func (t *Tx) call(fn func(*Tx) error) (err error) {
	defer t.ended.Store(true)
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in transaction: %v\n%s", p, debug.Stack())
		}
		if t.open != nil {
			t.open.Close()
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	return t.failed
}
