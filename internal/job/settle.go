package job

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"relevo/internal/db"
	"relevo/internal/fault"
)

var errLeaseLost = fault.New(fault.Conflict, fault.CodeConflict, "The job is no longer held by this worker.")

// Complete finishes a claimed job in the caller's transaction, together with
// what the job did. It is fault Conflict when the lease is no longer ours; then
// the transaction must not commit. A handler that completed its job returns the
// error of that transaction.
func Complete(tx *db.Tx, j Job) error {
	n, err := tx.Exec(`DELETE FROM jobs WHERE id = $1 AND lease = $2`, string(j.ID), j.Lease)
	if err != nil {
		return fmt.Errorf("complete job: %w", err)
	}
	if n == 0 {
		return errLeaseLost
	}
	if err := leaveKey(tx, j.Key); err != nil {
		return fmt.Errorf("complete job: %w", err)
	}
	if j.completed != nil {
		j.completed.Store(true)
	}
	return nil
}

// CompleteAll completes several jobs as Complete does, and takes few statements
// for those of one claim that have no key.
func CompleteAll(tx *db.Tx, jobs []Job) error {
	free := map[string][]string{} // ids by lease
	for _, j := range jobs {
		if j.Key == "" {
			free[j.Lease] = append(free[j.Lease], string(j.ID))
		} else if err := Complete(tx, j); err != nil {
			return err
		}
	}
	for _, lease := range slices.Sorted(maps.Keys(free)) {
		var w db.Where
		w.And("lease = ?", lease)
		w.And("id IN " + db.List(&w, free[lease]))
		n, err := tx.Exec(`DELETE FROM jobs `+w.String(), w.Args()...)
		if err != nil {
			return fmt.Errorf("complete jobs: %w", err)
		}
		if n != int64(len(free[lease])) {
			return errLeaseLost
		}
	}
	for _, j := range jobs {
		if j.completed != nil {
			j.completed.Store(true)
		}
	}
	return nil
}

// retry makes a failed job claimable again after a pause.
func retry(tx *db.Tx, j Job, pause time.Duration, cause error) error {
	runAt := tx.Now().Add(pause).UnixMilli()
	return held(tx.Exec(`UPDATE jobs SET lease = '', holder = '', run_at = $1, due_at = $2, last_error = $3
		WHERE id = $4 AND lease = $5`, runAt, runAt, errorText(cause), string(j.ID), j.Lease))
}

// putBack makes a job claimable again after a pause, as if it had not been
// claimed.
func putBack(tx *db.Tx, j Job, pause time.Duration) error {
	runAt := tx.Now().Add(pause).UnixMilli()
	return held(tx.Exec(`UPDATE jobs SET lease = '', holder = '', run_at = $1, due_at = $2, attempt = attempt - 1
		WHERE id = $3 AND lease = $4`, runAt, runAt, string(j.ID), j.Lease))
}

// bury makes a job a dead letter and gives its turn to the next of its key.
func bury(tx *db.Tx, j Job, cause error) error {
	err := held(tx.Exec(`INSERT INTO dead_jobs
		(id, kind, key, args, attempt, max_attempts, last_error, enqueued_at, died_at)
		SELECT id, kind, key, args, attempt, max_attempts, CAST($1 AS TEXT), enqueued_at, CAST($2 AS BIGINT)
		FROM jobs WHERE id = $3 AND lease = $4`, errorText(cause), tx.NowMillis(), string(j.ID), j.Lease))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM jobs WHERE id = $1`, string(j.ID)); err != nil {
		return err
	}
	return leaveKey(tx, j.Key)
}

// held turns "no row changed" into the loss of the lease.
func held(n int64, err error) error {
	if err == nil && n == 0 {
		return errLeaseLost
	}
	return err
}
