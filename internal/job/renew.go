package job

import (
	"errors"
	"time"

	"relevo/internal/db"
)

// renew extends the leases that have lived for a third of their time and gives
// the instant of the next renewal. A handler whose lease is lost is cancelled.
func (r *Runner) renew() (next time.Time) {
	for {
		due, next := r.renewals()
		if len(due) == 0 {
			return next
		}
		lost, now, err := r.extend(due)
		if err != nil {
			r.log.Warn("job leases not renewed", "jobs", len(due), "err", err)
			return r.clock.Now().Add(troubled)
		}
		r.mu.Lock()
		for _, a := range due {
			a.renewed = now
		}
		r.mu.Unlock()
		for _, a := range lost {
			a.cancel(errors.New("the lease of the job was lost"))
		}
	}
}

// extend renews leases in one transaction and gives the jobs that are no
// longer ours.
func (r *Runner) extend(due []*active) (lost []*active, now time.Time, err error) {
	err = r.write(func(tx *db.Tx) error {
		lost, now = nil, tx.Now()
		for _, a := range due {
			held, err := renew(tx, a.Job, r.options.Lease)
			if err != nil {
				return err
			}
			if !held {
				lost = append(lost, a)
			}
		}
		return nil
	})
	return lost, now, err
}

// renewals gives the running jobs whose lease is to be extended now, and when
// the first of the others is.
func (r *Runner) renewals() (due []*active, next time.Time) {
	now, third := r.clock.Now(), r.options.Lease/3
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range r.running {
		if a.completed.Load() {
			continue // the handler only finishes up
		}
		if at := a.renewed.Add(third); at.After(now) {
			next = earliest(next, at)
		} else {
			due = append(due, a)
		}
	}
	return due, next
}
