package api

import (
	"context"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/conversation"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
)

type (
	assignmentsRequest struct {
		rest.PageQuery
		ID string `path:"id" doc:"The conversation's id"`
	}

	assignmentRequest struct {
		ID           string `path:"id" doc:"The conversation's id"`
		AssignmentID string `path:"assignment_id"`
	}

	createAssignmentRequest struct {
		ID   string `path:"id" doc:"The conversation's id"`
		Body struct {
			Assignment newAssignment `json:"assignment"`
		}
	}

	newAssignment struct {
		UserID string  `json:"user_id" doc:"A member of the project"`
		Notes  *string `json:"notes,omitempty" doc:"At most 2,000 characters"`
	}

	updateAssignmentRequest struct {
		ID           string `path:"id" doc:"The conversation's id"`
		AssignmentID string `path:"assignment_id"`
		Body         struct {
			Assignment assignmentChange `json:"assignment"`
		}
	}

	assignmentChange struct {
		UserID *string `json:"user_id,omitempty" doc:"Hands the conversation over to another member"`
		Notes  *string `json:"notes,omitempty"`
		Active *bool   `json:"active,omitempty" doc:"false ends the charge; the assignment stays as history"`
	}

	activitiesRequest struct {
		rest.CursorQuery
		ID string `path:"id" doc:"The conversation's id"`
	}

	loadRecord struct {
		UserID            ids.UserID `json:"user_id"`
		OpenConversations int64      `json:"open_conversations"`
	}
)

func mountAssignments(s *rest.Server) {
	const path = "/platform/v1/whatsapp/conversations/{id}/assignments"
	answer := func(a conversation.Assignment) *rest.Answer[record.AssignmentRecord] {
		return rest.OK(record.Assignment(a))
	}
	rest.Mount(s, "GET "+path, inPages(app.ListAssignments),
		func(_ context.Context, r *assignmentsRequest) (partOf[string], error) {
			return partOf[string]{in: r.ID, part: r.Part()}, nil
		},
		func(l account.Listed[conversation.Assignment]) *rest.Page[record.AssignmentRecord] {
			return rest.PageOf(l, record.Assignment)
		}, rest.Summary("List a conversation's assignments, newest first"))
	rest.Mount(s, "POST "+path, app.CreateAssignment,
		func(_ context.Context, r *createAssignmentRequest) (app.CreateAssignmentIn, error) {
			a := r.Body.Assignment
			return app.CreateAssignmentIn{ConversationID: r.ID, UserID: a.UserID, Notes: a.Notes}, nil
		}, answer, rest.Status(201), rest.Summary("Put a person in charge of a conversation"))
	rest.Mount(s, "GET "+path+"/{assignment_id}", app.GetAssignment,
		func(_ context.Context, r *assignmentRequest) (app.AssignmentRef, error) {
			return app.AssignmentRef{ConversationID: r.ID, ID: r.AssignmentID}, nil
		}, answer, rest.Summary("Get an assignment"))
	rest.Mount(s, "PATCH "+path+"/{assignment_id}", app.UpdateAssignment, changeOf, answer,
		rest.Summary("Hand a conversation over, change the notes, or end the charge"))
	rest.Mount(s, "GET /platform/v1/whatsapp/assignment_loads", inPages(app.ListLoads), partOnly,
		func(l account.Listed[conversation.Load]) *rest.Page[loadRecord] {
			return rest.PageOf(l, func(l conversation.Load) loadRecord { return loadRecord{l.UserID, l.Open} })
		}, rest.Summary("Count the active conversations of each person in charge"))
}

func changeOf(_ context.Context, r *updateAssignmentRequest) (app.UpdateAssignmentIn, error) {
	a := r.Body.Assignment
	return app.UpdateAssignmentIn{AssignmentRef: app.AssignmentRef{ConversationID: r.ID, ID: r.AssignmentID},
		UserID: a.UserID, Notes: a.Notes, Active: a.Active}, nil
}

var activityColumns = []string{"at", "id"}

func mountActivities(s *rest.Server) {
	rest.Mount(s, "GET /platform/v1/whatsapp/conversations/{id}/activities", app.ListActivities,
		func(_ context.Context, r *activitiesRequest) (app.ListActivitiesIn, error) {
			places, err := rest.RangeOf(r.CursorQuery, func(cursor string) (p conversation.ActivityPlace, err error) {
				var id string
				err = rest.DecodeCursor(cursor, activityColumns, &p.At, &id)
				p.ID = ids.ActivityID(id)
				return p, err
			})
			return app.ListActivitiesIn{ConversationID: r.ID, Range: places}, err
		},
		func(p app.Page[conversation.Activity]) *rest.List[record.ActivityRecord] {
			return rest.ListOf(p, record.Activity, func(a conversation.Activity) string {
				return rest.EncodeCursor(activityColumns, clock.Millis(a.At), string(a.ID))
			})
		}, rest.Summary("List what happened to a conversation besides its messages, newest first"))
}
