package record

import (
	"relevo/internal/conversation"
	"relevo/internal/ids"
)

// AssignmentRecord is a person's charge of a conversation.
type AssignmentRecord struct {
	ID              ids.AssignmentID `json:"id"`
	UserID          ids.UserID       `json:"user_id"`
	CreatedByUserID *ids.UserID      `json:"created_by_user_id" doc:"Null when no person made it"`
	Notes           *string          `json:"notes"`
	Active          bool             `json:"active"`
	CreatedAt       string           `json:"created_at" format:"date-time"`
}

// Assignment makes the record of an assignment.
func Assignment(a conversation.Assignment) AssignmentRecord {
	return AssignmentRecord{ID: a.ID, UserID: a.UserID, CreatedByUserID: a.CreatedBy, Notes: a.Notes, Active: a.Active,
		CreatedAt: instant(a.CreatedAt)}
}

// ActivityRecord is something that happened to a conversation besides its
// messages.
type ActivityRecord struct {
	ID             ids.ActivityID     `json:"id"`
	ConversationID ids.ConversationID `json:"conversation_id"`
	Type           string             `json:"type" enum:"assigned,unassigned,closed,reopened,ended_by_silence"`
	Actor          string             `json:"actor" doc:"The kind of actor and its id, as user:…"`
	UserID         *ids.UserID        `json:"user_id" doc:"Who was assigned, or no longer is"`
	UserName       *string            `json:"user_name"`
	Notes          *string            `json:"notes" doc:"Of the assignment"`
	At             string             `json:"at" format:"date-time"`
}

// Activity makes the record of an activity.
func Activity(a conversation.Activity) ActivityRecord {
	return ActivityRecord{ID: a.ID, ConversationID: a.ConversationID, Type: a.Type, Actor: a.Actor,
		UserID: a.UserID, UserName: a.UserName, Notes: a.Notes, At: instant(a.At)}
}
