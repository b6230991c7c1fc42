package job

import (
	"context"
	"strings"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/failpoint"
)

// slot says how many workers of a kind may start now.
type slot struct {
	kind int
	free int
}

// slots gives the kinds that have free workers, in turns.
func (r *Runner) slots() (slots []slot, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	total = r.options.Workers
	for _, busy := range r.busy {
		total -= busy
	}
	if total <= 0 {
		return nil, 0
	}
	r.first++
	for i := range r.kinds {
		k := (r.first + i) % len(r.kinds)
		if free := min(total, r.kinds[k].Workers-r.busy[k]); free > 0 {
			slots = append(slots, slot{k, free})
		}
	}
	return slots, total
}

// claim starts what is due, as far as workers are free, and gives the instant
// of the next job. It looks before it writes: an idle wake-up costs no commit.
func (r *Runner) claim() (next time.Time) {
	for !r.draining() {
		slots, total := r.slots()
		if len(slots) == 0 {
			return time.Time{} // a finishing job wakes the loop
		}
		due, next, now, err := r.look(slots)
		if err == nil && len(due) == 0 {
			return next
		}
		var jobs []claimed
		if err == nil {
			failpoint.Hit("job.due")
			jobs, err = r.take(due, total)
		}
		if err != nil {
			r.log.Warn("jobs not claimed", "err", err)
			return now.Add(troubled)
		}
		if len(jobs) == 0 {
			return now.Add(contended)
		}
		failpoint.Hit("job.claimed")
		r.dispatch(jobs)
		r.renew() // or a stream of short jobs would hold back the leases of long ones
	}
	return time.Time{}
}

// look gives the slots whose kind has a due job, and when the next of the
// others is due.
func (r *Runner) look(slots []slot) (due []slot, next, now time.Time, err error) {
	now = r.clock.Now()
	names := make([]string, len(slots))
	for i, s := range slots {
		names[i] = r.kinds[s.kind].Name
	}
	var at []int64
	err = r.db.Read(context.WithoutCancel(r.base), func(tx *db.Tx) error {
		now = tx.Now()
		at, err = nextDue(tx, names)
		return err
	})
	for i, millis := range at {
		switch {
		case millis <= now.UnixMilli():
			due = append(due, slots[i])
		case millis < never:
			next = earliest(next, clock.FromMillis(millis))
		}
	}
	return due, next, now, err
}

type claimed struct {
	Job
	kind int
}

// take claims jobs for the slots, in all for at most total workers.
func (r *Runner) take(due []slot, total int) (jobs []claimed, err error) {
	err = r.write(func(tx *db.Tx) error {
		jobs = nil
		left := total
		for _, s := range due {
			workers, batch := min(s.free, left), r.kinds[s.kind].Batch
			if workers <= 0 {
				return nil
			}
			got, err := claim(tx, r.kinds[s.kind].Name, r.holder, workers*batch, r.options.Lease)
			if err != nil {
				return err
			}
			left -= (len(got) + batch - 1) / batch
			for _, j := range got {
				jobs = append(jobs, claimed{j, s.kind})
			}
		}
		return nil
	})
	return jobs, err
}

// write runs a write that the end of the runner's context must not prevent.
func (r *Runner) write(fn func(*db.Tx) error) error {
	return r.db.Write(context.WithoutCancel(r.base), fn)
}

// tickSQL gives the earliest due_at of some kinds as a scalar sub-select.
func tickSQL(kinds []Kind) string {
	var sql strings.Builder
	sql.WriteString("(SELECT COALESCE(MIN(due_at), 9223372036854775807) FROM (")
	for i, k := range kinds {
		if i > 0 {
			sql.WriteString(" UNION ALL ")
		}
		sql.WriteString("SELECT MIN(due_at) AS due_at FROM jobs WHERE kind = '" +
			strings.ReplaceAll(k.Name, "'", "''") + "' AND due_at IS NOT NULL")
	}
	sql.WriteString(") AS next)")
	return sql.String()
}
