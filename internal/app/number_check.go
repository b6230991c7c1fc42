package app

import (
	"time"

	"relevo/internal/channel"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
)

// The steps of a test, in their order.
const (
	StepToken     = "token"
	StepNumber    = "number"
	StepSubscribe = "subscription"
	StepWebhook   = "webhook"
	StepTemplates = "templates"
)

// CheckSteps lists them.
func CheckSteps() []string {
	return []string{StepToken, StepNumber, StepSubscribe, StepWebhook, StepTemplates}
}

// checkLost is after how long a test that did not end is given up for.
const checkLost = 3 * time.Minute

// CheckNumberIn asks for a test of a number, by our id or Meta's.
type CheckNumberIn struct {
	Number    string
	Subscribe bool // have WhatsApp send its webhooks first
}

// CheckNumber starts a test of a number's connection. The screens follow its
// steps; one that runs already is given.
var CheckNumber = define(UseCase[CheckNumberIn, channel.Check]{
	Name: "number.check", Rule: policy.Needs(policy.ManageNumber), Mode: Write,
	Run: func(c *Call, in CheckNumberIn) (none channel.Check, err error) {
		n, err := channel.FindNumber(c.Tx, c.Actor.Scope, in.Number)
		if err != nil {
			return none, err
		}
		running, err := channel.GetCheck(c.Tx, n.ID)
		if err == nil && running.FinishedAt.IsZero() && c.Now().Sub(running.StartedAt) < checkLost {
			return running, nil
		}
		if ignoreMissing(err) != nil {
			return none, err
		}
		check := channel.Check{ID: ids.New(), NumberID: n.ID, StartedAt: c.Now()}
		for _, name := range CheckSteps() {
			check.Steps = append(check.Steps, channel.CheckStep{Name: name, State: channel.StepWaiting})
		}
		if err := channel.PutCheck(c.Tx, check); err != nil {
			return none, err
		}
		_, err = job.Enqueue(c.Tx, job.Spec{Kind: JobCheck, Args: CheckArgs{NumberID: n.ID, ID: check.ID, Subscribe: in.Subscribe}})
		return check, err
	},
})

// GetNumberCheck gives the last test of a number; one that was never made is
// not found.
var GetNumberCheck = define(UseCase[string, channel.Check]{
	Name: "number.get_check", Rule: policy.Needs(policy.ManageNumber), Mode: Read,
	Run: func(c *Call, id string) (channel.Check, error) {
		n, err := channel.FindNumber(c.Tx, c.Actor.Scope, id)
		if err != nil {
			return channel.Check{}, err
		}
		return channel.GetCheck(c.Tx, n.ID)
	},
})

// ReadNumberHealth gives how a number is, for its test.
var ReadNumberHealth = define(UseCase[ids.NumberID, channel.Health]{
	Name: "number.read_health", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, id ids.NumberID) (channel.Health, error) { return channel.GetHealth(c.Tx, id) },
})

// CheckedNumber is how far a test has come. With Job it has ended.
type CheckedNumber struct {
	ID             string // of the test; "" for one that is shown to nobody
	NumberID       ids.NumberID
	Steps          []channel.CheckStep
	Read           bool // WhatsApp showed the number: Quality and MessagingLimit are known
	Quality        string
	MessagingLimit string
	Problem        string
	ProblemCode    int
	Job            *job.Job
}

// RecordNumberCheck keeps the steps of a test as they come, and its outcome
// with the end of the job.
var RecordNumberCheck = define(UseCase[CheckedNumber, struct{}]{
	Name: "number.record_check", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in CheckedNumber) (none struct{}, err error) {
		h, err := channel.GetHealth(c.Tx, in.NumberID)
		if fault.Is(err, fault.NotFound) && in.Job != nil {
			return none, job.Complete(c.Tx, *in.Job) // disconnected meanwhile
		}
		if err != nil {
			return none, err
		}
		if err := putSteps(c, in); err != nil {
			return none, err
		}
		changed := in.ID != ""
		if in.Job != nil {
			after := in.over(h, c.Now())
			changed = changed || after.Problem != h.Problem || after.Quality != h.Quality || after.MessagingLimit != h.MessagingLimit
			if err := channel.SetHealth(c.Tx, after); err != nil {
				return none, err
			}
			if err := job.Complete(c.Tx, *in.Job); err != nil {
				return none, err
			}
		}
		if !changed {
			return none, nil
		}
		return none, appendNumberChanged(c, h)
	},
})

func putSteps(c *Call, in CheckedNumber) error {
	check, err := channel.GetCheck(c.Tx, in.NumberID)
	if err != nil || in.ID == "" || check.ID != in.ID {
		return ignoreMissing(err)
	}
	check.Steps = in.Steps
	if in.Job != nil {
		check.FinishedAt = c.Now()
	}
	return channel.PutCheck(c.Tx, check)
}

// over gives a number's health after a test. What only a send can show stays
// until one shows that it is over.
func (in CheckedNumber) over(h channel.Health, now time.Time) channel.Health {
	h.CheckedAt = now
	if in.Read {
		h.Quality, h.MessagingLimit = in.Quality, in.MessagingLimit
	}
	onlySends := h.Problem == channel.ProblemPayment || h.Problem == channel.ProblemAccount
	if in.Problem == h.Problem || in.Problem == "" && (onlySends || !in.Read) {
		return h
	}
	h.Problem, h.ProblemCode, h.ProblemAt = in.Problem, in.ProblemCode, now
	return h
}
