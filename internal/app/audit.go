package app

import (
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

// audit notes in the audit log what the actor of the call did.
func (c *Call) audit(project ids.ProjectID, action, subject string, data map[string]any) error {
	actor := c.Actor.String()
	if actor == "" {
		actor = "anonymous"
	}
	return account.AddAuditEntry(c.Tx, account.AuditEntry{
		ProjectID: project, Actor: actor, Action: action, Subject: subject, Data: data,
	})
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
