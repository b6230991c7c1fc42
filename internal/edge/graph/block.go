package graph

import (
	"cmp"
	"net/http"

	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
)

// listBlocked hands the reading of a number's blocked people on.
func (g *graph) listBlocked(q *request) error {
	if err := app.May(q.actor, app.BlockUsers); err != nil {
		return err
	}
	n, err := g.number(q, q.path[0])
	if err != nil {
		return err
	}
	client, _, err := g.clientOf(q, n)
	if err != nil {
		return err
	}
	return g.pass(q, client, []string{string(n.PhoneNumberID), "block_users"}, withoutTokens(q))
}

// blockUsers takes a request to block people, or to let them write again, in
// WhatsApp's own form, and answers as WhatsApp does.
func (g *graph) blockUsers(q *request) error {
	if err := app.May(q.actor, app.BlockUsers); err != nil {
		return err
	}
	n, err := g.number(q, q.path[0])
	if err != nil {
		return err
	}
	var body struct {
		Users []struct {
			User   string `json:"user"`
			UserID string `json:"user_id"`
		} `json:"block_users"`
	}
	if err := q.fields("", &body); err != nil {
		return err
	}
	in := app.BlockUsersIn{PhoneNumberID: string(n.ID), Block: q.r.Method == http.MethodPost}
	for _, u := range body.Users {
		in.Users = append(in.Users, cmp.Or(u.User, u.UserID))
	}
	out, err := rest.Call(q.context(), g.rest, app.BlockUsers, in)
	if err != nil {
		return err
	}
	if out.Status == 0 {
		return fault.New(fault.Timeout, fault.CodeOutcomeUnknown, "WhatsApp has not answered yet. The request goes on by itself.")
	}
	return writeRaw(q.w, out.Status, out.Answer)
}
