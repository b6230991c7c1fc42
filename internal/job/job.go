// Package job owns the durable job queue. It promises that a job enqueued in a
// committed transaction runs at least once, not before its time, that the
// effects written in the transaction that completes it happen exactly once,
// that the jobs of one key run one at a time in the order of their enqueueing,
// and that a job that cannot be done ends as a dead letter that a person can
// see and run again.
//
// A job is claimed by a lease: a row stays claimable again when the process
// that runs it dies. The lease is a fencing token; completion with a token that
// is no longer current changes nothing. A claim counts as an attempt, so that a
// job that kills its process is given up too. docs/job-states.md draws the
// states.
//
// A runner waits for bells and for the time of the next job and never asks an
// idle database; bells may be lost, so a tick from outside calls Tick or Kick.
// May import fault, failpoint, ids, clock and db.
package job

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"time"

	"relevo/internal/db"
	"relevo/internal/ids"
)

// bell rings when a job may have become claimable earlier than runners know.
const bell = "job"

// Spec says what to do and when.
type Spec struct {
	Kind string
	// Key puts jobs in order: those of one key, of whatever kind, run one at a
	// time as they were enqueued, and one that waits, for its time or for
	// another attempt, holds back those behind it. "" is no order.
	Key         string
	RunAt       time.Time // not before; zero is now; kept in milliseconds
	Args        any       // becomes JSON
	MaxAttempts int       // 0 is the default of the kind
}

// Job is a claimed job, as its handler gets it.
type Job struct {
	ID      ids.JobID
	Kind    string
	Key     string
	Attempt int // 1 for the first
	Args    json.RawMessage
	Lease   string // fencing token of this claim

	maxAttempts int    // 0 is the default of the kind
	lastError   string // of the attempt before
	seq         int64
	completed   *atomic.Bool // Complete was called for this claim
}

// Handler does a job. ctx ends at the timeout of the kind, when the lease is
// lost, and when the context of Runner.Start ends. It returns nil when the job
// is done (the runner completes it if the handler did not), Snooze, Discard,
// Again, or any other error for another attempt after a pause.
type Handler func(ctx context.Context, j Job) error

// Together does the first of some jobs of one kind, in their order, and
// completes them in one transaction. It tells how many it did, none when it
// fails. Those that it leaves are done by Handler, one by one, and so is
// everything that was tried before: a job that fails, or kills its process,
// does so alone. ctx ends at the timeout of the kind and with Runner.Start's;
// whoever lost a lease is told by Complete.
type Together func(ctx context.Context, jobs []Job) (done int, err error)

// Defaults of a kind.
const (
	DefaultTimeout     = time.Minute
	DefaultMaxAttempts = 10
	DefaultWorkers     = 64
)

// Kind is what a runner knows how to do. Zero values are the defaults.
type Kind struct {
	Name        string // stable over releases
	Handler     Handler
	Timeout     time.Duration // of one attempt
	MaxAttempts int
	Workers     int // most at the same time in this runner
	// Batch is how many jobs a worker takes at once, for Together; 0 is one.
	Batch    int
	Together Together
	// Backoff is the pause after a failed attempt (1 for the first); nil is
	// exponential from 1 s to 10 min. Jitter is added to either.
	Backoff func(attempt int) time.Duration
	// Dead runs in the transaction that makes the job a dead letter; nil is
	// nothing. When it fails the job is not dead and is buried again later.
	Dead func(tx *db.Tx, j Job, cause error) error
}
