package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"relevo/internal/fault"
)

// meaning is what an error code of a driver says to a caller.
type meaning struct {
	kind    fault.Kind
	code    string
	message string
}

var (
	duplicate  = &meaning{fault.Conflict, fault.CodeDuplicate, "It exists already."}
	referenced = &meaning{fault.Conflict, fault.CodeReferenced, "It refers to a record that does not exist, or is still referred to."}
	busy       = &meaning{fault.Retryable, fault.CodeBusy, "The database is busy; try again."}
	diskFull   = &meaning{fault.Unavailable, fault.CodeDiskFull, "The disk of the database is full."}
	unreached  = &meaning{fault.Unavailable, fault.CodeUnavailable, "The database does not answer now."}
	tooSlow    = &meaning{fault.Timeout, fault.CodeTimeout, "The database took too long."}
	badInput   = &meaning{fault.Invalid, fault.CodeInvalidInput, "The database cannot hold this value."}
	unknown    = &meaning{fault.Timeout, fault.CodeOutcomeUnknown, "The database was lost before it confirmed the change."}
)

// sqliteMeanings is by extended result code, and by primary code for the rest
// (SQLite, "Result and Error Codes").
var sqliteMeanings = map[int]*meaning{
	2067: duplicate,  // SQLITE_CONSTRAINT_UNIQUE
	1555: duplicate,  // SQLITE_CONSTRAINT_PRIMARYKEY
	2579: duplicate,  // SQLITE_CONSTRAINT_ROWID
	787:  referenced, // SQLITE_CONSTRAINT_FOREIGNKEY
	5:    busy,       // SQLITE_BUSY
	6:    busy,       // SQLITE_LOCKED
	13:   diskFull,   // SQLITE_FULL
	9:    tooSlow,    // SQLITE_INTERRUPT
	10:   unreached,  // SQLITE_IOERR
	14:   unreached,  // SQLITE_CANTOPEN
	18:   badInput,   // SQLITE_TOOBIG
}

// postgresMeanings is by SQLSTATE, and by its two-character class for the rest
// (PostgreSQL, Appendix A "Error Codes").
var postgresMeanings = map[string]*meaning{
	"23505": duplicate,  // unique_violation
	"23503": referenced, // foreign_key_violation
	"40001": busy,       // serialization_failure
	"40P01": busy,       // deadlock_detected
	"55P03": busy,       // lock_not_available
	"53100": diskFull,   // disk_full
	"57014": tooSlow,    // query_canceled
	"22021": badInput,   // character_not_in_repertoire
	"22001": badInput,   // string_data_right_truncation
	"54000": badInput,   // program_limit_exceeded
	"08":    unreached,  // connection exception
	"53":    unreached,  // insufficient resources
	"57":    unreached,  // operator intervention
	"58":    unreached,  // system error
}

// translate gives a driver error its meaning by code, never by text. A fault
// passes unchanged; what has no meaning stays as it is and counts as internal.
func translate(err error) error {
	var known *fault.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if m := meaningOf(err); m != nil {
		return fault.Wrap(m.kind, m.code, m.message, err)
	}
	return err
}

func meaningOf(err error) *meaning {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		if m := sqliteMeanings[lite.Code()]; m != nil {
			return m
		}
		return sqliteMeanings[lite.Code()&0xff]
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && len(pg.Code) == 5 {
		if m := postgresMeanings[pg.Code]; m != nil {
			return m
		}
		return postgresMeanings[pg.Code[:2]]
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return &meaning{fault.NotFound, fault.CodeNotFound, errNoRow.Message}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return tooSlow
	case lostConnection(err):
		return unreached
	}
	return nil
}

// lostConnection reports an error of the way to the server and not of what it
// was asked.
func lostConnection(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, driver.ErrBadConn)
}

// translateCommit is translate for a COMMIT: when the connection was lost
// there, the change may or may not have happened.
func translateCommit(err error) error {
	var pg *pgconn.PgError
	if err != nil && !errors.As(err, &pg) && (lostConnection(err) || errors.Is(err, context.DeadlineExceeded)) {
		return fault.Wrap(unknown.kind, unknown.code, unknown.message, err)
	}
	return translate(err)
}
