package app

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"relevo/internal/clock"
	"relevo/internal/conversation"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
)

// Limits of what clients may store with a conversation.
const (
	MaxMetadata = 64 << 10 // bytes
	MaxDraft    = 16 << 10 // bytes
	maxReplyTo  = 512      // bytes of a message's id
)

// AssignedToMe stands for the asking person in a filter by assignee.
const AssignedToMe ids.UserID = "me"

// ListConversationsIn asks for a page of the inbox.
type ListConversationsIn struct {
	Filter        conversation.Filter
	PhoneNumberID string // our id or Meta's; empty for every number
	Range         Range[conversation.Position]
}

// ListConversations gives a page of the inbox, by last activity.
var ListConversations = define(UseCase[ListConversationsIn, Page[conversation.Conversation]]{
	Name: "conversation.list", Rule: policy.Needs(policy.ReadConversation), Mode: Read,
	Run: func(c *Call, in ListConversationsIn) (Page[conversation.Conversation], error) {
		if in.PhoneNumberID != "" {
			n, err := GetNumber.Run(c, in.PhoneNumberID)
			if fault.Is(err, fault.NotFound) {
				return Page[conversation.Conversation]{}, nil
			}
			if err != nil {
				return Page[conversation.Conversation]{}, err
			}
			in.Filter.NumberID = n.ID
		}
		if in.Filter.AssigneeID == AssignedToMe {
			if in.Filter.AssigneeID = c.Actor.UserID(); in.Filter.AssigneeID == "" {
				return Page[conversation.Conversation]{}, invalid("assigned_user_id", "is me for a person who is logged in only")
			}
		}
		return pageReaching(in.Range, func(from *conversation.Position, backwards bool, limit int,
		) (found []conversation.Conversation, reached *conversation.Conversation, err error) {
			found, place, err := conversation.List(c.Tx, c.Actor.Scope, c.Actor.UserID(), in.Filter, from, backwards, limit)
			if place != nil {
				reached = &conversation.Conversation{ID: place.ID, LastActiveAt: clock.FromMillis(place.LastActiveAt)}
			}
			return found, reached, err
		})
	},
})

// CountConversations gives how many conversations each tab of the list has for
// the asking person.
var CountConversations = define(UseCase[struct{}, conversation.Counts]{
	Name: "conversation.count", Rule: policy.Needs(policy.ReadConversation), Mode: Read,
	Run: func(c *Call, _ struct{}) (conversation.Counts, error) {
		return conversation.Count(c.Tx, c.Actor.Scope, c.Actor.UserID())
	},
})

// GetConversation finds one conversation.
var GetConversation = define(UseCase[string, conversation.Conversation]{
	Name: "conversation.get", Rule: policy.Needs(policy.ReadConversation), Mode: Read,
	Run: func(c *Call, id string) (conversation.Conversation, error) {
		return conversation.Find(c.Tx, c.Actor.Scope, c.Actor.UserID(), id)
	},
})

// UpdateConversationIn changes a conversation; an empty member stays.
type UpdateConversationIn struct {
	ID       string
	Status   string
	Metadata json.RawMessage
}

// UpdateConversation closes or reopens a conversation, or replaces its metadata.
var UpdateConversation = define(UseCase[UpdateConversationIn, conversation.Conversation]{
	Name: "conversation.update", Rule: policy.Needs(policy.WriteConversation), Mode: Write,
	Run: func(c *Call, in UpdateConversationIn) (cv conversation.Conversation, err error) {
		if cv, err = lockConversation(c, in.ID); err != nil {
			return cv, err
		}
		if err := updateStatus(c, cv, in.Status); err != nil {
			return cv, err
		}
		if err := updateMetadata(c, cv, in.Metadata); err != nil {
			return cv, err
		}
		return GetConversation.Run(c, in.ID)
	},
})

// lockConversation finds a conversation in the actor's scope and keeps others
// from changing it until the transaction ends.
func lockConversation(c *Call, id string) (conversation.Conversation, error) {
	cv, err := GetConversation.Run(c, id)
	if err != nil {
		return cv, err
	}
	if _, err := conversation.Lock(c.Tx, cv.ID); err != nil {
		return cv, err
	}
	return GetConversation.Run(c, id)
}

