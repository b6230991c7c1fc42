package app

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"relevo/internal/contact"
	"relevo/internal/db"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
)

// MaxBlocked is how many people WhatsApp takes in one request to block.
// Source: Cloud API, block users.
const MaxBlocked = 1000

// BlockUsersIn asks WhatsApp to block people for a number, or to let them write
// again.
type BlockUsersIn struct {
	PhoneNumberID string   // our id or Meta's
	Users         []string // phone numbers or business-scoped user ids
	Block         bool

	id string // of the request
}

// BlockUsers gives WhatsApp's own answer to a request to block or unblock, and
// keeps what it did with the contacts. An answer with status 0 did not come in
// time; the request goes on.
var BlockUsers = define(UseCase[BlockUsersIn, contact.BlockRequest]{
	Name: "contact.block_users", Rule: policy.Needs(policy.BlockContact), Mode: Read,
	Prepare: func(ctx context.Context, a *App, actor policy.Actor, in BlockUsersIn) (BlockUsersIn, error) {
		in.id = ids.New()
		wake, release := a.Waits.Register(blockSubject(in.id))
		defer release()
		if _, err := Do(ctx, a, actor, queueBlock, in); err != nil {
			return in, err
		}
		_, err := a.Await(ctx, wake, blockWithin, func() (bool, error) {
			r, err := Do(ctx, a, actor, ReadBlockAnswer, in.id)
			return r.Status != 0, err
		})
		return in, err
	},
	Run: func(c *Call, in BlockUsersIn) (contact.BlockRequest, error) { return ReadBlockAnswer.Run(c, in.id) },
})

// queueBlock is a step of BlockUsers, under its right.
var queueBlock = define(UseCase[BlockUsersIn, struct{}]{
	Name: "contact.queue_block", Rule: policy.Needs(policy.BlockContact), Mode: Write,
	Run: func(c *Call, in BlockUsersIn) (none struct{}, err error) {
		if len(in.Users) == 0 || len(in.Users) > MaxBlocked {
			return none, invalid("block_users", "must name 1 to 1,000 people")
		}
		n, err := GetNumber.Run(c, in.PhoneNumberID)
		if err != nil {
			return none, err
		}
		err = contact.AddBlockRequest(c.Tx, contact.BlockRequest{ID: in.id, ProjectID: n.ProjectID, NumberID: n.ID,
			Block: in.Block, Users: in.Users, Actor: c.Actor.String()})
		if err != nil {
			return none, err
		}
		_, err = job.Enqueue(c.Tx, job.Spec{Kind: JobBlock, Key: "block:" + string(n.ID), Args: BlockArgs{ID: in.id}})
		return none, err
	},
})

// BlockContactIn names a contact and the number for which it is blocked.
type BlockContactIn struct {
	ContactID     string // our id, phone number or business-scoped user id
	PhoneNumberID string // our id or Meta's
	Block         bool

	answer contact.BlockRequest
}

// BlockContact blocks a person for a number, or lets them write again, once
// WhatsApp has said so. It blocks only who wrote in the last 24 hours; what it
// refuses is a conflict (whatsapp_refused) with its own words.
var BlockContact = define(UseCase[BlockContactIn, contact.Contact]{
	Name: "contact.block", Rule: policy.Needs(policy.BlockContact), Mode: Read,
	Prepare: func(ctx context.Context, a *App, actor policy.Actor, in BlockContactIn) (BlockContactIn, error) {
		if in.PhoneNumberID == "" {
			return in, invalid("phone_number_id", "must be given")
		}
		person, err := Do(ctx, a, actor, GetContact, in.ContactID)
		if err != nil {
			return in, err
		}
		user := value(person.WaID)
		if user == "" {
			user = value(person.UserID)
		}
		in.answer, err = Do(ctx, a, actor, BlockUsers, BlockUsersIn{PhoneNumberID: in.PhoneNumberID, Users: []string{user}, Block: in.Block})
		return in, err
	},
	Run: func(c *Call, in BlockContactIn) (contact.Contact, error) {
		switch {
		case in.answer.Status == 0:
			return contact.Contact{}, fault.New(fault.Timeout, fault.CodeOutcomeUnknown, "WhatsApp has not answered yet. The request goes on by itself.")
		case in.answer.Status >= http.StatusMultipleChoices:
			return contact.Contact{}, blockRefused(in.answer)
		}
		return GetContact.Run(c, in.ContactID)
	},
})

