package job

import (
	"fmt"
	"time"

	"relevo/internal/db"
)

// A finished job leaves no row, so there is nothing of it to prune.

// PruneDead removes dead letters that died before an instant, at most so many,
// the oldest first, and gives how many.
func PruneDead(tx *db.Tx, before time.Time, most int) (int64, error) {
	n, err := tx.Exec(`DELETE FROM dead_jobs WHERE id IN (
		SELECT id FROM dead_jobs WHERE died_at < $1 ORDER BY died_at, id LIMIT 0 + $2)`, before.UnixMilli(), most)
	if err != nil {
		return 0, fmt.Errorf("prune dead jobs: %w", err)
	}
	return n, nil
}

// PruneBuckets removes buckets that are full by now, at most so many, and gives
// how many: a bucket without a row is full.
func PruneBuckets(tx *db.Tx, most int) (int64, error) {
	n, err := tx.Exec(`DELETE FROM job_buckets WHERE name IN (
		SELECT name FROM job_buckets WHERE full_at <= $1 LIMIT 0 + $2) AND full_at <= $1`, tx.Now().UnixMicro(), most)
	if err != nil {
		return 0, fmt.Errorf("prune buckets: %w", err)
	}
	return n, nil
}
