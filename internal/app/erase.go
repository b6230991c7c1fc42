package app

import (
	"encoding/json"

	"relevo/internal/account"
	"relevo/internal/channel"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/media"
	"relevo/internal/policy"
)

// eraseBatch is the most rows, about, that one transaction of an erasure
// removes, so that nobody waits long for it.
const eraseBatch = event.PruneBatch

const (
	eraseFiles      = 100 // files looked at in one transaction
	eraseDeliveries = 200 // raw bodies looked at in one transaction
)

// EraseContact removes a person with everything of theirs. From then on nobody
// finds the contact; a job removes the rest, step by step. Nothing of it can be
// taken back.
var EraseContact = define(UseCase[string, struct{}]{
	Name: "contact.erase", Rule: policy.Needs(policy.EraseContact), Mode: Write,
	Run: func(c *Call, id string) (none struct{}, err error) {
		person, err := contact.Find(c.Tx, c.Actor.Scope, id)
		if err != nil {
			return none, err
		}
		if err := contact.MarkErased(c.Tx, person.ID); err != nil {
			return none, err
		}
		if err := c.audit(person.ProjectID, auditErase, subjectContactPrefix+string(person.ID), nil); err != nil {
			return none, err
		}
		_, err = job.Enqueue(c.Tx, job.Spec{Kind: JobErase, Args: EraseArgs{ContactID: person.ID}})
		return none, err
	},
})

// auditErase is what the audit log calls the wish to erase a contact.
const auditErase = "contact.erase"

// ErasureLeftAtMost is where a count of what an erasure has left ends.
const ErasureLeftAtMost = 1000

// ErasureLeft says how far an erasure has come. Finished means that nothing is
// left.
type ErasureLeft struct {
	Messages int64 // still to remove, up to ErasureLeftAtMost
	Finished bool
}

// GetErasure tells how far the erasure of a contact, by our id, has come. One
// that nobody of the project asked for is not found; the audit log knows of one
// that has ended.
var GetErasure = define(UseCase[string, ErasureLeft]{
	Name: "contact.get_erasure", Rule: policy.Needs(policy.EraseContact), Mode: Read,
	Run: func(c *Call, id string) (out ErasureLeft, err error) {
		asked, err := account.Audited(c.Tx, c.Actor.Scope, auditErase, subjectContactPrefix+id)
		if err != nil {
			return out, err
		}
		if !asked {
			return out, fault.New(fault.NotFound, fault.CodeNotFound, "No contact of this id is being erased.")
		}
		person, err := contact.FindErased(c.Tx, c.Actor.Scope, id)
		if fault.Is(err, fault.NotFound) {
			return ErasureLeft{Finished: true}, nil
		}
		if err == nil {
			out.Messages, err = conversation.CountOf(c.Tx, person, ErasureLeftAtMost)
		}
		return out, err
	},
})

// Erasure is what the job needs to know of a contact that is being erased.
type Erasure struct {
	ContactID ids.ContactID
	ProjectID ids.ProjectID
	Names     []string // by which raw bodies speak of the person
}

// ReadErasure reads what is known of a contact that is being erased; not found
// when it is gone.
var ReadErasure = define(UseCase[ids.ContactID, Erasure]{
	Name: "contact.read_erasure", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, id ids.ContactID) (Erasure, error) {
		person, err := contact.Get(c.Tx, id)
		if err != nil {
			return Erasure{}, err
		}
		names, err := contact.Names(c.Tx, id)
		return Erasure{ContactID: id, ProjectID: person.ProjectID, Names: names}, err
	},
})

// ErasedFiles gives some of the files in a person's conversations. The bytes of
// those with a SHA-256 are nobody else's.
var ErasedFiles = define(UseCase[ids.ContactID, []media.Used]{
	Name: "contact.erased_files", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, id ids.ContactID) ([]media.Used, error) {
		return media.UsedBy(c.Tx, id, eraseFiles)
	},
})

// EraseFilesIn names files of a person whose bytes were removed.
type EraseFilesIn struct {
	ContactID ids.ContactID
	Files     []media.Used
}