func updateStatus(c *Call, cv conversation.Conversation, status string) error {
	switch status {
	case "", cv.Status:
		return nil
	case conversation.Active:
		return reopenConversation(c, cv)
	case conversation.Ended:
		return endConversation(c, cv, conversation.Closed)
	default:
		return invalid("status", "must be active or ended")
	}
}

func endConversation(c *Call, cv conversation.Conversation, why string) error {
	if err := conversation.End(c.Tx, cv.ID, c.Actor.String()); err != nil {
		return err
	}
	return tellActivity(c, EventConversationChanged, cv, c.Actor.UserID(), conversation.Activity{ConversationID: cv.ID, Type: why})
}

// reopenConversation refuses where a newer one with the same person is active,
// and names it.
func reopenConversation(c *Call, cv conversation.Conversation) error {
	newer, found, err := conversation.ActiveBeside(c.Tx, cv)
	if err != nil {
		return err
	}
	if found {
		return fault.New(fault.Conflict, fault.CodeConversationActive,
			"Another conversation with this person is active; continue there.").With("conversation_id", string(newer))
	}
	if err := conversation.Reopen(c.Tx, cv.ID); err != nil {
		return err
	}
	return tellActivity(c, EventConversationChanged, cv, c.Actor.UserID(),
		conversation.Activity{ConversationID: cv.ID, Type: conversation.Reopened})
}

func updateMetadata(c *Call, cv conversation.Conversation, metadata json.RawMessage) error {
	if metadata == nil {
		return nil
	}
	if len(metadata) > MaxMetadata {
		return invalid("metadata", "must be at most 64 KiB")
	}
	if !bytes.HasPrefix(bytes.TrimSpace(metadata), []byte("{")) {
		return invalid("metadata", "must be an object")
	}
	if err := conversation.SetMetadata(c.Tx, cv.ID, metadata); err != nil {
		return err
	}
	cv, err := conversation.Get(c.Tx, cv.ID)
	if err != nil {
		return err
	}
	return appendConversationEvent(c, EventConversationChanged, cv)
}

// MarkReadIn says up to which message a person has read.
type MarkReadIn struct {
	ConversationID string
	LastMessageID  string // our id or a wamid; empty for all
}

// MarkRead records what the asking person has seen, and tells WhatsApp, so that
// the customer's ticks turn blue. An API key has no eyes: for it only WhatsApp
// is told.
var MarkRead = define(UseCase[MarkReadIn, conversation.Conversation]{
	Name: "conversation.mark_read", Rule: policy.Needs(policy.ReadConversation), Mode: Write,
	Run: func(c *Call, in MarkReadIn) (cv conversation.Conversation, err error) {
		if cv, err = GetConversation.Run(c, in.ConversationID); err != nil {
			return cv, err
		}
		upTo, err := readUpTo(c, cv, in.LastMessageID)
		if err != nil {
			return cv, err
		}
		if c.Actor.UserID() != "" {
			if err := conversation.MarkSeen(c.Tx, cv, c.Actor.UserID(), upTo); err != nil {
				return cv, err
			}
		}
		if cv.Unread > 0 {
			if err := sendReceipt(c, cv, upTo); err != nil {
				return cv, err
			}
		}
		if cv, err = GetConversation.Run(c, in.ConversationID); err != nil {
			return cv, err
		}
		return cv, appendConversationEvent(c, EventConversationRead, cv)
	},
})

func readUpTo(c *Call, cv conversation.Conversation, id string) (*conversation.Message, error) {
	if id == "" {
		return nil, nil
	}
	m, err := conversation.FindMessage(c.Tx, c.Actor.Scope, id)
	if err != nil {
		return nil, err
	}
	if m.ConversationID != cv.ID {
		return nil, fault.New(fault.NotFound, fault.CodeNotFound, "This message is not in the conversation.")
	}
	return &m, nil
}

