package db

import (
	"math/bits"
	"strings"
)

// What one statement inserts at most: rows, and values, as the SQLite driver
// takes longer over each the more there are.
const (
	longestInsert = 64
	widestInsert  = 256
)

// Insert inserts rows and gives how many were added. into names the table and
// its columns; conflict says what becomes of a row that is there already ("" to
// fail). Many rows go in one statement: SQLite writes a full-text index out at
// the end of each statement that has triggers, which costs more than the row.
func Insert(tx *Tx, into string, rows [][]any, conflict string) (added int64, err error) {
	for len(rows) > 0 {
		query, args, n := insertion(into, rows, conflict)
		some, err := tx.Exec(query, args...)
		if err != nil {
			return added, err
		}
		added, rows = added+some, rows[n:]
	}
	return added, nil
}

// InsertGiving inserts rows and gives some columns of each, in no order.
func InsertGiving[T any](tx *Tx, scan func(Scanner) (T, error), into string, rows [][]any, columns string) (given []T, err error) {
	for len(rows) > 0 {
		query, args, n := insertion(into, rows, "RETURNING "+columns)
		some, err := All(tx, scan, query, args...)
		if err != nil {
			return nil, err
		}
		given, rows = append(given, some...), rows[n:]
	}
	return given, nil
}

// insertion gives the statement for the first n of some rows.
func insertion(into string, rows [][]any, end string) (query string, args []any, n int) {
	most := min(len(rows), longestInsert, max(1, widestInsert/len(rows[0])))
	n = 1 << (bits.Len(uint(most)) - 1) // of powers of two only, so that the texts are few
	var w Where
	tuples := make([]string, n)
	for i, row := range rows[:n] {
		marks := make([]string, len(row))
		for j, value := range row {
			marks[j] = w.Arg(value)
		}
		tuples[i] = "(" + strings.Join(marks, ", ") + ")"
	}
	return "INSERT INTO " + into + " VALUES " + strings.Join(tuples, ", ") + " " + end, w.Args(), n
}
