package db

import (
	"context"

	"relevo/internal/fault"
)

// group is one SQLite transaction on behalf of several writes.
type group struct {
	done   []*write // held for the commit
	failed []*write // rolled back alone; told after the commit, as what they saw may not last
	now    *write   // running
}

func (g *group) size() int { return len(g.done) + len(g.failed) }

// runGroup runs the first write and whatever waits then, and commits once.
func (w *writer) runGroup(g *group, first *write) {
	if !first.claim() {
		return
	}
	if err := w.begin(); err != nil {
		w.db.stats.failed.Add(1)
		first.answer <- err
		return
	}
	for job := first; job != nil; job = w.more(g) {
		if !w.runWrite(g, job) {
			return
		}
	}
	w.commit(g)
}

// more gives the next waiting write that its caller has not given up, or nil.
func (w *writer) more(g *group) *write {
	for g.size() < groupLimit {
		select {
		case job := <-w.queue:
			if job.claim() {
				return job
			}
		default:
			return nil
		}
	}
	return nil
}

// runWrite runs one write and reports whether the group is still good. The
// first write has the transaction to itself and needs no savepoint.
func (w *writer) runWrite(g *group, job *write) bool {
	g.now = job
	alone := g.size() == 0
	if !alone {
		if err := w.session.do("SAVEPOINT w"); err != nil {
			job.err = translate(err)
			w.lose(g, err)
			return false
		}
	}
	job.err = w.runFunction(job)
	switch {
	case job.err == nil && alone:
	case job.err == nil:
		if err := w.session.do("RELEASE w"); err != nil {
			job.err = translate(err)
			w.lose(g, err)
			return false
		}
	case alone:
		w.endAlone(g)
		return false
	default:
		// A cancelled or failed statement can roll back the whole transaction.
		// Then there is no savepoint either, and that is how it shows.
		if err := w.session.do("ROLLBACK TO w"); err != nil {
			w.lose(g, err)
			return false
		}
		if err := w.session.do("RELEASE w"); err != nil {
			w.lose(g, err)
			return false
		}
	}
	w.keep(g)
	return true
}

// keep books the running write as done or failed.
func (w *writer) keep(g *group) {
	if g.now.err == nil {
		g.done = append(g.done, g.now)
	} else {
		g.failed = append(g.failed, g.now)
	}
	g.now = nil
}

// endAlone ends a group whose first write failed: there is nothing to commit.
func (w *writer) endAlone(g *group) {
	w.keep(g)
	if err := w.session.do("ROLLBACK"); err != nil {
		// SQLite rolled back by itself: make sure with a fresh connection.
		w.giveUp()
	}
	w.answer(g)
}

// runFunction runs the function of a write under a deadline of its own: the
// end of the caller's context must not break the common transaction.
func (w *writer) runFunction(job *write) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(job.ctx), w.limit)
	defer cancel()
	tx := w.db.newTx(ctx, w.session)
	err := tx.call(job.fn)
	job.rung = tx.rung
	return err
}

// commit makes the group durable and answers it. A commit that fails is the
// answer to every write, since each may have seen what is not there now.
func (w *writer) commit(g *group) {
	began := w.machine.Now()
	if err := w.session.do("COMMIT"); err != nil {
		err = translate(err)
		for _, job := range g.done {
			job.err = err
		}
		for _, job := range g.failed {
			job.err = err
		}
		w.giveUp()
		w.db.stats.lost.Add(1)
		w.answer(g)
		return
	}
	if len(g.done) > 0 {
		w.db.stats.committed(len(g.done), w.machine.Now().Sub(began))
	}
	w.answer(g)
}

// lose ends a group whose transaction is gone. The write that broke it gets its
// own error, the others may be repeated by their callers.
func (w *writer) lose(g *group, cause error) {
	w.giveUp()
	w.db.stats.lost.Add(1)
	w.db.log.Warn("database write group lost", "writes", g.size()+1, "error", cause)
	for _, job := range g.done {
		job.err = fault.Wrap(busy.kind, busy.code, busy.message, cause)
	}
	g.failed = append(g.failed, g.done...)
	g.done = nil
	if g.now != nil {
		if g.now.err == nil {
			g.now.err = cause
		}
		w.keep(g)
	}
	w.answer(g)
}

// answer rings the bells of the committed writes and tells every caller.
func (w *writer) answer(g *group) {
	w.db.stats.failed.Add(uint64(len(g.failed)))
	for _, job := range g.done {
		w.db.bells.ring(job.rung)
	}
	for _, job := range g.done {
		job.answer <- nil
	}
	for _, job := range g.failed {
		job.answer <- job.err
	}
	g.done, g.failed = nil, nil
}
