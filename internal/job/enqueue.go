package job

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"relevo/internal/db"
	"relevo/internal/ids"
)

// Enqueue adds a job in the caller's transaction: it exists exactly when that
// commits. A key is locked until the end of the transaction, so that the jobs
// of a key are ordered as their transactions commit.
func Enqueue(tx *db.Tx, s Spec) (ids.JobID, error) {
	if s.Kind == "" {
		return "", errors.New("enqueue job: a kind is required")
	}
	args, err := encode(s.Args)
	if err != nil {
		return "", fmt.Errorf("enqueue job: %w", err)
	}
	runAt := tx.NowMillis()
	if !s.RunAt.IsZero() {
		runAt = s.RunAt.Add(time.Millisecond - 1).UnixMilli() // never early
	}
	id := ids.JobID(ids.New())
	err = insert(tx, row{id: id, kind: s.Kind, key: s.Key, args: args, runAt: runAt,
		maxAttempts: max(s.MaxAttempts, 0), enqueuedAt: tx.NowMillis()})
	if err != nil {
		return "", fmt.Errorf("enqueue job: %w", err)
	}
	return id, nil
}

type row struct {
	id                ids.JobID
	kind, key, args   string
	runAt, enqueuedAt int64
	maxAttempts       int
}

// insert adds an unclaimed job behind the others of its key.
func insert(tx *db.Tx, r row) error {
	first, err := joinKey(tx, r.key)
	if err != nil {
		return err
	}
	var due any // null behind another job of the key
	if first {
		due = r.runAt
		tx.Ring(bell)
	}
	_, err = tx.Exec(`INSERT INTO jobs
		(id, kind, key, args, run_at, due_at, attempt, max_attempts, lease, holder, last_error, enqueued_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7, '', '', '', $8)`,
		string(r.id), r.kind, r.key, r.args, r.runAt, due, r.maxAttempts, r.enqueuedAt)
	return err
}

func encode(args any) (string, error) {
	if args == nil {
		return "{}", nil
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(args); err != nil {
		return "", err
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}
