package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

// pgWriters is how many connections writes may use beside those of the reads.
const pgWriters = 8

// pgEngine is PostgreSQL: a pool, and one connection that listens.
type pgEngine struct {
	db     *DB
	pool   *sql.DB
	config *pgx.ConnConfig
	node   string // marks our own notifications
	limit  time.Duration

	once    sync.Once // starts the listening connection
	stop    context.CancelFunc
	life    context.Context // until close
	tenders sync.WaitGroup
}

func openPostgres(ctx context.Context, d *DB, o Options) (*DB, error) {
	config, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err) // pgx hides the password
	}
	config.RuntimeParams["application_name"] = "relevo"
	pool := sql.OpenDB(stdlib.GetConnector(*config))
	pool.SetMaxOpenConns(o.Readers + pgWriters)
	pool.SetMaxIdleConns(o.Readers + pgWriters)
	pool.SetConnMaxIdleTime(time.Minute)
	if err := preparePostgres(ctx, pool); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	life, stop := context.WithCancel(context.Background())
	d.engine = &pgEngine{db: d, pool: pool, config: config, node: rand.Text(), limit: writeLimit, life: life, stop: stop}
	return d, nil
}

// preparePostgres checks the server and migrates the database.
func preparePostgres(ctx context.Context, pool *sql.DB) error {
	var version int
	var encoding string
	err := pool.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding')`).
		Scan(&version, &encoding)
	if err != nil {
		return fmt.Errorf("open database: %w", translate(err))
	}
	if version < 150000 {
		return fault.Newf(fault.Unavailable, fault.CodeUnavailable, "PostgreSQL 15 or later is needed; this server is version %d.", version/10000)
	}
	if encoding != "UTF8" {
		return fault.Newf(fault.Unavailable, fault.CodeUnavailable, "The database must have the encoding UTF8; it has %s.", encoding)
	}
	versions, err := migrationVersions()
	if err != nil {
		return err
	}
	return migrate(ctx, pool, Postgres, versions)
}

// begin starts a transaction. Waiting for a connection follows waiting, the
// transaction itself follows ctx. A connection that broke while it was idle is
// replaced.
func (e *pgEngine) begin(waiting, ctx context.Context, options *sql.TxOptions) (*sql.Conn, *sql.Tx, error) {
	for attempt := 0; ; attempt++ {
		conn, err := e.pool.Conn(waiting)
		if err != nil {
			return nil, nil, translate(err)
		}
		tx, err := conn.BeginTx(ctx, options)
		if err == nil {
			return conn, tx, nil
		}
		repeat := ctx.Err() == nil && attempt <= pgWriters && broken(conn, err)
		conn.Close()
		if !repeat {
			return nil, nil, translate(err)
		}
	}
}

// broken reports whether a BEGIN failed because its connection is gone; nothing
// was done on it then.
func broken(conn *sql.Conn, err error) bool {
	if errors.Is(err, driver.ErrBadConn) {
		return true
	}
	err = conn.Raw(func(c any) error {
		if c.(*stdlib.Conn).Conn().IsClosed() {
			return driver.ErrBadConn
		}
		return nil
	})
	return err != nil
}

// read runs fn in one snapshot.
func (e *pgEngine) read(ctx context.Context, fn func(*Tx) error) error {
	conn, tx, err := e.begin(ctx, ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return e.ending(err)
	}
	defer conn.Close()
	defer tx.Rollback()
	e.db.stats.reads.Add(1)
	return e.db.newTx(ctx, pgRunner{tx}).call(fn)
}

// write runs fn in a transaction of its own, READ COMMITTED.
func (e *pgEngine) write(ctx context.Context, fn func(*Tx) error) error {
	err := e.writeOnce(ctx, fn)
	if err != nil {
		e.db.stats.failed.Add(1)
	}
	return err
}

func (e *pgEngine) writeOnce(ctx context.Context, fn func(*Tx) error) error {
	detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), e.limit)
	defer cancel()
	conn, tx, err := e.begin(ctx, detached, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return e.ending(err)
	}
	defer conn.Close()
	defer tx.Rollback()
	own := e.db.newTx(detached, pgRunner{tx})
	if err := own.call(fn); err != nil {
		return err
	}
	if err := e.notify(detached, tx, own.rung); err != nil {
		return translate(err)
	}
	began := clock.System{}.Now()
	if err := tx.Commit(); err != nil {
		return translateCommit(err)
	}
	e.db.stats.committed(1, clock.System{}.Now().Sub(began))
	e.db.bells.ring(own.rung)
	return nil
}

// ending says "closed" for the errors of a closed pool.
func (e *pgEngine) ending(err error) error {
	if e.life.Err() != nil {
		return errClosed
	}
	return err
}

// notify tells the other nodes which bells rang, in the transaction: the
// server delivers at commit. One round trip whatever their number.
func (e *pgEngine) notify(ctx context.Context, tx *sql.Tx, rung []string) error {
	if len(rung) == 0 {
		return nil
	}
	var query strings.Builder
	args := make([]any, len(rung))
	query.WriteString("SELECT ")
	for i, bell := range rung {
		if i > 0 {
			query.WriteString(", ")
		}
		query.WriteString("pg_notify('" + bellChannel + "', $" + strconv.Itoa(i+1) + ")")
		args[i] = e.node + " " + bell
	}
	_, err := tx.ExecContext(ctx, query.String(), args...)
	return err
}

func (e *pgEngine) close() error {
	e.stop()
	e.tenders.Wait()
	return e.pool.Close()
}

// pgRunner runs statements in a transaction; pgx prepares each text once for a
// connection and keeps it.
type pgRunner struct{ tx *sql.Tx }

func (r pgRunner) exec(ctx context.Context, query string, args []any) (int64, error) {
	result, err := r.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (r pgRunner) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return r.tx.QueryContext(ctx, query, args...)
}
