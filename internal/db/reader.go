package db

import (
	"context"
	"errors"
	"sync"
	"time"
)

// idleReader is how long an unused reader keeps its connection and its cache.
const idleReader = 30 * time.Second

// readers are the query-only connections of a SQLite file, opened when needed.
// The one used last is used next, so that the others fall idle and close.
type readers struct {
	db    *DB
	dsn   string
	slots chan struct{} // one token for each read that may run

	mu     sync.Mutex
	idle   []idleSession
	closed bool
	sweep  *time.Timer
}

type idleSession struct {
	*session
	generation int // sweeps that saw it idle
}

func newReaders(d *DB, dsn string, limit int) *readers {
	r := &readers{db: d, dsn: dsn, slots: make(chan struct{}, limit)}
	r.sweep = time.AfterFunc(idleReader, r.closeIdle)
	return r
}

// read runs fn in a transaction on a free connection and waits for one when
// all are in use.
func (r *readers) read(ctx context.Context, fn func(*Tx) error) error {
	select {
	case r.slots <- struct{}{}:
	case <-ctx.Done():
		return translate(ctx.Err())
	}
	defer func() { <-r.slots }()
	s, err := r.take(ctx)
	if err != nil {
		return err
	}
	if err := s.do("BEGIN"); err != nil {
		return errors.Join(translate(err), s.close())
	}
	r.db.stats.reads.Add(1)
	finished := false
	defer func() {
		if !finished { // fn ended its goroutine
			s.close()
		}
	}()
	err = r.db.newTx(ctx, s).call(fn)
	finished = true
	if end := s.do("ROLLBACK"); end != nil {
		return errors.Join(err, s.close())
	}
	r.give(s)
	return err
}

func (r *readers) take(ctx context.Context) (*session, error) {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil, errClosed
	}
	if last := len(r.idle) - 1; last >= 0 {
		s := r.idle[last].session
		r.idle = r.idle[:last]
		r.mu.Unlock()
		return s, nil
	}
	r.mu.Unlock()
	return openSession(ctx, r.dsn)
}

func (r *readers) give(s *session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		s.close()
		return
	}
	r.idle = append(r.idle, idleSession{session: s})
}

// closeIdle closes the connections that were idle at the last sweep already.
func (r *readers) closeIdle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	kept := r.idle[:0]
	for _, s := range r.idle {
		if s.generation > 0 {
			s.close()
			continue
		}
		s.generation++
		kept = append(kept, s)
	}
	clear(r.idle[len(kept):])
	r.idle = kept
	r.sweep.Reset(idleReader)
}

// close waits for the running reads.
func (r *readers) close() error {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil
	}
	r.closed = true
	r.sweep.Stop()
	r.mu.Unlock()
	for range cap(r.slots) {
		r.slots <- struct{}{}
	}
	var failed []error
	for _, s := range r.idle {
		failed = append(failed, s.close())
	}
	// Late callers get their slot and are told that the database is closed.
	for range cap(r.slots) {
		<-r.slots
	}
	return errors.Join(failed...)
}
