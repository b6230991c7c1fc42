package app

import (
	"encoding/json"
	"errors"
	"time"

	"relevo/internal/channel"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/media"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// confirmWithin is how long a send without an answer waits for its status.
const confirmWithin = time.Minute

// SendPlan is what the send job does next. Exactly one of Wait, Upload and Go
// says it; none of them: there is nothing to send any more.
type SendPlan struct {
	Wait       time.Duration // too fast: ask again after it
	Upload     *media.Media  // WhatsApp needs this file first
	Go         bool          // the attempt is marked as begun: send now, once
	ByProgram  bool          // an API client waits for WhatsApp's own answer
	Message    conversation.Message
	File       *media.Media // of the message, when it has one that is stored here
	Connection Connection
}

// BeginSend decides what happens to a queued message, and marks the attempt as
// begun before it leaves. An attempt that was begun before is never repeated:
// its status, or a person, decides.
var BeginSend = define(UseCase[ids.MessageID, SendPlan]{
	Name: "message.begin_send", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, id ids.MessageID) (plan SendPlan, err error) {
		m, err := conversation.GetMessage(c.Tx, id)
		if err != nil {
			return plan, ignoreMissing(err)
		}
		plan.Message, plan.ByProgram = m, m.ClientID == ""
		if m.Outcome == conversation.OutcomeStarted {
			return plan, confirmLater(c.Tx, id)
		}
		if m.Status != conversation.Queued || m.Outcome != conversation.OutcomeNone {
			return plan, nil
		}
		n, err := channel.GetNumber(c.Tx, m.NumberID)
		if err != nil {
			return plan, err
		}
		if plan.Connection, err = connection(c, n); err != nil {
			return plan, err
		}
		if plan.File, err = fileOf(c, m); err != nil {
			return plan, err
		}
		if plan.File != nil && plan.File.WhatsAppID == nil {
			plan.Upload = plan.File
			return plan, nil
		}
		if plan.Wait, err = pace(c, m); err != nil || plan.Wait > 0 {
			return plan, err
		}
		plan.Go, err = conversation.StartSend(c.Tx, id)
		return plan, err
	},
})

func confirmLater(tx *db.Tx, id ids.MessageID) error {
	_, err := job.Enqueue(tx, job.Spec{Kind: JobReconcile, RunAt: tx.Now().Add(confirmWithin), Args: SendArgs{MessageID: id}})
	return err
}

func fileOf(c *Call, m conversation.Message) (*media.Media, error) {
	if m.MediaID == "" {
		return nil, nil
	}
	f, err := media.Get(c.Tx, m.MediaID)
	return &f, err
}

// SendResult is how an attempt ended. Accepted and Refused carry WhatsApp's
// answer; Held: nothing left, or WhatsApp asks to slow down, and the job tries
// again; Unknown: it may have left.
type SendResult struct {
	MessageID  ids.MessageID
	Job        job.Job
	WAMID      ids.WAMID
	WaID       string // the number as WhatsApp writes it, when it differs
	UserID     string
	Answer     conversation.Answer
	Errors     []json.RawMessage // of a refusal
	Held       bool
	Unknown    bool
	ByTheQueue bool // the job goes on: don't complete it
}

// RecordSendResult records how an attempt ended, together with the end of its
// job.
var RecordSendResult = define(UseCase[SendResult, struct{}]{
	Name: "message.record_send", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in SendResult) (none struct{}, err error) {
		m, err := conversation.GetMessage(c.Tx, in.MessageID)
		if err != nil {
			return none, err
		}
		if err := settle(c, m, in); err != nil {
			return none, err
		}
		if err := noteSend(c, m.NumberID, in); err != nil {
			return none, err
		}
		if !in.ByTheQueue {
			if err := job.Complete(c.Tx, in.Job); err != nil {
				return none, err
			}
		}
		return none, appendEvent(c, EventStatusChanged, m, false)
	},
})

func settle(c *Call, m conversation.Message, in SendResult) error {
	if in.Answer.HTTPStatus != 0 && !in.Held {
		if err := conversation.KeepAnswer(c.Tx, m.ID, in.Answer); err != nil {
			return err
		}
	}
	switch {
	case in.Held:
		return conversation.HoldSend(c.Tx, m.ID)
	case in.Unknown:
		return confirmLater(c.Tx, m.ID)
	case in.WAMID != "":
		return accept(c, m, in)
	default:
		return conversation.Refuse(c.Tx, m.ID, in.Errors...)
	}
}

func accept(c *Call, m conversation.Message, in SendResult) error {
	if in.WaID != "" || in.UserID != "" {
		who := contact.Identity{WaID: value(m.WaID), UserID: value(m.UserID)}
		if _, err := tellOfPerson(c)(contact.Also(c.Tx, m.ProjectID, who, in.WaID, in.UserID)); err != nil {
			return err
		}
	}
	if err := conversation.Accept(c.Tx, m.ID, in.WAMID); err != nil {
		return err
	}
	return acceptReaction(c, m)
}

