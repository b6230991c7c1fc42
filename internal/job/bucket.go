package job

import (
	"fmt"
	"time"

	"relevo/internal/db"
	"relevo/internal/fault"
)

// Bucket takes n tokens from the durable bucket of this name, which holds at
// most capacity and gains perSecond, and gives 0; or it takes nothing and gives
// how long to wait until they will be there. A bucket that was never used is
// full. More than capacity is fault Invalid: no wait would help.
//
// The row holds one number, the instant at which the bucket will be full again
// (the generic cell rate algorithm), so that one conditional statement decides
// also between nodes.
func Bucket(tx *db.Tx, name string, capacity, perSecond, n float64) (wait time.Duration, err error) {
	if perSecond <= 0 || capacity <= 0 || n < 0 || n > capacity {
		return 0, fault.Newf(fault.Invalid, fault.CodeInvalidInput, "The bucket cannot give %g tokens: it holds %g.", n, capacity)
	}
	now := tx.Now().UnixMicro()
	cost, depth := int64(n/perSecond*1e6), int64(capacity/perSecond*1e6)
	greatest := tx.Greatest()
	taken, err := tx.Exec(`INSERT INTO job_buckets (name, full_at) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET full_at = `+greatest+`(job_buckets.full_at, $3) + $4
		WHERE `+greatest+`(job_buckets.full_at, $3) + $4 <= $5`,
		name, now+cost, now, cost, now+depth)
	if err != nil {
		return 0, fmt.Errorf("take from bucket: %w", err)
	}
	if taken == 1 {
		return 0, nil
	}
	var fullAt int64
	if err := tx.QueryRow(`SELECT full_at FROM job_buckets WHERE name = $1`, name).Scan(&fullAt); err != nil {
		return 0, fmt.Errorf("read bucket: %w", err)
	}
	return time.Duration(fullAt+cost-depth-now) * time.Microsecond, nil
}

// Drain takes n tokens whether or not they are there, for what happens without
// asking and counts all the same. The bucket may owe any number: whoever drains
// it sees to a limit.
func Drain(tx *db.Tx, name string, perSecond, n float64) error {
	now, cost := tx.Now().UnixMicro(), int64(n/perSecond*1e6)
	_, err := tx.Exec(`INSERT INTO job_buckets (name, full_at) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET full_at = `+tx.Greatest()+`(job_buckets.full_at, $3) + $4`, name, now+cost, now, cost)
	if err != nil {
		return fmt.Errorf("drain bucket: %w", err)
	}
	return nil
}

// Turn tells those who wait for tokens of one bucket different times: the k-th
// of those who ask at once k tokens later. A turn promises no token.
func Turn(tx *db.Tx, name string, perSecond float64) (time.Duration, error) {
	now, cost := tx.Now().UnixMicro(), int64(1/perSecond*1e6)
	var last int64
	err := tx.QueryRow(`INSERT INTO job_buckets (name, full_at) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET full_at = `+tx.Greatest()+`(job_buckets.full_at, $3) + $4
		RETURNING full_at`, name, now+cost, now, cost).Scan(&last)
	if err != nil {
		return 0, fmt.Errorf("take turn: %w", err)
	}
	return time.Duration(last-now) * time.Microsecond, nil
}

// Return gives back n tokens that Bucket gave and that were not used.
func Return(tx *db.Tx, name string, perSecond, n float64) error {
	_, err := tx.Exec(`UPDATE job_buckets SET full_at = full_at - $1 WHERE name = $2`, int64(n/perSecond*1e6), name)
	if err != nil {
		return fmt.Errorf("return to bucket: %w", err)
	}
	return nil
}
