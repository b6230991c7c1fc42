package db

import (
	"reflect"
	"unsafe"

	sqlite3 "modernc.org/sqlite/lib"
)

// Effort tells how much the transaction has read so far, so that a test can tell
// a page that costs the same in every inbox from one that costs more in a bigger
// one, however busy the machine is. Only differences within one transaction mean
// something: in SQLite they are steps of its virtual machine, in PostgreSQL rows
// of tables. 0 where a later SQLite driver keeps its connection elsewhere.
func (t *Tx) Effort() (n int64, err error) {
	if s, is := t.run.(*session); is {
		return s.steps()
	}
	return n, t.QueryRow(`SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint
		FROM pg_stat_xact_user_tables`).Scan(&n)
}

// steps sums the steps of all statements that the session keeps.
func (s *session) steps() (n int64, err error) {
	err = s.conn.Raw(func(c any) error {
		v := reflect.Indirect(reflect.ValueOf(c))
		if v.Kind() != reflect.Struct || s.handle == 0 {
			return nil
		}
		if f := v.FieldByName("tls"); f.IsValid() && f.Kind() == reflect.Pointer {
			n = stepsOf(f.UnsafePointer(), s.handle, sqlite3.Xsqlite3_next_stmt, sqlite3.Xsqlite3_stmt_status)
		}
		return nil
	})
	return n, err
}

// stepsOf has the type of the driver's thread from the functions that take it:
// its package is none of ours.
func stepsOf[T any](thread unsafe.Pointer, handle uintptr, next func(*T, uintptr, uintptr) uintptr,
	status func(*T, uintptr, int32, int32) int32) (n int64) {
	for statement := next((*T)(thread), handle, 0); statement != 0; statement = next((*T)(thread), handle, statement) {
		n += int64(status((*T)(thread), statement, sqlite3.SQLITE_STMTSTATUS_VM_STEP, 0))
	}
	return n
}
