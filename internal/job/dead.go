package job

import (
	"encoding/json"
	"fmt"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// Letter is a job that was given up.
type Letter struct {
	ID         ids.JobID
	Kind       string
	Key        string
	Attempt    int // how often it was tried
	Args       json.RawMessage
	Error      string // of the last attempt
	EnqueuedAt time.Time
	DiedAt     time.Time
}

const letterColumns = `id, kind, key, attempt, args, last_error, enqueued_at, died_at`

// DeadByID finds one dead letter; it is fault NotFound when there is none.
func DeadByID(tx *db.Tx, id ids.JobID) (Letter, error) {
	l, err := db.One(tx, scanLetter, `SELECT `+letterColumns+` FROM dead_jobs WHERE id = $1`, string(id))
	if err != nil {
		return Letter{}, fmt.Errorf("find dead job: %w", err)
	}
	return l, nil
}

// CountDead counts the dead letters.
func CountDead(tx *db.Tx) (n int, err error) {
	if err := tx.QueryRow(`SELECT COUNT(*) FROM dead_jobs`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count dead jobs: %w", err)
	}
	return n, nil
}

// Dead lists dead letters, newest first, at most limit: those before the given
// letter, of which only ID and DiedAt count, or the first when it is zero.
func Dead(tx *db.Tx, before Letter, limit int) ([]Letter, error) {
	diedAt := never
	if !before.DiedAt.IsZero() {
		diedAt = before.DiedAt.UnixMilli()
	}
	letters, err := db.All(tx, scanLetter, `SELECT `+letterColumns+`
		FROM dead_jobs WHERE (died_at, id) < ($1, $2) ORDER BY died_at DESC, id DESC LIMIT 0 + $3`,
		diedAt, string(before.ID), limit)
	if err != nil {
		return nil, fmt.Errorf("list dead jobs: %w", err)
	}
	return letters, nil
}

func scanLetter(row db.Scanner) (Letter, error) {
	var l Letter
	var args string
	var enqueuedAt, diedAt int64
	err := row.Scan(&l.ID, &l.Kind, &l.Key, &l.Attempt, &args, &l.Error, &enqueuedAt, &diedAt)
	l.Args, l.EnqueuedAt, l.DiedAt = json.RawMessage(args), clock.FromMillis(enqueuedAt), clock.FromMillis(diedAt)
	return l, err
}

// ForgetDead removes the dead letters of some keys.
func ForgetDead(tx *db.Tx, keys ...string) error {
	for _, key := range keys {
		if _, err := tx.Exec(`DELETE FROM dead_jobs WHERE key = $1`, key); err != nil {
			return fmt.Errorf("forget dead jobs: %w", err)
		}
	}
	return nil
}

// Rerun makes a dead letter a job again: at once, with all its attempts, behind
// what waits of its key by now. It is fault NotFound when there is no such
// letter.
func Rerun(tx *db.Tx, id ids.JobID) error {
	r, err := db.One(tx, func(s db.Scanner) (r row, err error) {
		err = s.Scan(&r.id, &r.kind, &r.key, &r.args, &r.maxAttempts, &r.enqueuedAt)
		return r, err
	}, `DELETE FROM dead_jobs WHERE id = $1 RETURNING id, kind, key, args, max_attempts, enqueued_at`, string(id))
	if err != nil {
		return fmt.Errorf("rerun job: %w", err)
	}
	r.runAt = tx.NowMillis()
	if err := insert(tx, r); err != nil {
		return fmt.Errorf("rerun job: %w", err)
	}
	return nil
}

// timerAfter is from when on a job that waits for its time is a timer, and no
// part of the queue.
const timerAfter = time.Hour

// Depth gives how many jobs wait, for another one or for their time within the
// next hour, and how long the oldest of them could have run already.
func Depth(tx *db.Tx) (queued int, oldest time.Duration, err error) {
	var since int64
	err = tx.QueryRow(`SELECT COUNT(*), COALESCE(MIN(run_at), $1) FROM jobs WHERE lease = '' AND run_at < $2`,
		tx.NowMillis(), tx.Now().Add(timerAfter).UnixMilli()).Scan(&queued, &since)
	if err != nil {
		return 0, 0, fmt.Errorf("measure queue: %w", err)
	}
	return queued, max(0, time.Duration(tx.NowMillis()-since)*time.Millisecond), nil
}
