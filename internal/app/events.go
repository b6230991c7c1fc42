package app

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/conversation"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// The types of event.
const (
	EventMessageReceived      = "message.received"
	EventMessageQueued        = "message.queued"
	EventStatusChanged        = "message.status_changed"
	EventMessageChanged       = "message.changed"
	EventConversationChanged  = "conversation.changed"
	EventConversationAssigned = "conversation.assigned"
	EventConversationRead     = "conversation.read"
	EventDraftChanged         = "conversation.draft_changed" // of the actor's own; the text is theirs alone
	EventContactChanged       = "contact.changed"
	EventTemplatesChanged     = "templates.changed"
	EventMembersChanged       = "members.changed"
	EventNumberChanged        = "number.changed"
	EventCannedReplyChanged   = "canned_reply.changed"
	EventSessionEnded         = "session.ended" // of no project: only the screens need it
	EventNotesChanged         = "contact.notes_changed"
	EventConversationErased   = "conversation.erased"
	EventContactErased        = "contact.erased"
	EventBlockAnswered        = "block.answered"
	subjectConversationPrefix = "conversation:"
	subjectContactPrefix      = "contact:"
)

// EventData names the records that an event is about. Readers get the records
// as they stand; an event never carries a copy that could grow old.
type EventData struct {
	ConversationID      ids.ConversationID `json:"conversation_id,omitempty"`
	MessageID           ids.MessageID      `json:"message_id,omitempty"`
	ContactID           ids.ContactID      `json:"contact_id,omitempty"`
	ConversationCreated bool               `json:"is_new_conversation,omitempty"`
	UserID              ids.UserID         `json:"user_id,omitempty"`
	ActivityID          ids.ActivityID     `json:"activity_id,omitempty"`
	SessionID           ids.SessionID      `json:"session_id,omitempty"`
	NoteID              ids.NoteID         `json:"note_id,omitempty"`
}

func appendEvent(c *Call, kind string, m conversation.Message, created bool) error {
	actor := m.Actor
	if c.Actor.Kind != policy.System {
		actor = c.Actor.String()
	}
	return event.Append(c.Tx, event.New{ProjectID: m.ProjectID, Subject: subjectConversationPrefix + string(m.ConversationID),
		Type: kind, Actor: actor, Data: EventData{ConversationID: m.ConversationID, MessageID: m.ID, ConversationCreated: created}})
}

func appendConversationEvent(c *Call, kind string, cv conversation.Conversation) error {
	return event.Append(c.Tx, event.New{ProjectID: cv.ProjectID, Subject: subjectConversationPrefix + string(cv.ID),
		Version: cv.Version, Type: kind, Actor: c.Actor.String(),
		Data: EventData{ConversationID: cv.ID, UserID: c.Actor.UserID()}})
}

func millis(ms int64) time.Time { return clock.FromMillis(ms) }

func ignoreMissing(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
