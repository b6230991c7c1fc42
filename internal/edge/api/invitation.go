package api

import (
	"context"
	"net/http"
	"time"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// InvitationRecord is an invitation without its link; exported, because
// the description shows only exported embedded records.
type InvitationRecord struct {
	ID        ids.InvitationID `json:"id"`
	Email     string           `json:"email"`
	Role      policy.Role      `json:"role" enum:"owner,admin,member,inbox"`
	InvitedBy string           `json:"invited_by" doc:"The kind of actor and its id, as user:…"`
	CreatedAt time.Time        `json:"created_at"`
	ExpiresAt time.Time        `json:"expires_at"`
}

type invitedRecord struct {
	InvitationRecord
	Link string `json:"link" doc:"The address that accepts it; it is shown this once and works once"`
}

type openedInvitationRecord struct {
	ProjectName string      `json:"project_name"`
	Email       string      `json:"email"`
	Role        policy.Role `json:"role" enum:"owner,admin,member,inbox"`
	Known       bool        `json:"known" doc:"The email has an account, whose owner logs in and joins"`
	ExpiresAt   time.Time   `json:"expires_at"`
}

func invitationOf(i account.Invitation) InvitationRecord {
	return InvitationRecord{ID: i.ID, Email: i.Email, Role: i.Role, InvitedBy: i.InvitedBy, CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt}
}

type (
	inviteFields struct {
		Email string      `json:"email,omitempty"`
		Role  policy.Role `json:"role,omitempty" enum:"owner,admin,member,inbox"`
	}

	openInvitationFields struct {
		Token string `json:"token,omitempty" doc:"What stands behind # in the link"`
	}

	acceptInvitationFields struct {
		Token    string `json:"token,omitempty" doc:"What stands behind # in the link"`
		Name     string `json:"name,omitempty" doc:"Of somebody without an account"`
		Password string `json:"password,omitempty" doc:"Of somebody without an account; at least 10 characters"`
	}

	inviteRequest struct {
		Body struct {
			Invitation inviteFields `json:"invitation"`
		}
	}

	openInvitationRequest struct {
		Body struct {
			Invitation openInvitationFields `json:"invitation"`
		}
	}

	acceptInvitationRequest struct {
		Body struct {
			Invitation acceptInvitationFields `json:"invitation"`
		}
	}
)

func mountInvitations(s *rest.Server) {
	rest.Mount(s, "GET /platform/v1/invitations", app.ListInvitations,
		func(_ context.Context, r *pageRequest) (account.Part, error) { return r.Part(), nil },
		func(l account.Listed[account.Invitation]) *rest.Page[InvitationRecord] {
			return rest.PageOf(l, invitationOf)
		},
		rest.Summary("List the invitations that nobody accepted, expired ones for 30 days more"))
	rest.Mount(s, "POST /platform/v1/invitations", app.Invite,
		func(_ context.Context, r *inviteRequest) (app.InviteIn, error) {
			return app.InviteIn{Email: r.Body.Invitation.Email, Role: r.Body.Invitation.Role}, nil
		},
		func(i app.Invited) *rest.Answer[invitedRecord] {
			return rest.OK(invitedRecord{InvitationRecord: invitationOf(i.Invitation), Link: i.Link})
		},
		rest.Status(http.StatusCreated), rest.Summary("Invite somebody into the project"),
		rest.Doc("The link works once within seven days. Inviting the same email again makes a new link in place of the earlier one."))
	rest.Mount(s, "DELETE /platform/v1/invitations/{id}", app.RevokeInvitation,
		func(_ context.Context, r *idRequest) (ids.InvitationID, error) {
			if !ids.Valid(r.ID) {
				return "", fault.New(fault.NotFound, fault.CodeNotFound, "There is no such invitation.")
			}
			return ids.InvitationID(r.ID), nil
		},
		func(struct{}) *rest.Empty { return &rest.Empty{} },
		rest.Summary("Take an invitation back"))
	rest.Mount(s, "POST /platform/v1/invitations/open", app.OpenInvitation,
		func(ctx context.Context, r *openInvitationRequest) (string, error) {
			return r.Body.Invitation.Token, s.LimitLogIn(ctx, "")
		},
		func(o app.OpenedInvitation) *rest.Answer[openedInvitationRecord] {
			return rest.OK(openedInvitationRecord{ProjectName: o.ProjectName, Email: o.Email, Role: o.Role, Known: o.Known, ExpiresAt: o.ExpiresAt})
		},
		rest.Summary("Look at an invitation by its link's token, without using it"))
	rest.Mount(s, "POST /platform/v1/invitations/accept", app.AcceptInvitation,
		func(ctx context.Context, r *acceptInvitationRequest) (app.AcceptInvitationIn, error) {
			in := r.Body.Invitation
			return app.AcceptInvitationIn{Token: in.Token, Name: in.Name, Password: in.Password}, s.LimitLogIn(ctx, "")
		}, sessionAnswer(s), rest.Status(http.StatusCreated), rest.Summary("Accept an invitation"),
		rest.Doc("Somebody new gives a name and a password. Whoever has an account is logged in to it already."))
}
