package db

import (
	"context"

	"relevo/internal/fault"
)

// group is one SQLite transaction on behalf of several writes.
type group struct {
	ran []*write // each with its error; told after the commit, as what they saw may not last
	now *write   // running
}

// good counts the writes that the commit makes durable.
func (g *group) good() int {
	n := 0
	for _, job := range g.ran {
		if job.err == nil {
			n++
		}
	}
	return n
}

// runGroup runs the first write and whatever waits then, and commits once.
func (w *writer) runGroup(g *group, first *write) {
	if !first.claim() {
		return
	}
	if err := w.begin(); err != nil {
		g.ran = []*write{first}
		first.err = err
		w.answer(g)
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
	for len(g.ran) < groupLimit {
		first, second := w.ahead, w.queue
		if len(g.ran) >= aheadLimit {
			first, second = second, first
		}
		job := w.waiting(first, second)
		if job == nil || job.claim() {
			return job
		}
	}
	return nil
}

// runWrite runs one write and reports whether the group goes on. The first
// write has the transaction to itself and needs no savepoint.
func (w *writer) runWrite(g *group, job *write) bool {
	g.now = job
	alone := len(g.ran) == 0
	if !alone {
		if err := w.session.do("SAVEPOINT w"); err != nil {
			w.lose(g, err)
			return false
		}
	}
	job.err = w.runFunction(job)
	if alone && job.err != nil {
		w.endAlone(g)
		return false
	}
	if err := w.settle(job, alone); err != nil {
		w.lose(g, err)
		return false
	}
	g.ran = append(g.ran, job)
	g.now = nil
	return true
}

// settle keeps or undoes what a write did inside its savepoint. A cancelled or
// failed statement can roll back the whole transaction; then there is no
// savepoint either, and that is how it shows.
func (w *writer) settle(job *write, alone bool) error {
	if alone {
		return nil
	}
	if job.err != nil {
		if err := w.session.do("ROLLBACK TO w"); err != nil {
			return err
		}
	}
	return w.session.do("RELEASE w")
}

// endAlone ends a group whose first write failed: there is nothing to commit.
func (w *writer) endAlone(g *group) {
	if err := w.session.do("ROLLBACK"); err != nil {
		// SQLite rolled back by itself: make sure with a fresh connection.
		w.giveUp()
	}
	g.ran = append(g.ran, g.now)
	w.answer(g)
}

// runFunction runs the function of a write under a deadline of its own: the
// end of the caller's context must not break the common transaction.
func (w *writer) runFunction(job *write) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(job.ctx), w.limit)
	defer cancel()
	tx := w.db.newTx(ctx, w.session)
	w.session.begin(tx.ctx)
	defer w.session.end()
	err := tx.call(job.fn)
	job.rung = tx.rung
	return err
}

// commit makes the group durable and answers it. A commit that fails is the
// answer to every write, since each may have seen what is not there now.
func (w *writer) commit(g *group) {
	began := w.machine.Now()
	if err := w.session.do("COMMIT"); err != nil {
		for _, job := range g.ran {
			job.err = translate(err)
		}
		w.giveUp()
		w.db.stats.lost.Add(1)
	} else {
		w.db.stats.committed(g.good(), w.machine.Now().Sub(began))
	}
	w.answer(g)
}

// lose ends a group whose transaction is gone. The write that broke it gets its
// own error, the others may be repeated by their callers.
func (w *writer) lose(g *group, cause error) {
	w.giveUp()
	w.db.stats.lost.Add(1)
	w.db.log.Warn("database write group lost", "writes", len(g.ran)+1, "error", cause)
	for _, job := range g.ran {
		if job.err == nil {
			job.err = fault.Wrap(busy.kind, busy.code, busy.message, cause)
		}
	}
	if g.now.err == nil {
		g.now.err = translate(cause)
	}
	g.ran = append(g.ran, g.now)
	w.answer(g)
}

// answer rings the bells of the committed writes and tells every caller.
func (w *writer) answer(g *group) {
	for _, job := range g.ran {
		if job.err == nil {
			w.db.bells.ring(job.rung)
		}
	}
	for _, job := range g.ran {
		if job.err != nil {
			w.db.stats.failed.Add(1)
		}
		job.answer <- job.err
	}
}