// blockRefused gives WhatsApp's reason, which stands beside the person where it
// concerns only them.
func blockRefused(r contact.BlockRequest) error {
	var told struct {
		Error struct {
			Message string `json:"message"`
			Code    int    `json:"code"`
		} `json:"error"`
		Users struct {
			Failed []struct {
				Errors []struct {
					Message string `json:"message"`
					Code    int    `json:"code"`
					Data    struct {
						Details string `json:"details"`
					} `json:"error_data"`
				} `json:"errors"`
			} `json:"failed_users"`
		} `json:"block_users"`
	}
	_ = json.Unmarshal(r.Answer, &told) // an answer of another shape has no reason
	reason, code := told.Error.Message, told.Error.Code
	for _, user := range told.Users.Failed {
		for _, e := range user.Errors {
			reason, code = cmp.Or(e.Data.Details, e.Message), e.Code
		}
	}
	return fault.Newf(fault.Conflict, fault.CodeRefused, "WhatsApp refused: %s", cmp.Or(reason, "it gave no reason.")).With("whatsapp_code", code)
}

// ReadBlockAnswer gives a request with WhatsApp's answer, whose Status is 0
// while there is none.
var ReadBlockAnswer = define(UseCase[string, contact.BlockRequest]{
	Name: "contact.read_block", Rule: policy.Needs(policy.BlockContact), Mode: Read,
	Run: func(c *Call, id string) (contact.BlockRequest, error) {
		r, err := contact.GetBlockRequest(c.Tx, id)
		if err == nil && c.Actor.Kind != policy.System && c.Actor.Scope.Project != r.ProjectID {
			return contact.BlockRequest{}, fault.New(fault.NotFound, fault.CodeNotFound, "There is no such request.")
		}
		return r, err
	},
})

// BlockAnswer is what WhatsApp said to a request, and whom it did it to.
type BlockAnswer struct {
	ID     string
	Status int // of HTTP
	Body   json.RawMessage
	Done   []string // phone numbers or business-scoped user ids
	Job    job.Job
}

// RecordBlockAnswer keeps WhatsApp's answer and marks the contacts.
var RecordBlockAnswer = define(UseCase[BlockAnswer, struct{}]{
	Name: "contact.record_block", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in BlockAnswer) (none struct{}, err error) {
		r, err := contact.GetBlockRequest(c.Tx, in.ID)
		if err != nil {
			return none, err
		}
		if err := contact.AnswerBlockRequest(c.Tx, in.ID, in.Status, in.Body); err != nil {
			return none, err
		}
		for _, user := range in.Done {
			if err := markBlocked(c, r, user); err != nil {
				return none, err
			}
		}
		err = event.Append(c.Tx, event.New{ProjectID: r.ProjectID, Subject: blockSubject(in.ID), Type: EventBlockAnswered, Actor: r.Actor, Data: EventData{}})
		if err != nil {
			return none, err
		}
		return none, job.Complete(c.Tx, in.Job)
	},
})

func markBlocked(c *Call, r contact.BlockRequest, user string) error {
	who, err := contact.Find(c.Tx, policy.Project(r.ProjectID), user)
	if fault.Is(err, fault.NotFound) {
		return nil // somebody whom only WhatsApp knows
	}
	if err != nil {
		return err
	}
	if err := contact.SetBlocked(c.Tx, who.ID, r.NumberID, r.Block); err != nil {
		return err
	}
	action := "contact.unblock"
	if r.Block {
		action = "contact.block"
	}
	if err := c.auditFor(r.Actor, r.ProjectID, action, subjectContactPrefix+string(who.ID), nil); err != nil {
		return err
	}
	return event.Append(c.Tx, event.New{ProjectID: r.ProjectID, Subject: subjectContactPrefix + string(who.ID),
		Type: EventContactChanged, Actor: r.Actor, Data: EventData{ContactID: who.ID}})
}

// GiveUpBlock answers a request that WhatsApp could not be asked.
func GiveUpBlock(tx *db.Tx, id string) error {
	return contact.AnswerBlockRequest(tx, id, http.StatusServiceUnavailable,
		json.RawMessage(`{"error":{"message":"WhatsApp could not be reached.","type":"OAuthException","code":2}}`))
}

// blockSubject names a request in the event log, and for Waits.
func blockSubject(id string) string { return "block:" + id }

// blockWithin is the longest wait for WhatsApp's answer.
const blockWithin = 25 * time.Second
