package db

import (
	"database/sql"
	"fmt"

	"relevo/internal/fault"
)

// Scanner gives the columns of one row: a *Rows or a Row.
type Scanner interface {
	Scan(dest ...any) error
}

// Rows is an open result. It closes itself after the last row.
type Rows struct {
	tx   *Tx
	rows *sql.Rows
	err  error
}

// Next moves to the next row and reports whether there is one. After false,
// Err tells whether the result ended early.
func (r *Rows) Next() bool {
	if r.rows == nil {
		return false
	}
	if r.rows.Next() {
		return true
	}
	if err := r.rows.Err(); err != nil {
		r.err = r.tx.fail(err)
	}
	r.Close()
	return false
}

// Scan copies the columns of the current row.
func (r *Rows) Scan(dest ...any) error {
	if r.rows == nil {
		return errEnded
	}
	if err := r.rows.Scan(dest...); err != nil {
		return fmt.Errorf("scan row: %w", err)
	}
	return nil
}

// Err gives the error that ended the result early.
func (r *Rows) Err() error { return r.err }

// Close releases the result; a second Close does nothing.
func (r *Rows) Close() error {
	if r.rows == nil {
		return nil
	}
	err := r.rows.Close()
	r.rows = nil
	r.tx.open = nil
	if err != nil && r.err == nil {
		r.err = r.tx.fail(err)
	}
	return r.err
}

// Row is the first row of a result, or the reason why there is none.
type Row struct {
	rows *Rows
	err  error
}

var errNoRow = fault.New(fault.NotFound, fault.CodeNotFound, "There is no such record.")

// Scan copies the columns and releases the result. No row is fault.NotFound.
func (r Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	if !r.rows.Next() {
		if r.rows.err != nil {
			return r.rows.err
		}
		return errNoRow
	}
	if err := r.rows.Scan(dest...); err != nil {
		r.rows.Close()
		return err
	}
	return r.rows.Close()
}

// One gives the first row of a query; none is fault.NotFound.
func One[T any](tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	var none T
	rows, err := tx.Query(query, args...)
	if err != nil {
		return none, err
	}
	if !rows.Next() {
		if rows.err != nil {
			return none, rows.err
		}
		return none, errNoRow
	}
	value, err := scan(rows)
	if closed := rows.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return none, err
	}
	return value, nil
}

// All gives every row of a query, nil when there is none.
func All[T any](tx *Tx, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	var all []T
	for rows.Next() {
		value, err := scan(rows)
		if err != nil {
			rows.Close()
			return nil, err
		}
		all = append(all, value)
	}
	if rows.err != nil {
		return nil, rows.err
	}
	return all, nil
}
