package app

import (
	"cmp"
	"encoding/json"
	"errors"

	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/media"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// MaxWaiting is how many messages to one person may wait to leave.
const MaxWaiting = 50

// Repeat makes a request safe to repeat: the same Key (empty means none) gives
// the same message, and another RequestHash under it is a conflict.
type Repeat struct {
	Key         string
	RequestHash string
}

// SendMessageIn is a message of the inbox: WhatsApp's own message object
// without a recipient. The same ClientID gives the same message, so a double
// click or a flaky network sends once; a Repeat with a key serves as well.
// SeenPos is the last position of the event log that the sender saw, if it says.
type SendMessageIn struct {
	ConversationID string
	Message        json.RawMessage
	ClientID       string
	Repeat         Repeat
	SeenPos        *int64
}

// SendMessage queues a message and gives its row at once. It is a StaleSend
// when somebody else has answered after what the sender saw.
var SendMessage = define(UseCase[SendMessageIn, MessageView]{
	Name: "message.send", Rule: policy.Needs(policy.SendMessage), Mode: Write,
	Run: func(c *Call, in SendMessageIn) (MessageView, error) {
		cv, err := GetConversation.Run(c, in.ConversationID)
		if err != nil {
			return MessageView{}, err
		}
		return sendInto(c, cv, in, false)
	},
})

// sendInto queues a message in a conversation that was found, or begun for it.
func sendInto(c *Call, cv conversation.Conversation, in SendMessageIn, created bool) (MessageView, error) {
	if in.ClientID == "" && in.Repeat.Key == "" || len(in.ClientID) > 100 {
		return MessageView{}, invalid("client_id", "must be an id of the client's own, of at most 100 characters")
	}
	// A message with a client's id is a person's: it may wait where a program is told.
	in.ClientID = cmp.Or(in.ClientID, in.Repeat.Key)
	id := ids.MessageID(ids.New())
	if m, known, err := sentBefore(c, cv, in, id); err != nil || known {
		return again(c, m, err)
	}
	thread, err := openThread(c, cv.ID)
	if err != nil {
		return MessageView{}, err
	}
	if err := refuseBlocked(c, cv); err != nil {
		return MessageView{}, err
	}
	out, err := addressed(cv, in.Message)
	if err != nil {
		return MessageView{}, err
	}
	if err := refuseStale(c, cv.ID, in.SeenPos); err != nil {
		return MessageView{}, err
	}
	return queue(c, thread, outgoing{id: id, place: conversation.Place{ProjectID: cv.ProjectID,
		NumberID: cv.NumberID, ContactID: cv.ContactID}, body: out, clientID: in.ClientID, created: created})
}

// openThread takes the thread of a conversation that people may write in.
func openThread(c *Call, id ids.ConversationID) (conversation.Thread, error) {
	thread, err := conversation.Lock(c.Tx, id)
	if err == nil && thread.Ended {
		err = fault.New(fault.Conflict, fault.CodeConversationClosed, "This conversation is closed. Reopen it to write.")
	}
	return thread, err
}

// refuseBlocked refuses to write to whom the number has blocked: WhatsApp would
// (130403), and would say so beside a message that can't be taken back.
func refuseBlocked(c *Call, cv conversation.Conversation) error {
	blocked, err := contact.IsBlocked(c.Tx, cv.ContactID, cv.NumberID)
	if err == nil && blocked {
		err = fault.New(fault.Conflict, fault.CodeContactBlocked, "This WhatsApp number has blocked this person. Unblock them to write.").
			With("phone_number", "is blocked")
	}
	return err
}

// sentBefore finds the message that an earlier try of the same send made; the
// first try takes the key for the id.
func sentBefore(c *Call, cv conversation.Conversation, in SendMessageIn, id ids.MessageID) (m conversation.Message, known bool, err error) {
	if m, known, err = conversation.MessageByClientID(c.Tx, cv.ID, in.ClientID); err != nil {
		return m, false, err
	}
	if known {
		id = m.ID
	}
	earlier, used, err := conversation.UseKey(c.Tx, cv.ProjectID, in.Repeat.Key, in.Repeat.RequestHash, id)
	if err != nil || !used || earlier == m.ID {
		return m, known, err
	}
	m, err = conversation.GetMessage(c.Tx, earlier)
	return m, true, err
}

func again(c *Call, m conversation.Message, err error) (MessageView, error) {
	if err != nil {
		return MessageView{}, err
	}
	return viewMessage(c, m)
}

// addressed gives the message with the recipient of its conversation: the phone
// number, or, for a person without one, the user id.
func addressed(cv conversation.Conversation, message json.RawMessage) (whatsapp.Outbound, error) {
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(message, &members); err != nil || members == nil {
		return whatsapp.Outbound{}, invalid("message", "must be WhatsApp's message object")
	}
	delete(members, "to")
	delete(members, "recipient")
	members["messaging_product"] = json.RawMessage(`"whatsapp"`)
	members["recipient_type"] = json.RawMessage(`"individual"`)
	switch {
	case cv.GroupID != "":
		return whatsapp.Outbound{}, invalid("message", "can't be sent to a group yet")
	case cv.WaID != nil:
		members["to"], _ = json.Marshal("+" + *cv.WaID)
	case cv.UserID != nil:
		members["recipient"], _ = json.Marshal(*cv.UserID)
	}
	body, err := json.Marshal(members)
	if err != nil {
		return whatsapp.Outbound{}, err
	}
	out, err := whatsapp.ParseOutbound(body)
	var graph *whatsapp.GraphError
	if errors.As(err, &graph) {
		reason := graph.Message
		if graph.Details != "" {
			reason = graph.Details
		}
		return out, fault.New(fault.Invalid, fault.CodeInvalidInput, reason).With("message", reason)
	}
	return out, err
}

// SendDirectIn is a send in WhatsApp's own form, as programs make it. ID is
// chosen by the caller, who waits for its outcome.
type SendDirectIn struct {
	ID            ids.MessageID
	PhoneNumberID string
	Outbound      whatsapp.Outbound
	Repeat        Repeat
}

// SendDirect queues a message that came in WhatsApp's own form. With an
// idempotency key that was used before it gives the earlier message.
var SendDirect = define(UseCase[SendDirectIn, ids.MessageID]{
	Name: "message.send_direct", Rule: policy.Needs(policy.SendMessage), Mode: Write,
	Run: func(c *Call, in SendDirectIn) (ids.MessageID, error) {
		n, err := GetNumber.Run(c, in.PhoneNumberID)
		if err != nil {
			return "", err
		}
		if earlier, used, err := conversation.UseKey(c.Tx, n.ProjectID, in.Repeat.Key, in.Repeat.RequestHash, in.ID); err != nil || used {
			return earlier, err
		}
		who := contact.Identity{UserID: in.Outbound.Recipient}
		if in.Outbound.To != "" {
			who = contact.Identity{WaID: contact.Digits(in.Outbound.To)}
		}
		person, err := resolvePerson(c, n.ProjectID, who)
		if err != nil {
			return "", err
		}
		place := conversation.Place{ProjectID: n.ProjectID, NumberID: n.ID, ContactID: person.ID}
		thread, created, err := conversation.Open(c.Tx, place)
		if err != nil {
			return "", err
		}
		_, err = queue(c, thread, outgoing{id: in.ID, place: place, body: in.Outbound, created: created})
		return in.ID, err
	},
})

type outgoing struct {
	id       ids.MessageID
	place    conversation.Place
	body     whatsapp.Outbound
	clientID string
	created  bool // the conversation was begun for it
}

// queue adds the message and the job that sends it, in the order of the
// conversation.
func queue(c *Call, thread conversation.Thread, o outgoing) (MessageView, error) {
	waiting, err := conversation.Waiting(c.Tx, thread.ID)
	if err != nil {
		return MessageView{}, err
	}
	if waiting >= MaxWaiting {
		return MessageView{}, fault.Newf(fault.Conflict, fault.CodeTooManyWaiting,
			"%d messages to this person wait to be sent. Try again when some have left.", waiting)
	}
	m := conversation.Message{ID: o.id, ProjectID: o.place.ProjectID, NumberID: o.place.NumberID, ContactID: o.place.ContactID,
		ConversationID: thread.ID, Direction: conversation.Outbound, Origin: conversation.CloudAPI, Type: o.body.Type,
		Node: o.body.Raw, Text: o.body.Preview(), ContextWAMID: o.body.Context, Status: conversation.Queued,
		ClientID: o.clientID, Actor: c.Actor.String(), At: c.Now(), ProviderAt: c.Now(), Arrival: c.NowMillis()}
	if m.MediaID, err = ownFile(c, m, mediaID(o.body)); err != nil {
		return MessageView{}, err
	}
	added, err := conversation.Add(c.Tx, thread, m)
	if err != nil {
		return MessageView{}, err
	}
	if !added {
		return MessageView{}, fault.New(fault.Retryable, fault.CodeBusy, "The same message is being stored.")
	}
	_, err = job.Enqueue(c.Tx, job.Spec{Kind: JobSend, Key: "send:" + string(thread.ID), Args: SendArgs{MessageID: m.ID}})
	if err != nil {
		return MessageView{}, err
	}
	if err := appendEvent(c, EventMessageQueued, m, o.created); err != nil {
		return MessageView{}, err
	}
	m, err = conversation.GetMessage(c.Tx, m.ID)
	return again(c, m, err)
}

func mediaID(o whatsapp.Outbound) string {
	switch {
	case o.Media != nil:
		return o.Media.ID
	case o.Type == "template" || o.Type == "interactive":
		return whatsapp.FileID(o.Raw)
	}
	return ""
}

// ownFile finds the stored file that a message names, by our id or by Meta's.
// A file of which only Meta knows is none of ours.
func ownFile(c *Call, m conversation.Message, id string) (ids.MediaID, error) {
	if id == "" {
		return "", nil
	}
	f, err := media.Find(c.Tx, c.Actor.Scope, id)
	if fault.Is(err, fault.NotFound) && !ids.Valid(id) {
		return "", nil
	}
	if fault.Is(err, fault.NotFound) || err == nil && f.NumberID != m.NumberID {
		return "", invalid("message", "names a file that is not here; upload it first")
	}
	if err != nil {
		return "", err
	}
	if f.Status != media.Ready {
		return "", invalid("message", "names a file whose bytes are not here")
	}
	return f.ID, nil
}

// RetryMessage puts a message that did not leave back into the queue. One that
// WhatsApp has accepted is never sent again.
var RetryMessage = define(UseCase[string, MessageView]{
	Name: "message.retry", Rule: policy.Needs(policy.SendMessage), Mode: Write,
	Run: func(c *Call, id string) (MessageView, error) {
		m, err := conversation.FindMessage(c.Tx, c.Actor.Scope, id)
		if err != nil {
			return MessageView{}, err
		}
		if _, err := openThread(c, m.ConversationID); err != nil {
			return MessageView{}, err
		}
		if err := conversation.Retry(c.Tx, m.ID); err != nil {
			return MessageView{}, err
		}
		if _, err := job.Enqueue(c.Tx, job.Spec{Kind: JobSend, Key: "send:" + string(m.ConversationID), Args: SendArgs{MessageID: m.ID}}); err != nil {
			return MessageView{}, err
		}
		if err := appendEvent(c, EventStatusChanged, m, false); err != nil {
			return MessageView{}, err
		}
		return GetMessage.Run(c, id)
	},
})
