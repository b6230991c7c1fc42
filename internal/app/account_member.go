package app

import (
	"context"

	"relevo/internal/account"
	"relevo/internal/conversation"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// ChangeRoleIn gives a member, by user id or membership number, another role.
type ChangeRoleIn struct {
	Member string
	Role   policy.Role
}

// ChangeRole gives a member of the project another role. Only an owner makes
// and unmakes owners, and one owner stays.
var ChangeRole = define(UseCase[ChangeRoleIn, account.Member]{
	Name: "member.change_role", Rule: policy.Needs(policy.ManageMember), Mode: Write,
	Prepare: func(_ context.Context, _ *App, actor policy.Actor, in ChangeRoleIn) (ChangeRoleIn, error) {
		return in, mayGive(actor, in.Role)
	},
	Run: func(c *Call, in ChangeRoleIn) (account.Member, error) {
		member, err := lockedMember(c, in.Member)
		if err != nil || member.Role == in.Role {
			return member, err
		}
		if err := mayLoseOwner(c, member, in.Role); err != nil {
			return member, err
		}
		project := c.Actor.Scope.Project
		if err := account.SetRole(c.Tx, project, member.UserID, in.Role); err != nil {
			return member, err
		}
		before := member.Role
		member.Role = in.Role
		if err := c.audit(project, "member.change_role", "user:"+string(member.UserID), map[string]any{"name": member.Name, "role": in.Role, "before": before}); err != nil {
			return member, err
		}
		return member, appendMembersChanged(c, project, member.UserID)
	},
})

// RemoveMember takes a person out of the project, by user id or membership
// number. They lose access with the commit; connections that stand are cut on
// every node. Who is in no other project is logged out.
var RemoveMember = define(UseCase[string, struct{}]{
	Name: "member.remove", Rule: policy.Needs(policy.ManageMember), Mode: Write,
	Run: func(c *Call, id string) (none struct{}, err error) {
		member, err := lockedMember(c, id)
		if err != nil {
			return none, err
		}
		if err := mayLoseOwner(c, member, ""); err != nil {
			return none, err
		}
		project := c.Actor.Scope.Project
		if err := account.DeleteMember(c.Tx, project, member.UserID); err != nil {
			return none, err
		}
		if err := releaseConversations(c, project, member.UserID); err != nil {
			return none, err
		}
		if err := c.audit(project, "member.remove", "user:"+string(member.UserID), map[string]any{"name": member.Name, "email": member.Email, "role": member.Role}); err != nil {
			return none, err
		}
		left, err := account.Memberships(c.Tx, member.UserID)
		if err != nil {
			return none, err
		}
		if len(left) == 0 {
			if err := endSessions(c, member.UserID, ""); err != nil {
				return none, err
			}
		}
		return none, appendMembersChanged(c, project, member.UserID)
	},
})

// releaseConversations leaves what a person was in charge of to nobody.
func releaseConversations(c *Call, project ids.ProjectID, user ids.UserID) error {
	released, err := conversation.ReleaseAll(c.Tx, project, user)
	if err != nil {
		return err
	}
	for _, id := range released {
		cv, err := conversation.Get(c.Tx, id)
		if err != nil {
			return err
		}
		if err := tellAssigned(c, cv, conversation.Unassigned, conversation.Assignment{ConversationID: id, UserID: user}); err != nil {
			return err
		}
	}
	return nil
}

// lockedMember finds a member and keeps every other change of the project's
// members waiting, so that two owners cannot remove each other at once.
func lockedMember(c *Call, id string) (account.Member, error) {
	if err := account.LockProject(c.Tx, c.Actor.Scope.Project); err != nil {
		return account.Member{}, err
	}
	return account.FindMember(c.Tx, c.Actor.Scope, id)
}

// mayGive says whether an actor may make somebody what the role says.
func mayGive(actor policy.Actor, role policy.Role) error {
	if !policy.ValidRole(role) {
		return invalid("role", "must be owner, admin, member or inbox")
	}
	if role == policy.RoleOwner && !actsAsOwner(actor) {
		return onlyOwners()
	}
	return nil
}

// mayLoseOwner says whether an actor may take a member's role away for another
// one, or for none.
func mayLoseOwner(c *Call, member account.Member, role policy.Role) error {
	if member.Role != policy.RoleOwner || role == policy.RoleOwner {
		return nil
	}
	if !actsAsOwner(c.Actor) {
		return onlyOwners()
	}
	owners, err := account.CountOwners(c.Tx, c.Actor.Scope.Project)
	if err == nil && owners == 1 {
		return fault.New(fault.Conflict, fault.CodeLastOwner, "A project needs an owner. Make somebody else an owner first.")
	}
	return err
}

func actsAsOwner(actor policy.Actor) bool {
	return actor.Kind == policy.Operator || actor.Role == policy.RoleOwner
}

func onlyOwners() error {
	return fault.New(fault.Forbidden, fault.CodeOwnersOnly, "Only an owner can do this for an owner. Ask an owner of the project.")
}

// endSessions ends a person's sessions but one, and tells every node to cut
// their connections.
func endSessions(c *Call, user ids.UserID, but ids.SessionID) error {
	ended, err := account.CloseSessions(c.Tx, user, but)
	if err != nil {
		return err
	}
	for _, id := range ended {
		if err := appendSessionEnded(c, id); err != nil {
			return err
		}
	}
	return nil
}

func appendSessionEnded(c *Call, id ids.SessionID) error {
	return event.Append(c.Tx, event.New{Subject: "session:" + string(id), Type: EventSessionEnded,
		Actor: c.Actor.String(), Data: EventData{SessionID: id}})
}

// appendMembersChanged tells the screens that the people of a project or their
// roles are others now. user is the one whose rights changed, "" for nobody's:
// their connections are judged anew.
func appendMembersChanged(c *Call, project ids.ProjectID, user ids.UserID) error {
	return event.Append(c.Tx, event.New{ProjectID: project, Subject: "project:" + string(project), Type: EventMembersChanged,
		Actor: c.Actor.String(), Data: EventData{UserID: user}})
}