// acceptReaction shows our own reaction on its target.
func acceptReaction(c *Call, m conversation.Message) error {
	if m.Type != "reaction" {
		return nil
	}
	var node struct {
		Reaction struct {
			MessageID ids.WAMID `json:"message_id"`
			Emoji     string    `json:"emoji"`
		} `json:"reaction"`
	}
	if err := json.Unmarshal(m.Node, &node); err != nil {
		return err
	}
	err := conversation.React(c.Tx, conversation.Reaction{NumberID: m.NumberID, Target: node.Reaction.MessageID, Sender: "business",
		Emoji: node.Reaction.Emoji, Direction: conversation.Outbound, At: c.Now()})
	if err != nil {
		return err
	}
	target, known, err := conversation.MessageByWAMID(c.Tx, m.NumberID, node.Reaction.MessageID)
	if err != nil || !known {
		return err
	}
	return appendEvent(c, EventMessageChanged, target, false)
}

// ConcludeSend ends the wait for the status of an attempt without an answer:
// the status has told the wamid meanwhile, or a person has to decide.
var ConcludeSend = define(UseCase[ids.MessageID, struct{}]{
	Name: "message.conclude_send", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, id ids.MessageID) (none struct{}, err error) {
		m, err := conversation.GetMessage(c.Tx, id)
		if err != nil || m.Outcome != conversation.OutcomeStarted {
			return none, ignoreMissing(err)
		}
		s, told, err := conversation.StatusForCallback(c.Tx, m.NumberID, string(id))
		if err != nil {
			return none, err
		}
		if told {
			err = accept(c, m, SendResult{WAMID: s.WAMID})
		} else {
			err = conversation.Doubt(c.Tx, id)
		}
		if err != nil {
			return none, err
		}
		return none, appendEvent(c, EventStatusChanged, m, false)
	},
})

// SendOutcome is what a client that waits for a send may be told.
type SendOutcome struct {
	Decided bool
	Message conversation.Message
}

// ReadSendOutcome reads whether WhatsApp has answered.
var ReadSendOutcome = define(UseCase[ids.MessageID, SendOutcome]{
	Name: "message.read_outcome", Rule: policy.Needs(policy.SendMessage), Mode: Read,
	Run: func(c *Call, id ids.MessageID) (SendOutcome, error) {
		m, err := conversation.FindMessage(c.Tx, c.Actor.Scope, string(id))
		decided := m.Outcome == conversation.OutcomeAccepted || m.Outcome == conversation.OutcomeRefused
		return SendOutcome{Decided: decided, Message: m}, err
	},
})

// ReadConnection opens a number's connection for a job.
var ReadConnection = define(UseCase[ids.NumberID, Connection]{
	Name: "number.read_connection", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, id ids.NumberID) (Connection, error) {
		n, err := channel.GetNumber(c.Tx, id)
		if err != nil {
			return Connection{}, err
		}
		return connection(c, n)
	},
})

// ErrorObject gives an error of Graph in the form in which webhooks carry it.
func ErrorObject(e *whatsapp.GraphError) json.RawMessage {
	object := map[string]any{"code": e.Code, "title": e.Message, "message": e.Message}
	if e.FBTraceID != "" {
		object["fbtrace_id"] = e.FBTraceID
	}
	if e.Details != "" {
		object["error_data"] = map[string]string{"details": e.Details}
	}
	encoded, err := json.Marshal(object)
	if err != nil {
		return json.RawMessage(`{}`)
	}
	return encoded
}

// GiveUpSend fails a message whose sending was tried too often. One whose last
// attempt began and did not end may have left: its status, or a person, decides.
func GiveUpSend(tx *db.Tx, id ids.MessageID, cause error) error {
	m, err := conversation.GetMessage(tx, id)
	if err != nil {
		return ignoreMissing(err)
	}
	if m.Outcome == conversation.OutcomeStarted {
		return confirmLater(tx, id)
	}
	if m.Status != conversation.Queued {
		return nil
	}
	reason, err := reasonOf(cause)
	if err != nil {
		return err
	}
	if err := conversation.Refuse(tx, id, reason); err != nil {
		return err
	}
	return event.Append(tx, event.New{ProjectID: m.ProjectID, Subject: subjectConversationPrefix + string(m.ConversationID),
		Type: EventStatusChanged, Actor: string(policy.System), Data: EventData{ConversationID: m.ConversationID, MessageID: m.ID}})
}

// reasonOf gives why a message was given up: WhatsApp's own last answer, or what
// kept us from it.
func reasonOf(cause error) (json.RawMessage, error) {
	var graph *whatsapp.GraphError
	if errors.As(cause, &graph) {
		return ErrorObject(graph), nil
	}
	return json.Marshal(map[string]any{"code": whatsapp.CodeNotSent, "title": "Not sent", "error_data": map[string]string{"details": fault.As(cause).Message}})
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

var errNotHere = fault.New(fault.NotFound, fault.CodeNotFound, "This file is not here.")
