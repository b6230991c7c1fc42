package job

import (
	"fmt"

	"relevo/internal/db"
)

// Order of a key. Only the first unfinished job of a key has a due_at and can
// be claimed, so a claim never looks at the many that may wait behind it. Who
// adds or removes a job of the key holds the row of job_keys until its commit:
// without that lock a job added while the one before it is being completed
// would wait for a turn that nobody gives.

// joinKey counts one more job of the key and reports whether it is the first.
// It comes before the insert, which draws the sequence number.
func joinKey(tx *db.Tx, key string) (first bool, err error) {
	if key == "" {
		return true, nil
	}
	var unfinished int64
	err = tx.QueryRow(`INSERT INTO job_keys (key, unfinished) VALUES ($1, 1)
		ON CONFLICT (key) DO UPDATE SET unfinished = job_keys.unfinished + 1
		RETURNING unfinished`, key).Scan(&unfinished)
	if err != nil {
		return false, fmt.Errorf("join key: %w", err)
	}
	return unfinished == 1, nil
}

// leaveKey counts one job less, after its row is gone, and gives the turn to
// the next.
func leaveKey(tx *db.Tx, key string) error {
	if key == "" {
		return nil
	}
	var unfinished int64
	err := tx.QueryRow(`UPDATE job_keys SET unfinished = unfinished - 1 WHERE key = $1
		RETURNING unfinished`, key).Scan(&unfinished)
	if err != nil {
		return fmt.Errorf("leave key: %w", err)
	}
	if unfinished == 0 {
		_, err = tx.Exec(`DELETE FROM job_keys WHERE key = $1`, key)
		return err
	}
	_, err = tx.Exec(`UPDATE jobs SET due_at = run_at
		WHERE seq = (SELECT MIN(seq) FROM jobs WHERE key = $1 AND key <> '')`, key)
	tx.Ring(bell)
	return err
}
