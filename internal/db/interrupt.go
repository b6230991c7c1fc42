package db

import (
	"context"
	"database/sql"
	"reflect"
	"sync"
	"time"

	sqlite3 "modernc.org/sqlite/lib"
)

// The driver watches a context by starting a goroutine for each statement, and
// database/sql starts a second one for each result. Together they cost a fourth
// of a short statement, so that a session gives the driver a context that
// cannot end and watches the real one itself, once for a transaction.

// interruptAgain is the pause between two interruptions of one transaction: an
// interruption just before a statement begins is lost (SQLite, "Interrupt A
// Long-Running Query").
const interruptAgain = 2 * time.Millisecond

// watch interrupts what runs on a connection from the end of a context on.
type watch struct {
	mu      sync.Mutex
	handle  uintptr
	ended   bool
	release func() bool
}

// begin starts a transaction under ctx; end must be called before the
// connection is used for anything else.
func (s *session) begin(ctx context.Context) {
	s.ctx = ctx
	if s.handle == 0 || ctx.Done() == nil {
		return
	}
	w := &watch{handle: s.handle}
	w.release = context.AfterFunc(ctx, w.interrupt)
	s.watch, s.ctx = w, context.WithoutCancel(ctx)
}

// end returns when the context of begin interrupts nothing more.
func (s *session) end() {
	s.ctx = context.Background()
	if w := s.watch; w != nil {
		s.watch = nil
		w.release()
		w.mu.Lock()
		w.ended = true
		w.mu.Unlock()
	}
}

func (w *watch) interrupt() {
	for {
		w.mu.Lock()
		if w.ended {
			w.mu.Unlock()
			return
		}
		sqlite3.Xsqlite3_interrupt(nil, w.handle) // one atomic store
		w.mu.Unlock()
		time.Sleep(interruptAgain)
	}
}

// handleOf finds SQLite's handle of a connection, which the driver keeps for
// itself. 0 when a later driver keeps it elsewhere: then the driver watches
// every statement, which is slower and nothing else.
func handleOf(conn *sql.Conn) (handle uintptr) {
	err := conn.Raw(func(c any) error {
		v := reflect.Indirect(reflect.ValueOf(c))
		if v.Kind() != reflect.Struct {
			return nil
		}
		if f := v.FieldByName("db"); f.IsValid() && f.Kind() == reflect.Uintptr {
			handle = uintptr(f.Uint())
		}
		return nil
	})
	if err != nil {
		return 0
	}
	return handle
}
