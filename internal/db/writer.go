package db

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

// Limits of the SQLite writer.
const (
	groupLimit = 64                     // writes in one commit
	aheadLimit = groupLimit / 2         // of them that go before others that wait
	writeLimit = 10 * time.Second       // for one write
	busyLimit  = 5 * time.Second        // waiting for another process's lock
	busyPause  = 500 * time.Microsecond // between attempts to get that lock
	runLimit   = 50 * time.Millisecond  // groups back to back without a pause
	runPause   = time.Millisecond       // in which another process gets the lock
	restAfter  = 20 * time.Second       // without a write, until the cache is given back
)

// writer owns the one connection that writes to a SQLite file. One goroutine
// takes whatever waits and commits it together: a sync to disk then serves many
// writes, and no write waits for company.
type writer struct {
	db      *DB
	dsn     string
	session *session // nil until the first write and after it was given up
	limit   time.Duration
	machine clock.System // measures; the transactions take the DB's clock

	ahead   chan *write // taken before those of queue
	queue   chan *write
	closing chan struct{}
	stopped chan struct{}
	once    sync.Once
}

// write is one waiting call of Write.
type write struct {
	ctx    context.Context
	fn     func(*Tx) error
	begun  atomic.Bool // set by whoever decides: the writer runs it, or the caller gave up
	answer chan error
	err    error
	rung   []string
}

// claim reports whether the writer may run the write: its caller still waits.
func (j *write) claim() bool {
	if !j.begun.CompareAndSwap(false, true) {
		return false
	}
	if err := j.ctx.Err(); err != nil {
		j.answer <- translate(err)
		return false
	}
	return true
}

func startWriter(d *DB, dsn string) *writer {
	w := &writer{
		db: d, dsn: dsn, limit: writeLimit,
		ahead:   make(chan *write, groupLimit),
		queue:   make(chan *write, 4*groupLimit),
		closing: make(chan struct{}),
		stopped: make(chan struct{}),
	}
	go w.loop()
	return w
}

// write queues fn and waits until it is durable or failed. Only a write that
// has not begun can be given up.
func (w *writer) write(ctx context.Context, fn func(*Tx) error) error {
	job := &write{ctx: ctx, fn: fn, answer: make(chan error, 1)}
	queue := w.queue
	if goesAhead(ctx) {
		queue = w.ahead
	}
	select {
	case <-w.closing:
		return errClosed
	default:
	}
	select {
	case queue <- job:
	case <-ctx.Done():
		return translate(ctx.Err())
	case <-w.closing:
		return errClosed
	}
	select {
	case err := <-job.answer:
		return err
	case <-ctx.Done():
		if job.begun.CompareAndSwap(false, true) {
			return translate(ctx.Err())
		}
	case <-w.stopped:
	}
	select {
	case err := <-job.answer:
		return err
	case <-w.stopped:
	}
	select { // an answer given before the writer stopped counts
	case err := <-job.answer:
		return err
	default:
		return errClosed
	}
}

// loop runs groups until the database closes. When fn ends the goroutine
// (runtime.Goexit, as a failing test does), a new one goes on.
func (w *writer) loop() {
	var current *group
	finished := false
	defer func() {
		if finished {
			w.giveUp()
			close(w.stopped)
			return
		}
		w.lose(current, errors.New("write: the function ended its goroutine"))
		go w.loop()
	}()
	runBegan := w.machine.Now()
	for {
		job, idle := w.take()
		if job == nil {
			finished = true
			return
		}
		if idle {
			runBegan = w.machine.Now()
		}
		current = &group{}
		w.runGroup(current, job)
		if w.machine.Now().Sub(runBegan) > runLimit {
			time.Sleep(runPause)
			runBegan = w.machine.Now()
		}
	}
}

// take gives the next write and whether the writer had to wait for it; nil
// after the last one of a closing database.
func (w *writer) take() (job *write, idle bool) {
	if job := w.waiting(w.ahead, w.queue); job != nil {
		return job, false
	}
	rest := time.NewTimer(restAfter)
	defer rest.Stop()
	for {
		select {
		case job := <-w.ahead:
			return job, true
		case job := <-w.queue:
			return job, true
		case <-w.closing:
			return w.waiting(w.ahead, w.queue), false
		case <-rest.C:
			w.shrink()
		}
	}
}

// shrink gives back the pages that the connection keeps.
func (w *writer) shrink() {
	if w.session == nil {
		return
	}
	if err := w.session.do("PRAGMA shrink_memory"); err != nil {
		w.giveUp()
	}
}

// waiting gives a write that waits in the first queue, or in the second, or nil.
func (w *writer) waiting(first, second <-chan *write) *write {
	select {
	case job := <-first:
		return job
	default:
	}
	select {
	case job := <-second:
		return job
	default:
		return nil
	}
}

// begin opens the transaction of a group. SQLite's own waiting sleeps for up
// to 100 ms at a time and would miss the pauses of another writer, so that the
// attempts are made here.
func (w *writer) begin() error {
	if w.session == nil {
		ctx, cancel := context.WithTimeout(context.Background(), w.limit)
		defer cancel()
		s, err := openSession(ctx, w.dsn)
		if err != nil {
			return err
		}
		if err := s.do("PRAGMA busy_timeout = 0"); err != nil {
			return errors.Join(translate(err), s.close())
		}
		w.session = s
	}
	began := w.machine.Now()
	for {
		err := translate(w.session.do("BEGIN IMMEDIATE"))
		if err == nil {
			return nil
		}
		if !fault.Is(err, fault.Retryable) {
			w.giveUp()
			return err
		}
		if w.machine.Now().Sub(began) > busyLimit {
			return err
		}
		time.Sleep(busyPause)
	}
}

// giveUp drops the connection, and with it whatever transaction is open.
func (w *writer) giveUp() {
	if w.session != nil {
		w.session.close()
		w.session = nil
	}
}

// close ends the writer after the writes that wait.
func (w *writer) close() error {
	w.once.Do(func() { close(w.closing) })
	<-w.stopped
	return nil
}
