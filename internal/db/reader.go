package db

import (
	"context"
	"errors"
	"sync"
	"time"
)

// sweepReaders is how often unused connections are looked at. The second look
// closes one, also when it was used in between: its cache goes back once a
// minute, and opening anew costs a millisecond.
const sweepReaders = 30 * time.Second

// readers are the query-only connections of a SQLite file, opened when needed.
// The one used last is used next, so that few stay open at rest.
type readers struct {
	db    *DB
	dsn   string
	slots chan struct{} // one token for each read that may run

	mu     sync.Mutex
	idle   []*session
	closed bool
	sweep  *time.Timer
}

func newReaders(d *DB, dsn string, limit int) *readers {
	r := &readers{db: d, dsn: dsn, slots: make(chan struct{}, limit)}
	r.sweep = time.AfterFunc(sweepReaders, r.closeIdle)
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
			s.end()
			s.close()
		}
	}()
	tx := r.db.newTx(ctx, s)
	s.begin(tx.ctx)
	err = tx.call(fn)
	s.end()
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
		s := r.idle[last]
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
	r.idle = append(r.idle, s)
}

// closeIdle closes the unused connections that an earlier sweep has seen.
func (r *readers) closeIdle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	kept := r.idle[:0]
	for _, s := range r.idle {
		if s.swept {
			s.close()
			continue
		}
		s.swept = true
		kept = append(kept, s)
	}
	clear(r.idle[len(kept):])
	r.idle = kept
	r.sweep.Reset(sweepReaders)
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
