package db

import (
	"reflect"
	"unsafe"

	sqlite3 "modernc.org/sqlite/lib"
)

// Effort tells how much the transaction has read so far, so that a test can tell
// a page that costs the same in every inbox from one that costs more in a bigger
// one, however busy the machine is. Only differences within one transaction mean
// something: in SQLite they are steps of its virtual machine and pages that it
// looked at, each as much as some steps, in PostgreSQL rows of tables. 0 where a
// later SQLite driver keeps its connection elsewhere.
func (t *Tx) Effort() (n int64, err error) {
	if s, is := t.run.(*session); is {
		return s.steps()
	}
	return n, t.QueryRow(`SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint
		FROM pg_stat_xact_user_tables`).Scan(&n)
}

// stepsOfAPage is what a look at a page costs. Full-text indexes read pages in
// no step of their own.
const stepsOfAPage = 10

// steps sums what all statements did that the session keeps.
func (s *session) steps() (n int64, err error) {
	err = s.conn.Raw(func(c any) error {
		v := reflect.Indirect(reflect.ValueOf(c))
		if v.Kind() != reflect.Struct || s.handle == 0 {
			return nil
		}
		if f := v.FieldByName("tls"); f.IsValid() && f.Kind() == reflect.Pointer {
			n = stepsOf(f.UnsafePointer(), s.handle, sqlite3.Xsqlite3_next_stmt, sqlite3.Xsqlite3_stmt_status) +
				stepsOfAPage*pagesOf(f.UnsafePointer(), s.handle, sqlite3.Xsqlite3_db_status)
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

// pagesOf counts looks at pages, whether these were in the cache or not.
func pagesOf[T any](thread unsafe.Pointer, handle uintptr, status func(*T, uintptr, int32, uintptr, uintptr, int32) int32) (n int64) {
	counts := new([2]int32) // now, and the highest ever
	for _, what := range []int32{sqlite3.SQLITE_DBSTATUS_CACHE_HIT, sqlite3.SQLITE_DBSTATUS_CACHE_MISS} {
		status((*T)(thread), handle, what, uintptr(unsafe.Pointer(&counts[0])), uintptr(unsafe.Pointer(&counts[1])), 0)
		n += int64(counts[0])
	}
	return n
}