// EraseFiles removes the records of files whose bytes were removed.
var EraseFiles = define(UseCase[EraseFilesIn, struct{}]{
	Name: "contact.erase_files", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in EraseFilesIn) (none struct{}, err error) {
		return none, media.Erase(c.Tx, in.ContactID, in.Files)
	},
})

// EraseSome removes one batch of a person's conversations, and tells whether
// there may be more. Screens are told of each conversation that is gone.
var EraseSome = define(UseCase[Erasure, bool]{
	Name: "contact.erase_some", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in Erasure) (more bool, err error) {
		step, err := conversation.EraseSome(c.Tx, in.ProjectID, in.ContactID, eraseBatch)
		if err != nil || step.Conversation == "" {
			return step.More, err
		}
		// Their arguments name messages, and WhatsApp's ids of these hold the person's number.
		if err := job.ForgetDead(c.Tx, "send:"+string(step.Conversation), "receipt:"+string(step.Conversation)); err != nil {
			return step.More, err
		}
		return step.More, event.Append(c.Tx, event.New{ProjectID: in.ProjectID, Subject: subjectConversationPrefix + string(step.Conversation),
			Type: EventConversationErased, Actor: c.Actor.String(), Data: EventData{ConversationID: step.Conversation, ContactID: in.ContactID}})
	},
})

// EraseInGroups removes one batch of the statuses that name a person in groups.
var EraseInGroups = define(UseCase[Erasure, bool]{
	Name: "contact.erase_in_groups", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in Erasure) (more bool, err error) {
		return conversation.EraseInGroups(c.Tx, in.ProjectID, in.Names, eraseBatch)
	},
})

// EraseParked removes one batch of what waits for messages that never came.
var EraseParked = define(UseCase[Erasure, bool]{
	Name: "contact.erase_parked", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in Erasure) (more bool, err error) {
		const day = keepKeys
		return conversation.EraseParked(c.Tx, in.ProjectID, in.Names, c.Now().Add(-keepStatuses-2*day), eraseBatch)
	},
})

// DeliveriesIn asks for stored bodies that name a person, after a place.
type DeliveriesIn struct {
	Erasure
	After int64
}

// DeliveriesOut says which bodies name the person; Next is where to go on, 0 at
// the end. Waiting tells that one of them is not ingested yet.
type DeliveriesOut struct {
	Seqs    []int64
	Next    int64
	Waiting bool
}

// ErasedDeliveries looks for stored bodies that name a person.
var ErasedDeliveries = define(UseCase[DeliveriesIn, DeliveriesOut]{
	Name: "contact.erased_deliveries", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, in DeliveriesIn) (out DeliveriesOut, err error) {
		if out.Seqs, out.Next, err = channel.DeliveriesNaming(c.Tx, in.ProjectID, in.After, in.Names, eraseDeliveries); err != nil {
			return out, err
		}
		for _, seq := range out.Seqs {
			args, err := json.Marshal(IngestArgs{Seq: seq})
			if err != nil {
				return out, err
			}
			queued, err := job.IsQueued(c.Tx, JobIngest, string(args))
			if err != nil {
				return out, err
			}
			out.Waiting = out.Waiting || queued
		}
		return out, nil
	},
})

// EraseDeliveries removes stored bodies that were ingested.
var EraseDeliveries = define(UseCase[[]int64, struct{}]{
	Name: "contact.erase_deliveries", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, seqs []int64) (none struct{}, err error) {
		return none, channel.DeleteDeliveries(c.Tx, seqs)
	},
})

// FinishErasure removes the contact itself, in several calls where it has many
// notes. more tells that something is left.
var FinishErasure = define(UseCase[Erasure, bool]{
	Name: "contact.finish_erasure", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in Erasure) (more bool, err error) {
		if err := contact.ForgetRequests(c.Tx, in.ProjectID, in.Names); err != nil {
			return true, err
		}
		if more, err = contact.EraseRest(c.Tx, in.ContactID, eraseBatch); err != nil || more {
			return more, err
		}
		return false, event.Append(c.Tx, event.New{ProjectID: in.ProjectID, Subject: subjectContactPrefix + string(in.ContactID),
			Type: EventContactErased, Actor: c.Actor.String(), Data: EventData{ContactID: in.ContactID}})
	},
})
