package api

import (
	"context"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/policy"
)

type (
	roleFields struct {
		Role policy.Role `json:"role,omitempty" enum:"owner,admin,member,inbox"`
	}

	changeRoleRequest struct {
		ID   string `path:"id" doc:"The person's user id, or the membership's number"`
		Body struct {
			User roleFields `json:"user"`
		}
	}
)

func mountMembers(s *rest.Server) {
	rest.Mount(s, "PATCH /platform/v1/users/{id}", app.ChangeRole,
		func(_ context.Context, r *changeRoleRequest) (app.ChangeRoleIn, error) {
			return app.ChangeRoleIn{Member: r.ID, Role: r.Body.User.Role}, nil
		},
		func(m account.Member) *rest.Answer[userRecord] { return rest.OK(userOf(m)) },
		rest.Summary("Give a member of the project another role"))
	rest.Mount(s, "DELETE /platform/v1/users/{id}", app.RemoveMember, idOf,
		func(struct{}) *rest.Empty { return &rest.Empty{} },
		rest.Summary("Remove somebody from the project"),
		rest.Doc("They lose access at once, on every screen."))
}
