package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// This file is the thin bridge between database/sql and a pgx connection. It
// serves what this package asks for: transactions, statements by their text,
// and results of integers, truth values, floats, bytes and text.

// pgConnector makes connections for a pool.
type pgConnector struct{ config *pgx.ConnConfig }

func (c pgConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, c.config.Copy())
	if err != nil {
		return nil, err
	}
	return &pgConn{conn}, nil
}

func (c pgConnector) Driver() driver.Driver { return c }

// Open connects to another server; database/sql wants the method.
func (c pgConnector) Open(url string) (driver.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	return pgConnector{config}.Connect(context.Background())
}

// pgConn is one connection. pgx prepares every text once and keeps it.
type pgConn struct{ conn *pgx.Conn }

var errPrepare = errors.New("prepare statement: texts are prepared at their first use")

func (c *pgConn) Prepare(string) (driver.Stmt, error) { return nil, errPrepare }

func (c *pgConn) Close() error { return c.conn.Close(context.Background()) }

func (c *pgConn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// BeginTx starts a transaction: READ COMMITTED, or REPEATABLE READ when asked.
// A connection that does not take BEGIN is bad, and nothing was done on it.
func (c *pgConn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	native := pgx.TxOptions{IsoLevel: pgx.ReadCommitted}
	if sql.IsolationLevel(options.Isolation) == sql.LevelRepeatableRead {
		native.IsoLevel = pgx.RepeatableRead
	}
	if options.ReadOnly {
		native.AccessMode = pgx.ReadOnly
	}
	tx, err := c.conn.BeginTx(ctx, native)
	if err != nil {
		if c.conn.IsClosed() && ctx.Err() == nil {
			return nil, driver.ErrBadConn
		}
		return nil, err
	}
	return pgTx{ctx, tx}, nil
}

func (c *pgConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	tag, err := c.conn.Exec(ctx, query, pgArgs(args, nil)...)
	if err != nil {
		return nil, err
	}
	return driver.RowsAffected(tag.RowsAffected()), nil
}

func (c *pgConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.conn.Query(ctx, query, pgArgs(args, pgFormats)...)
	if err != nil {
		return nil, err
	}
	// The first row tells whether the statement runs at all; an error is then
	// the error of the query and not of its first row.
	more := rows.Next()
	if err := rows.Err(); err != nil {
		rows.Close()
		return nil, err
	}
	return &pgRows{rows: rows, waiting: more}, nil
}

// ResetSession refuses a connection that broke or is in a transaction.
func (c *pgConn) ResetSession(context.Context) error {
	if !c.IsValid() {
		return driver.ErrBadConn
	}
	return nil
}

// IsValid reports whether the connection may go back to the pool.
func (c *pgConn) IsValid() bool {
	return !c.conn.IsClosed() && c.conn.PgConn().TxStatus() == 'I'
}

func pgArgs(args []driver.NamedValue, formats pgx.QueryResultFormatsByOID) []any {
	values := make([]any, 0, len(args)+1)
	if formats != nil {
		values = append(values, formats)
	}
	for _, arg := range args {
		values = append(values, arg.Value)
	}
	return values
}

// pgTx ends under the context of its transaction.
type pgTx struct {
	ctx context.Context
	tx  pgx.Tx
}

func (t pgTx) Commit() error { return t.tx.Commit(t.ctx) }

func (t pgTx) Rollback() error { return t.tx.Rollback(t.ctx) }

// pgFormats are the columns that come in binary form; the others are text.
var pgFormats = pgx.QueryResultFormatsByOID{
	pgtype.BoolOID:  pgx.BinaryFormatCode,
	pgtype.ByteaOID: pgx.BinaryFormatCode,
	pgtype.Int2OID:  pgx.BinaryFormatCode,
	pgtype.Int4OID:  pgx.BinaryFormatCode,
	pgtype.Int8OID:  pgx.BinaryFormatCode,
}

// pgRows is an open result.
type pgRows struct {
	rows    pgx.Rows
	waiting bool // the present row is not yet given
}

func (r *pgRows) Columns() []string {
	fields := r.rows.FieldDescriptions()
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = field.Name
	}
	return names
}

func (r *pgRows) Close() error {
	r.rows.Close()
	return r.rows.Err()
}

func (r *pgRows) Next(dest []driver.Value) error {
	if !r.waiting && !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	r.waiting = false
	fields := r.rows.FieldDescriptions()
	for i, raw := range r.rows.RawValues() {
		value, err := pgValue(fields[i].DataTypeOID, raw)
		if err != nil {
			return fmt.Errorf("read column %s: %w", fields[i].Name, err)
		}
		dest[i] = value
	}
	return nil
}

// pgValue gives a column in one of the types of database/sql.
func pgValue(oid uint32, raw []byte) (driver.Value, error) {
	if raw == nil {
		return nil, nil
	}
	switch oid {
	case pgtype.Int8OID:
		return int64(binary.BigEndian.Uint64(raw)), nil
	case pgtype.Int4OID:
		return int64(int32(binary.BigEndian.Uint32(raw))), nil
	case pgtype.Int2OID:
		return int64(int16(binary.BigEndian.Uint16(raw))), nil
	case pgtype.BoolOID:
		return raw[0] == 1, nil
	case pgtype.Float4OID, pgtype.Float8OID:
		return strconv.ParseFloat(string(raw), 64)
	case pgtype.ByteaOID:
		return append([]byte{}, raw...), nil
	}
	return string(raw), nil
}
