package job

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"relevo/internal/db"
	"relevo/internal/ids"
)

// never stands for "no job is waiting" where a query needs a number.
const never = int64(1<<63 - 1)

// claim takes at most limit due jobs of a kind under a new lease. A job whose
// lease has run out is due like any other. The select is materialised because
// PostgreSQL may otherwise run it again for each row and pass the limit.
func claim(tx *db.Tx, kind, holder string, limit int, lease time.Duration) ([]Job, error) {
	token := ids.New()
	jobs, err := db.All(tx, scanJob, `WITH due AS MATERIALIZED (
			SELECT seq FROM jobs WHERE kind = $1 AND due_at <= $2 ORDER BY due_at, seq LIMIT 0 + $3 `+tx.SkipLocked()+`)
		UPDATE jobs SET attempt = attempt + 1, lease = $4, holder = $5, due_at = $6
		WHERE seq IN (SELECT seq FROM due)
		RETURNING seq, id, kind, key, attempt, max_attempts, args, last_error, lease`,
		kind, tx.NowMillis(), limit, token, holder, tx.Now().Add(lease).UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("claim jobs: %w", err)
	}
	slices.SortFunc(jobs, func(a, b Job) int { return cmp.Compare(a.seq, b.seq) })
	return jobs, nil
}

func scanJob(row db.Scanner) (Job, error) {
	j := Job{completed: new(atomic.Bool)}
	var args string
	err := row.Scan(&j.seq, &j.ID, &j.Kind, &j.Key, &j.Attempt, &j.maxAttempts, &args, &j.lastError, &j.Lease)
	j.Args = json.RawMessage(args)
	return j, err
}

// nextDue gives, for each kind, when its next job is due in unix milliseconds,
// or never. One statement, one index seek for each kind.
func nextDue(tx *db.Tx, kinds []string) ([]int64, error) {
	var query strings.Builder
	args, due, dest := make([]any, len(kinds)), make([]int64, len(kinds)), make([]any, len(kinds))
	for i, kind := range kinds {
		separator := ", "
		if i == 0 {
			separator = "SELECT "
		}
		fmt.Fprintf(&query, "%sCOALESCE((SELECT MIN(due_at) FROM jobs WHERE kind = $%d AND due_at IS NOT NULL), %d)", separator, i+1, never)
		args[i], dest[i] = kind, &due[i]
	}
	if err := tx.QueryRow(query.String(), args...).Scan(dest...); err != nil {
		return nil, fmt.Errorf("read next due job: %w", err)
	}
	return due, nil
}

// renew extends the lease of a job and reports whether it is still ours.
func renew(tx *db.Tx, j Job, lease time.Duration) (bool, error) {
	n, err := tx.Exec(`UPDATE jobs SET due_at = $1 WHERE id = $2 AND lease = $3`,
		tx.Now().Add(lease).UnixMilli(), string(j.ID), j.Lease)
	if err != nil {
		return false, fmt.Errorf("renew lease: %w", err)
	}
	return n == 1, nil
}

// takeBack frees what an earlier process with the same holder name left
// claimed, so that a restart does not wait for leases to run out. The attempt
// stays counted.
func takeBack(tx *db.Tx, holder string) error {
	_, err := tx.Exec(`UPDATE jobs SET lease = '', holder = '', due_at = $1 WHERE holder = $2 AND lease <> ''`,
		tx.NowMillis(), holder)
	if err != nil {
		return fmt.Errorf("take back jobs: %w", err)
	}
	return nil
}