// sendReceipt asks for a read receipt of the newest inbound message; WhatsApp
// marks the earlier ones with it.
func sendReceipt(c *Call, cv conversation.Conversation, upTo *conversation.Message) error {
	if upTo == nil || upTo.Direction != conversation.Inbound {
		list, err := conversation.ListMessages(c.Tx, c.Actor.Scope,
			conversation.MessageFilter{ConversationID: cv.ID, Direction: conversation.Inbound}, nil, false, 1)
		if err != nil || len(list) == 0 {
			return err
		}
		upTo = &list[0]
	}
	_, err := job.Enqueue(c.Tx, job.Spec{Kind: JobReceipt, Key: "receipt:" + string(cv.ID),
		Args: ReceiptArgs{NumberID: cv.NumberID, WAMID: upTo.WAMID}})
	return err
}

// MarkUnread makes a conversation unread for the asking person.
var MarkUnread = define(UseCase[string, conversation.Conversation]{
	Name: "conversation.mark_unread", Rule: policy.Needs(policy.ReadConversation), Mode: Write,
	Run: func(c *Call, id string) (cv conversation.Conversation, err error) {
		if cv, err = GetConversation.Run(c, id); err != nil {
			return cv, err
		}
		if err := needPerson(c); err != nil {
			return cv, err
		}
		if err := conversation.MarkUnread(c.Tx, cv, c.Actor.UserID()); err != nil {
			return cv, err
		}
		if cv, err = GetConversation.Run(c, id); err != nil {
			return cv, err
		}
		return cv, appendConversationEvent(c, EventConversationRead, cv)
	},
})

func needPerson(c *Call) error {
	if c.Actor.UserID() == "" {
		return fault.New(fault.Forbidden, fault.CodeForbidden, "This belongs to a person; log in to use it.")
	}
	return nil
}

// DraftIn is what a person has begun to write.
type DraftIn struct {
	ConversationID string
	conversation.Words
}

// GetDraft reads the asking person's draft; no words without one.
var GetDraft = define(UseCase[string, conversation.Words]{
	Name: "draft.get", Rule: policy.Needs(policy.SendMessage), Mode: Read,
	Run: func(c *Call, id string) (conversation.Words, error) {
		cv, err := GetConversation.Run(c, id)
		if err != nil {
			return conversation.Words{}, err
		}
		if err := needPerson(c); err != nil {
			return conversation.Words{}, err
		}
		return conversation.Draft(c.Tx, cv.ID, c.Actor.UserID())
	},
})

// MaxDrafts is how many drafts ListDrafts gives; older ones are found with
// their conversations.
const MaxDrafts = 100

// ListDrafts gives the asking person's latest drafts, the latest first.
var ListDrafts = define(UseCase[struct{}, []conversation.OwnDraft]{
	Name: "draft.list", Rule: policy.Needs(policy.SendMessage), Mode: Read,
	Run: func(c *Call, _ struct{}) ([]conversation.OwnDraft, error) {
		if err := needPerson(c); err != nil {
			return nil, err
		}
		return conversation.Drafts(c.Tx, c.Actor.Scope, c.Actor.UserID(), MaxDrafts)
	},
})

// SaveDraft keeps the asking person's draft; no words remove it. Their other
// screens hear that there is another one now. Whether the message that it
// answers is there is for whoever reads it: it may be gone by then.
var SaveDraft = define(UseCase[DraftIn, conversation.Words]{
	Name: "draft.save", Rule: policy.Needs(policy.SendMessage), Mode: Write,
	Run: func(c *Call, in DraftIn) (conversation.Words, error) {
		if len(in.Text) > MaxDraft || !utf8.ValidString(in.Text) {
			return conversation.Words{}, invalid("text", "must be at most 16 KiB of text")
		}
		if len(in.ReplyTo) > maxReplyTo || !utf8.ValidString(in.ReplyTo) || strings.ContainsFunc(in.ReplyTo, unicode.IsControl) {
			return conversation.Words{}, invalid("reply_to", "must be the id of a message")
		}
		cv, err := GetConversation.Run(c, in.ConversationID)
		if err != nil {
			return conversation.Words{}, err
		}
		if err := needPerson(c); err != nil {
			return conversation.Words{}, err
		}
		before, err := conversation.Draft(c.Tx, cv.ID, c.Actor.UserID())
		if err != nil || before == in.Words {
			return in.Words, err
		}
		if err := conversation.SaveDraft(c.Tx, cv.ID, c.Actor.UserID(), in.Words); err != nil {
			return conversation.Words{}, err
		}
		return in.Words, appendConversationEvent(c, EventDraftChanged, cv)
	},
})
