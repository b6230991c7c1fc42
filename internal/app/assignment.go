package app

import (
	"unicode/utf8"

	"relevo/internal/account"
	"relevo/internal/conversation"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// MaxAssignmentNotes is how many characters the notes of an assignment have.
const MaxAssignmentNotes = 2000

// ListAssignments gives the assignments of a conversation, newest first.
var ListAssignments = define(UseCase[string, []conversation.Assignment]{
	Name: "assignment.list", Rule: policy.Needs(policy.ReadConversation), Mode: Read,
	Run: func(c *Call, conversationID string) ([]conversation.Assignment, error) {
		cv, err := GetConversation.Run(c, conversationID)
		if err != nil {
			return nil, err
		}
		return conversation.Assignments(c.Tx, cv.ID)
	},
})

// AssignmentRef names an assignment of a conversation.
type AssignmentRef struct{ ConversationID, ID string }

// GetAssignment finds one assignment.
var GetAssignment = define(UseCase[AssignmentRef, conversation.Assignment]{
	Name: "assignment.get", Rule: policy.Needs(policy.ReadConversation), Mode: Read,
	Run: func(c *Call, in AssignmentRef) (conversation.Assignment, error) {
		cv, err := GetConversation.Run(c, in.ConversationID)
		if err != nil {
			return conversation.Assignment{}, err
		}
		return conversation.FindAssignment(c.Tx, cv.ID, ids.AssignmentID(in.ID))
	},
})

// CreateAssignmentIn puts a person in charge of a conversation.
type CreateAssignmentIn struct {
	ConversationID string
	UserID         string
	Notes          *string
}

// CreateAssignment puts a person in charge of a conversation that nobody is in
// charge of.
var CreateAssignment = define(UseCase[CreateAssignmentIn, conversation.Assignment]{
	Name: "assignment.create", Rule: policy.Needs(policy.WriteConversation), Mode: Write,
	Run: func(c *Call, in CreateAssignmentIn) (a conversation.Assignment, err error) {
		cv, err := GetConversation.Run(c, in.ConversationID)
		if err != nil {
			return a, err
		}
		a = conversation.Assignment{ID: ids.AssignmentID(ids.New()), ConversationID: cv.ID, UserID: ids.UserID(in.UserID),
			Notes: in.Notes, Active: true}
		if by := c.Actor.UserID(); by != "" {
			a.CreatedBy = &by
		}
		if err := checkAssignment(c, cv, a); err != nil {
			return a, err
		}
		if err := conversation.AddAssignment(c.Tx, a); err != nil {
			return a, err
		}
		if err := tellAssigned(c, cv, conversation.Assigned, a); err != nil {
			return a, err
		}
		return conversation.FindAssignment(c.Tx, cv.ID, a.ID)
	},
})

// UpdateAssignmentIn changes an assignment; a nil member stays.
type UpdateAssignmentIn struct {
	AssignmentRef
	UserID *string
	Notes  *string
	Active *bool
}

// UpdateAssignment hands a conversation over to another person, changes the
// notes, or ends the charge. One that has ended keeps its person.
var UpdateAssignment = define(UseCase[UpdateAssignmentIn, conversation.Assignment]{
	Name: "assignment.update", Rule: policy.Needs(policy.WriteConversation), Mode: Write,
	Run: func(c *Call, in UpdateAssignmentIn) (after conversation.Assignment, err error) {
		cv, err := lockConversation(c, in.ConversationID)
		if err != nil {
			return after, err
		}
		before, err := conversation.FindAssignment(c.Tx, cv.ID, ids.AssignmentID(in.ID))
		if err != nil {
			return after, err
		}
		after = in.over(before)
		if !after.Active && after.UserID != before.UserID {
			return after, invalid("user_id", "can't be changed on an assignment that isn't active")
		}
		if err := checkAssignment(c, cv, after); err != nil {
			return after, err
		}
		if err := conversation.ChangeAssignment(c.Tx, before, after); err != nil {
			return after, err
		}
		return after, tellAssignmentChange(c, cv, before, after)
	},
})

func (in UpdateAssignmentIn) over(a conversation.Assignment) conversation.Assignment {
	if in.UserID != nil {
		a.UserID = ids.UserID(*in.UserID)
	}
	if in.Notes != nil {
		a.Notes = in.Notes
	}
	if in.Active != nil {
		a.Active = *in.Active
	}
	return a
}

func checkAssignment(c *Call, cv conversation.Conversation, a conversation.Assignment) error {
	if a.Notes != nil && (utf8.RuneCountInString(*a.Notes) > MaxAssignmentNotes || !utf8.ValidString(*a.Notes)) {
		return invalid("notes", "must be at most 2,000 characters of text")
	}
	if !a.Active {
		return nil
	}
	if _, err := account.MembershipIn(c.Tx, a.UserID, cv.ProjectID); fault.Is(err, fault.NotFound) {
		return fault.New(fault.Invalid, fault.CodeNotMember, "User not found or not a member of this project").
			With("user_id", "is not a member of this project")
	} else if err != nil {
		return err
	}
	return nil
}

func tellAssignmentChange(c *Call, cv conversation.Conversation, before, after conversation.Assignment) error {
	switch {
	case before.Active && !after.Active:
		return tellAssigned(c, cv, conversation.Unassigned, after)
	case after.Active && (!before.Active || before.UserID != after.UserID):
		return tellAssigned(c, cv, conversation.Assigned, after)
	default:
		if err := c.audit(cv.ProjectID, "assignment.update", subjectConversationPrefix+string(cv.ID),
			map[string]any{"assignment_id": after.ID}); err != nil {
			return err
		}
		return appendConversationEvent(c, EventConversationChanged, cv)
	}
}

// tellAssigned notes who is in charge now, or no longer is: in the thread, in
// the audit log, and for the screens.
func tellAssigned(c *Call, cv conversation.Conversation, kind string, a conversation.Assignment) error {
	activity := conversation.Activity{ConversationID: cv.ID, Type: kind, UserID: &a.UserID}
	var charge ids.UserID
	if kind == conversation.Assigned {
		activity.Notes, charge = a.Notes, a.UserID
	}
	return tellActivity(c, EventConversationAssigned, cv, charge, activity)
}

// tellActivity notes what happened to a conversation: in its thread, in the
// audit log, and for the screens. user is whom the event is about.
func tellActivity(c *Call, kind string, cv conversation.Conversation, user ids.UserID, a conversation.Activity) error {
	a.Actor = c.Actor.String()
	id, err := conversation.AddActivity(c.Tx, a)
	if err != nil {
		return err
	}
	details := map[string]any{}
	if a.UserID != nil {
		details["user_id"] = *a.UserID
	}
	if c.Actor.Kind != policy.System { // the audit log is about people and programs
		if err := c.audit(cv.ProjectID, "conversation."+a.Type, subjectConversationPrefix+string(cv.ID), details); err != nil {
			return err
		}
	}
	now, err := conversation.Get(c.Tx, cv.ID)
	if err != nil {
		return err
	}
	return event.Append(c.Tx, event.New{ProjectID: cv.ProjectID, Subject: subjectConversationPrefix + string(cv.ID),
		Version: now.Version, Type: kind, Actor: a.Actor,
		Data: EventData{ConversationID: cv.ID, UserID: user, ActivityID: id}})
}

// ListActivitiesIn asks for a page of what happened to a conversation.
type ListActivitiesIn struct {
	ConversationID string
	Range          Range[conversation.ActivityPlace]
}

// ListActivities gives what happened to a conversation besides its messages,
// newest first.
var ListActivities = define(UseCase[ListActivitiesIn, Page[conversation.Activity]]{
	Name: "activity.list", Rule: policy.Needs(policy.ReadConversation), Mode: Read,
	Run: func(c *Call, in ListActivitiesIn) (Page[conversation.Activity], error) {
		cv, err := GetConversation.Run(c, in.ConversationID)
		if err != nil {
			return Page[conversation.Activity]{}, err
		}
		return page(in.Range, func(from *conversation.ActivityPlace, backwards bool, limit int) ([]conversation.Activity, error) {
			return conversation.ListActivities(c.Tx, c.Actor.Scope, cv.ID, from, backwards, limit)
		})
	},
})

// ListLoads gives how many active conversations each person of the project is
// in charge of.
var ListLoads = define(UseCase[struct{}, []conversation.Load]{
	Name: "assignment.loads", Rule: policy.Needs(policy.ReadMember), Mode: Read,
	Run: func(c *Call, _ struct{}) ([]conversation.Load, error) {
		return conversation.Loads(c.Tx, c.Actor.Scope.Project)
	},
})
