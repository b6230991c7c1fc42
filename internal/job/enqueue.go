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
	r, err := s.row(tx)
	if err == nil {
		err = insert(tx, r)
	}
	if err != nil {
		return "", fmt.Errorf("enqueue job: %w", err)
	}
	return r.id, nil
}

// EnqueueAll adds jobs as Enqueue does, in their order, and takes few statements
// for those that have no key.
func EnqueueAll(tx *db.Tx, specs []Spec) error {
	var free [][]any
	for _, s := range specs {
		r, err := s.row(tx)
		if err == nil && s.Key != "" {
			err = insert(tx, r)
		}
		if err != nil {
			return fmt.Errorf("enqueue job: %w", err)
		}
		if s.Key == "" {
			free = append(free, r.columns(r.runAt))
			tx.Ring(bell)
		}
	}
	if _, err := db.Insert(tx, into, free, ""); err != nil {
		return fmt.Errorf("enqueue jobs: %w", err)
	}
	return nil
}

// row makes the row of a new job.
func (s Spec) row(tx *db.Tx) (row, error) {
	if s.Kind == "" {
		return row{}, errors.New("a kind is required")
	}
	args, err := encode(s.Args)
	runAt := tx.NowMillis()
	if !s.RunAt.IsZero() {
		runAt = s.RunAt.Add(time.Millisecond - 1).UnixMilli() // never early
	}
	return row{id: ids.JobID(ids.New()), kind: s.Kind, key: s.Key, args: args, runAt: runAt,
		maxAttempts: max(s.MaxAttempts, 0), enqueuedAt: tx.NowMillis()}, err
}

type row struct {
	id                ids.JobID
	kind, key, args   string
	runAt, enqueuedAt int64
	maxAttempts       int
}

const into = `jobs (id, kind, key, args, run_at, due_at, attempt, max_attempts, lease, holder, last_error, enqueued_at)`

// columns are those that into names; due is null behind another job of the key.
func (r row) columns(due any) []any {
	return []any{string(r.id), r.kind, r.key, r.args, r.runAt, due, 0, r.maxAttempts, "", "", "", r.enqueuedAt}
}

// insert adds an unclaimed job behind the others of its key.
func insert(tx *db.Tx, r row) error {
	first, err := joinKey(tx, r.key)
	if err != nil {
		return err
	}
	var due any
	if first {
		due = r.runAt
		tx.Ring(bell)
	}
	_, err = db.Insert(tx, into, [][]any{r.columns(due)}, "")
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
