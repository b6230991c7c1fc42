package app

import (
	"encoding/base64"

	"relevo/internal/account"
	"relevo/internal/db"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/job"
	"relevo/internal/policy"
)

// The names of instance values.
const (
	keysetCheck = "keyset_check"
	demoProject = "demo_project"
	cleanedOn   = "cleaned_on"
	// up to which receipt, in unix milliseconds, status events were looked at
	statusesChecked = "statuses_checked"
)

// CheckKeyset refuses to start with another keyset than the one that sealed
// what is stored (wrong_keyset). The first start notes which it is.
var CheckKeyset = define(UseCase[struct{}, struct{}]{
	Name: "instance.check_keyset", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, _ struct{}) (none struct{}, err error) {
		stored, err := account.Value(c.Tx, keysetCheck)
		if err != nil {
			return none, err
		}
		if stored != "" {
			check, err := base64.StdEncoding.DecodeString(stored)
			if err != nil {
				return none, err
			}
			return none, c.App.Seal.VerifyCheck(check)
		}
		check, err := c.App.Seal.Check()
		if err != nil {
			return none, err
		}
		return none, account.SetValue(c.Tx, keysetCheck, base64.StdEncoding.EncodeToString(check))
	},
})

// Health is what an operator wants to know of a running instance.
type Health struct {
	UnplacedEvents int64 // events without a position: the relay's lag
	LastPos        int64
	QueuedJobs     int
	OldestJob      float64 // seconds that the oldest due job has waited
	DeadJobs       int     // given up, until somebody runs them again
}

// ReadHealth asks the database how the instance is.
var ReadHealth = define(UseCase[struct{}, Health]{
	Name: "instance.health", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, _ struct{}) (h Health, err error) {
		if h.LastPos, err = event.Last(c.Tx); err != nil {
			return h, err
		}
		if h.UnplacedEvents, err = event.Unplaced(c.Tx); err != nil {
			return h, err
		}
		queued, oldest, err := job.Depth(c.Tx)
		if err != nil {
			return h, err
		}
		h.QueuedJobs, h.OldestJob = queued, oldest.Seconds()
		h.DeadJobs, err = job.CountDead(c.Tx)
		return h, err
	},
})

// ScheduleCleaning enqueues the daily job when today's was not, whatever the
// number of nodes that ask.
var ScheduleCleaning = define(UseCase[struct{}, struct{}]{
	Name: "instance.schedule_cleaning", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, _ struct{}) (struct{}, error) { return struct{}{}, cleanDaily(c.Tx) },
})

func cleanDaily(tx *db.Tx) error {
	day := tx.Now().Format("2006-01-02")
	last, err := account.Value(tx, cleanedOn)
	if err != nil || last == day {
		return err
	}
	if _, err := job.Enqueue(tx, job.Spec{Kind: JobClean, Key: JobClean}); err != nil {
		return err
	}
	return account.SetValue(tx, cleanedOn, day)
}

var errNotDemo = fault.New(fault.Conflict, fault.CodeConflict,
	"This data directory holds a project that --demo did not make. Give the demo a directory of its own with --data.")
