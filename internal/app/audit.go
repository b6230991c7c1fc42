package app

import (
	"fmt"
	"slices"

	"relevo/internal/account"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// ListAuditIn asks for a page of the audit log.
type ListAuditIn struct {
	Range  Range[account.AuditPlace]
	Filter account.AuditFilter
}

// ListAudit gives a page of the project's audit log.
var ListAudit = define(UseCase[ListAuditIn, Page[account.AuditEntry]]{
	Name: "audit.list", Rule: policy.Needs(policy.ReadAudit), Mode: Read,
	Run: func(c *Call, in ListAuditIn) (Page[account.AuditEntry], error) {
		return page(in.Range, func(from *account.AuditPlace, backwards bool, limit int) ([]account.AuditEntry, error) {
			return account.ListAuditEntries(c.Tx, c.Actor.Scope, in.Filter, from, backwards, limit)
		})
	},
})

// AuditActions are the actions that the audit log tells of, and that its readers
// have words for.
var AuditActions = []string{
	"project.create", "setup.finish", "user.create", "password.change", "session.log_in", "session.log_in_failed",
	"member.create", "member.change_role", "member.remove", "invitation.create", "invitation.revoke", "invitation.accept",
	"key.create", "key.rename", "key.revoke", "number.add", "number.update", "number.disconnect",
	"meta_app.add", "meta_app.update", "meta_app.delete", "job.rerun",
	"conversation.assigned", "conversation.unassigned", "conversation.closed", "conversation.reopened", "assignment.update",
	"contact.block", "contact.unblock", auditErase,
}

// audit notes in the audit log what the actor of the call did.
func (c *Call) audit(project ids.ProjectID, action, subject string, data map[string]any) error {
	actor := c.Actor.String()
	if actor == "" {
		actor = "anonymous"
	}
	return c.auditFor(actor, project, action, subject, data)
}

// auditFor notes what somebody did whose request this call concludes.
func (c *Call) auditFor(actor string, project ids.ProjectID, action, subject string, data map[string]any) error {
	if !slices.Contains(AuditActions, action) {
		return fmt.Errorf("audit: no action is called %q", action)
	}
	return account.AddAuditEntry(c.Tx, account.AuditEntry{ProjectID: project, Actor: actor, Action: action, Subject: subject, Data: data})
}

// scopeIn gives the scope of a call whose input may name the project: the
// operator must, everybody else has one already, and another one is not found.
func (c *Call) scopeIn(named ids.ProjectID) (policy.Scope, error) {
	project := projectOf(c.Actor, named)
	if project == "" {
		return policy.Scope{}, invalid("project", "must be given")
	}
	if c.Actor.Kind == policy.Operator {
		return policy.Project(project), nil
	}
	if named != "" && named != project {
		return policy.Scope{}, unknownProject()
	}
	return c.Actor.Scope, nil
}

func unknownProject() error {
	return fault.New(fault.NotFound, fault.CodeUnknownProject, "There is no such project.")
}
