package app

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"relevo/internal/channel"
	"relevo/internal/conversation"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/media"
	"relevo/internal/policy"
)

// mostDead is how many dead letters a list holds: the newest.
const mostDead = 1000

// longestCause is how much of a job's error is shown, in bytes.
const longestCause = 300

// DeadJob is a job that was given up, as a person may see it: what it was
// about, by id, and not its arguments.
type DeadJob struct {
	ID         ids.JobID
	Kind       string
	Subject    string // delivery:…, message:…, media:…, number:…; empty for none
	Attempts   int
	Error      string // of the last attempt, one line
	EnqueuedAt time.Time
	DiedAt     time.Time

	project ids.ProjectID // empty when what it is about is no longer there
}

// ListDeadJobs gives the project's dead letters, newest first, at most 1,000;
// the operator sees those of every project.
var ListDeadJobs = define(UseCase[struct{}, []DeadJob]{
	Name: "job.list_dead", Rule: policy.Needs(policy.ManageJob), Mode: Read,
	Run: func(c *Call, _ struct{}) (out []DeadJob, err error) {
		var last job.Letter
		for {
			letters, err := job.Dead(c.Tx, last, MaxLimit)
			if err != nil || len(letters) == 0 {
				return out, err
			}
			for _, l := range letters {
				d, err := deadJob(c, l)
				if fault.Is(err, fault.NotFound) {
					continue
				}
				if err != nil {
					return nil, err
				}
				if out = append(out, d); len(out) == mostDead {
					return out, nil
				}
			}
			last = letters[len(letters)-1]
		}
	},
})

// RerunDeadJob makes a dead letter a job again, with all its attempts. The
// message of a send goes back into the queue with it; one that has left
// already is a conflict, because WhatsApp would get it twice.
var RerunDeadJob = define(UseCase[string, DeadJob]{
	Name: "job.rerun_dead", Rule: policy.Needs(policy.ManageJob), Mode: Write,
	Run: func(c *Call, id string) (none DeadJob, err error) {
		if !ids.Valid(id) {
			return none, errNoLetter
		}
		l, err := job.DeadByID(c.Tx, ids.JobID(id))
		if fault.Is(err, fault.NotFound) {
			return none, errNoLetter
		}
		if err != nil {
			return none, err
		}
		d, err := deadJob(c, l)
		if err != nil {
			return none, err
		}
		if err := requeue(c, l); err != nil {
			return none, err
		}
		if err := job.Rerun(c.Tx, l.ID); err != nil {
			return none, err
		}
		return d, c.audit(d.project, "job.rerun", "job:"+id, map[string]any{"kind": l.Kind, "subject": d.Subject})
	},
})

var errNoLetter = fault.New(fault.NotFound, fault.CodeNotFound, "There is no such job; it may run already.")

// deadJob gives what may be shown of a letter. One of another project is not
// found, and so is, but for the operator, one whose subject has gone.
func deadJob(c *Call, l job.Letter) (DeadJob, error) {
	subject, project, err := subjectOf(c, l)
	if err = ignoreMissing(err); err != nil {
		return DeadJob{}, err
	}
	everything := c.Actor.Kind == policy.Operator || c.Actor.Kind == policy.System
	if !everything && (project == "" || project != c.Actor.Scope.Project) {
		return DeadJob{}, errNoLetter
	}
	return DeadJob{ID: l.ID, Kind: l.Kind, Subject: subject, Attempts: l.Attempt, Error: causeOf(l.Error),
		EnqueuedAt: l.EnqueuedAt, DiedAt: l.DiedAt, project: project}, nil
}

// causeOf is the first line of an error: what follows is the stack of a panic.
func causeOf(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if len(line) > longestCause {
		line = strings.ToValidUTF8(line[:longestCause], "")
	}
	return line
}

// subjectOf tells what a job is about and whose it is.
func subjectOf(c *Call, l job.Letter) (subject string, project ids.ProjectID, err error) {
	switch l.Kind {
	case JobIngest:
		seq := argsOf[IngestArgs](l).Seq
		project, err = channel.ProjectOfDelivery(c.Tx, seq)
		return "delivery:" + strconv.FormatInt(seq, 10), project, err
	case JobSend, JobReconcile:
		id := argsOf[SendArgs](l).MessageID
		m, err := conversation.GetMessage(c.Tx, id)
		return "message:" + string(id), m.ProjectID, err
	case JobFetch:
		id := argsOf[FetchArgs](l).MediaID
		m, err := media.Get(c.Tx, id)
		return "media:" + string(id), m.ProjectID, err
	case JobReceipt:
		id := argsOf[ReceiptArgs](l).NumberID
		n, err := channel.GetNumber(c.Tx, id)
		return "number:" + string(id), n.ProjectID, err
	default:
		return "", "", nil
	}
}

// argsOf reads the arguments of a letter; those of a job that died because they
// can't be read are empty.
func argsOf[T any](l job.Letter) (args T) {
	_ = json.Unmarshal(l.Args, &args)
	return args
}

// requeue puts the message of a send that was given up back into the queue, as
// a person's retry does.
func requeue(c *Call, l job.Letter) error {
	if l.Kind != JobSend {
		return nil
	}
	m, err := conversation.GetMessage(c.Tx, argsOf[SendArgs](l).MessageID)
	if err != nil || m.Status == conversation.Queued && m.Outcome == conversation.OutcomeNone {
		return ignoreMissing(err)
	}
	if err := conversation.Retry(c.Tx, m.ID); err != nil {
		return err
	}
	return appendEvent(c, EventStatusChanged, m, false)
}
