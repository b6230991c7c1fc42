package db

import (
	"math/bits"
	"strings"
)

// longestInsert is how many rows one statement inserts.
const longestInsert = 64

// Insert inserts rows and gives how many were added. into names the table and
// its columns; conflict says what becomes of a row that is there already ("" to
// fail). Many rows go in one statement: SQLite writes a full-text index out at
// the end of each statement that has triggers, which costs more than the row.
func Insert(tx *Tx, into string, rows [][]any, conflict string) (added int64, err error) {
	for len(rows) > 0 {
		n := 1 << (bits.Len(uint(min(len(rows), longestInsert))) - 1) // of powers of two only, so that the texts are few
		var w Where
		tuples := make([]string, n)
		for i, row := range rows[:n] {
			marks := make([]string, len(row))
			for j, value := range row {
				marks[j] = w.Arg(value)
			}
			tuples[i] = "(" + strings.Join(marks, ", ") + ")"
		}
		some, err := tx.Exec("INSERT INTO "+into+" VALUES "+strings.Join(tuples, ", ")+" "+conflict, w.Args()...)
		if err != nil {
			return added, err
		}
		added, rows = added+some, rows[n:]
	}
	return added, nil
}
