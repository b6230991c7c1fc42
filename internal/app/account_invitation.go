package app

import (
	"context"

	"relevo/internal/account"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/seal"
)

// invitationPath is the page that follows an invitation. The token stands
// behind "#", so that no server log has it.
const invitationPath = "/app/invitation#"

// InviteIn names whom to invite, and as what.
type InviteIn struct {
	Email string
	Role  policy.Role
}

// Invited is an invitation with its link, which nothing can show again.
type Invited struct {
	account.Invitation
	Link string
}

// Invite makes an invitation that works once within seven days. Only an owner
// invites owners.
var Invite = define(UseCase[InviteIn, Invited]{
	Name: "invitation.create", Rule: policy.Needs(policy.ManageMember), Mode: Write,
	Prepare: func(_ context.Context, _ *App, actor policy.Actor, in InviteIn) (_ InviteIn, err error) {
		if in.Email, err = account.CheckEmail(in.Email); err != nil {
			return in, err
		}
		return in, mayGive(actor, in.Role)
	},
	Run: func(c *Call, in InviteIn) (none Invited, err error) {
		if err := refuseMember(c, in.Email); err != nil {
			return none, err
		}
		token, hash := seal.NewToken("")
		made, err := account.Invite(c.Tx, account.Invitation{ProjectID: c.Actor.Scope.Project, Email: in.Email, Role: in.Role, InvitedBy: c.Actor.String()}, hash)
		if err != nil {
			return none, err
		}
		if err := c.auditInvitation("invitation.create", made); err != nil {
			return none, err
		}
		return Invited{Invitation: made, Link: c.App.PublicURL() + invitationPath + token}, appendMembersChanged(c, made.ProjectID, "")
	},
})

// refuseMember gives a conflict for the email of somebody who is in the project.
func refuseMember(c *Call, email string) error {
	user, err := account.FindUser(c.Tx, email)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = account.MembershipIn(c.Tx, user.ID, c.Actor.Scope.Project)
	if err == nil {
		return fault.New(fault.Conflict, fault.CodeDuplicate, "This person is in the project already.").With("email", "is a member")
	}
	return ignoreMissing(err)
}

func (c *Call) auditInvitation(action string, i account.Invitation) error {
	return c.audit(i.ProjectID, action, "invitation:"+string(i.ID), map[string]any{"email": i.Email, "role": i.Role})
}

// ListInvitations gives the invitations of the project that nobody accepted,
// oldest first.
var ListInvitations = define(UseCase[account.Part, account.Listed[account.Invitation]]{
	Name: "invitation.list", Rule: policy.Needs(policy.ManageMember), Mode: Read,
	Run: func(c *Call, part account.Part) (account.Listed[account.Invitation], error) {
		return account.ListInvitations(c.Tx, c.Actor.Scope, part)
	},
})

// RevokeInvitation removes an invitation; its link works no more.
var RevokeInvitation = define(UseCase[ids.InvitationID, struct{}]{
	Name: "invitation.revoke", Rule: policy.Needs(policy.ManageMember), Mode: Write,
	Run: func(c *Call, id ids.InvitationID) (none struct{}, err error) {
		dropped, err := account.DropInvitation(c.Tx, c.Actor.Scope, id)
		if err != nil {
			return none, err
		}
		if err := c.auditInvitation("invitation.revoke", dropped); err != nil {
			return none, err
		}
		return none, appendMembersChanged(c, dropped.ProjectID, "")
	},
})

// OpenedInvitation is what the holder of a link learns. Known says that the
// email has an account: its owner logs in and joins.
type OpenedInvitation struct {
	account.Invitation
	Known bool
}

// OpenInvitation gives the invitation of a link without using it.
var OpenInvitation = define(UseCase[string, OpenedInvitation]{
	Name: "invitation.open", Rule: policy.Anyone, Mode: Read,
	Run: func(c *Call, token string) (out OpenedInvitation, err error) {
		if out.Invitation, err = account.FindInvitation(c.Tx, seal.HashToken(token)); err != nil {
			return out, err
		}
		_, err = account.FindUser(c.Tx, out.Email)
		out.Known = err == nil
		return out, ignoreMissing(err)
	},
})

// AcceptInvitationIn is the token of a link, and for somebody without an
// account the name and password they choose.
type AcceptInvitationIn struct {
	Token    string
	Name     string
	Password string

	passwordHash string
}

// AcceptInvitation makes the place in the project and logs the person in. The
// owner of an account joins with their own session; everybody else makes an
// account here.
var AcceptInvitation = define(UseCase[AcceptInvitationIn, OpenedSession]{
	Name: "invitation.accept", Rule: policy.Anyone, Mode: Write,
	Prepare: func(ctx context.Context, a *App, _ policy.Actor, in AcceptInvitationIn) (AcceptInvitationIn, error) {
		opened, err := Do(ctx, a, inside, OpenInvitation, in.Token) // nobody else makes the server hash
		if err != nil || opened.Known {
			return in, err
		}
		if in.Name, err = account.CheckName("name", in.Name); err != nil {
			return in, err
		}
		in.passwordHash, err = hashPassword(ctx, in.Password)
		return in, err
	},
	Run: acceptInvitation,
})

func acceptInvitation(c *Call, in AcceptInvitationIn) (none OpenedSession, err error) {
	invitation, err := account.FindInvitation(c.Tx, seal.HashToken(in.Token))
	if err != nil {
		return none, err
	}
	if err := account.UseInvitation(c.Tx, invitation.ID); err != nil {
		return none, err
	}
	user, err := account.FindUser(c.Tx, invitation.Email)
	switch {
	case err == nil && c.Actor.UserID() != user.ID:
		return none, fault.New(fault.Conflict, fault.CodeOtherAccount, "This invitation belongs to an account. Log in as "+invitation.Email+" to accept it.").
			With("email", invitation.Email)
	case fault.Is(err, fault.NotFound) && in.passwordHash != "":
		user, err = account.CreateUser(c.Tx, invitation.Email, in.Name, in.passwordHash)
	}
	if err != nil {
		return none, err
	}
	c.Actor = policy.Actor{Kind: policy.User, ID: string(user.ID), Name: user.Name}
	if err := c.auditInvitation("invitation.accept", invitation); err != nil {
		return none, err
	}
	if err := addMember(c, invitation.ProjectID, user.ID, invitation.Role); err != nil {
		return none, err
	}
	if err := appendMembersChanged(c, invitation.ProjectID, user.ID); err != nil {
		return none, err
	}
	return openSession(c, user)
}
