// Package db owns the connection to the database and is the only package that
// imports database/sql. It promises one behaviour over two dialects: SQLite in
// one file, and PostgreSQL 15 or later.
//
// A transaction is a function: Read gives it a consistent view, Write makes
// its statements durable before Write returns. A function may run on another
// goroutine than its caller and must be safe to run again, because a caller
// may repeat a write that ended in fault.Retryable. After the first statement
// that fails a transaction is lost in both dialects: later statements are
// refused with the same error and Write returns it, whatever the function
// returns. A transaction holds one open result at a time.
//
// One SQL text serves both dialects: placeholders $1..$n numbered in order of
// first appearance, ids TEXT, times BIGINT unix milliseconds, JSON as TEXT,
// truth values INTEGER 0/1, enums TEXT with CHECK. May import fault and clock.
package db

import (
	"context"
	"errors"
	"log/slog"
	"runtime"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

// Dialect names the engine behind a DB.
type Dialect int

// The dialects.
const (
	SQLite Dialect = iota
	Postgres
)

// String gives "sqlite" or "postgres".
func (d Dialect) String() string {
	if d == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Options says what to open: a SQLite file by Path, or PostgreSQL by URL
// ("postgres://user:password@host/name"). Exactly one of the two is set.
type Options struct {
	Path    string
	URL     string
	Clock   clock.Clock  // clock.System when nil
	Log     *slog.Logger // slog.Default when nil
	Readers int          // concurrent reads; max(4, cores) when 0
}

// DB is an open database at the newest schema. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	clock   clock.Clock
	log     *slog.Logger
	engine  engine
	bells   *bells
	stats   *counters
}

// engine is what the two dialects do differently.
type engine interface {
	read(ctx context.Context, fn func(*Tx) error) error
	write(ctx context.Context, fn func(*Tx) error) error
	listen() // called with the first Listen
	backup(ctx context.Context, path string) error
	close() error
}

// Open opens the database and migrates it to the newest schema. It refuses a
// database that a newer release has migrated.
func Open(ctx context.Context, o Options) (*DB, error) {
	if (o.Path == "") == (o.URL == "") {
		return nil, errors.New("open database: give either a file or a URL")
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Readers <= 0 {
		o.Readers = max(4, runtime.NumCPU())
	}
	d := &DB{clock: o.Clock, log: o.Log, bells: newBells(), stats: &counters{}}
	if o.URL != "" {
		d.dialect = Postgres
		return openPostgres(ctx, d, o)
	}
	return openSQLite(ctx, d, o)
}

// Close lets running transactions end, refuses new ones and releases the
// connections.
func (d *DB) Close() error { return d.engine.close() }

// Dialect tells which engine is behind the database.
func (d *DB) Dialect() Dialect { return d.dialect }

// Read runs fn in a read-only transaction with one consistent view. It ends
// early when ctx is cancelled.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	if err := d.admit(ctx); err != nil {
		return err
	}
	return d.engine.read(ctx, fn)
}

// Write runs fn in a transaction and returns after it is durable. When ctx is
// cancelled before fn starts, fn does not run; once started it runs to its end
// whatever becomes of ctx, within a limit of 10 s. SQLite commits the writes
// that wait together, and a write whose neighbour broke the common transaction
// gets fault.Retryable. PostgreSQL gives each write its own transaction.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if err := d.admit(ctx); err != nil {
		return err
	}
	return d.engine.write(ctx, fn)
}

// Listen gives a channel that receives after a transaction rang the bell, in
// this process or, on PostgreSQL, on any node. Rings coalesce and may be lost:
// a listener also polls. stop releases the channel and does not close it.
func (d *DB) Listen(bell string) (wake <-chan struct{}, stop func()) {
	d.engine.listen()
	return d.bells.listen(bell)
}

type txKey struct{}

// admit refuses a cancelled context, and a transaction inside a transaction of
// the same database: on SQLite it would wait for itself.
func (d *DB) admit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return translate(err)
	}
	if ctx.Value(txKey{}) == d {
		return errors.New("begin transaction: the context belongs to an open transaction")
	}
	return nil
}

var errClosed = fault.New(fault.Unavailable, fault.CodeUnavailable, "The database is closed.")
