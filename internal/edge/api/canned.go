package api

import (
	"context"
	"net/http"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/canned"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
)

type (
	cannedReplyBody struct {
		Reply struct {
			Shortcut string `json:"shortcut,omitempty" doc:"One word of at most 40 characters, unique in the project"`
			Text     string `json:"text,omitempty" doc:"At most 4,096 characters; may hold places such as {{contact.name}}"`
		} `json:"canned_reply"`
	}

	cannedReplyRequest struct {
		Body cannedReplyBody
	}

	updateCannedReplyRequest struct {
		ID   string `path:"id"`
		Body cannedReplyBody
	}
)

func (b cannedReplyBody) in(id string) app.CannedReplyIn {
	return app.CannedReplyIn{ID: ids.CannedReplyID(id), Shortcut: b.Reply.Shortcut, Text: b.Reply.Text}
}

func mountCannedReplies(s *rest.Server) {
	const path = "/platform/v1/canned_replies"
	answer := func(r canned.Reply) *rest.Answer[record.CannedReplyRecord] { return rest.OK(record.CannedReply(r)) }
	idOf := func(_ context.Context, r *idRequest) (ids.CannedReplyID, error) { return ids.CannedReplyID(r.ID), nil }
	rest.Mount(s, "GET "+path, inPages(app.ListCannedReplies), partOnly,
		func(l account.Listed[canned.Reply]) *rest.Page[record.CannedReplyRecord] {
			return rest.PageOf(l, record.CannedReply)
		},
		rest.Summary("List the canned replies, by shortcut"))
	rest.Mount(s, "POST "+path, app.CreateCannedReply,
		func(_ context.Context, r *cannedReplyRequest) (app.CannedReplyIn, error) { return r.Body.in(""), nil },
		answer, rest.Status(http.StatusCreated), rest.Summary("Add a canned reply"))
	rest.Mount(s, "GET "+path+"/{id}", app.GetCannedReply, idOf, answer, rest.Summary("Get a canned reply"))
	rest.Mount(s, "PATCH "+path+"/{id}", app.UpdateCannedReply,
		func(_ context.Context, r *updateCannedReplyRequest) (app.CannedReplyIn, error) {
			return r.Body.in(r.ID), nil
		},
		answer, rest.Summary("Change a canned reply"))
	rest.Mount(s, "DELETE "+path+"/{id}", app.DeleteCannedReply, idOf,
		func(canned.Reply) *rest.Empty { return &rest.Empty{} }, rest.Summary("Delete a canned reply"))
}
