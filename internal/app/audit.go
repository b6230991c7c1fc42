package app

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"relevo/internal/account"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// ListAuditIn asks for a page of the audit log.
type ListAuditIn struct {
	Range  Range[account.AuditPlace]
	Filter account.AuditFilter
}

// AuditLine is an entry with the person whom it is about.
type AuditLine struct {
	account.AuditEntry
	Person *AuditPerson // nil for other records, and for who was erased since
}

// AuditPerson is who a line of the audit log is about, as they are called now:
// the log itself keeps no names and phone numbers, so an erasure leaves none.
type AuditPerson struct {
	ContactID      ids.ContactID
	Name           string
	ConversationID ids.ConversationID // "" for a line about the contact as such
}

// ListAudit gives a page of the project's audit log.
var ListAudit = define(UseCase[ListAuditIn, Page[AuditLine]]{
	Name: "audit.list", Rule: policy.Needs(policy.ReadAudit), Mode: Read,
	Run: func(c *Call, in ListAuditIn) (Page[AuditLine], error) {
		return page(in.Range, func(from *account.AuditPlace, backwards bool, limit int) ([]AuditLine, error) {
			entries, err := account.ListAuditEntries(c.Tx, c.Actor.Scope, in.Filter, from, backwards, limit)
			if err != nil {
				return nil, err
			}
			return withPeople(c, entries)
		})
	},
})

// withPeople adds to each entry about a conversation or a contact whose it is,
// where the actor may read that.
func withPeople(c *Call, entries []account.AuditEntry) ([]AuditLine, error) {
	var conversations []ids.ConversationID
	var contacts []ids.ContactID
	for _, e := range entries {
		if id, ok := strings.CutPrefix(e.Subject, subjectConversationPrefix); ok && c.Actor.Has(policy.ReadConversation) {
			conversations = append(conversations, ids.ConversationID(id))
		}
		if id, ok := strings.CutPrefix(e.Subject, subjectContactPrefix); ok {
			contacts = append(contacts, ids.ContactID(id))
		}
	}
	found, err := conversation.FindAll(c.Tx, c.Actor.Scope, "", conversations)
	if err != nil {
		return nil, err
	}
	for _, cv := range found {
		contacts = append(contacts, cv.ContactID)
	}
	people := map[ids.ContactID]contact.Contact{}
	if c.Actor.Has(policy.ReadContact) {
		if people, err = contact.FindAll(c.Tx, c.Actor.Scope, contacts); err != nil {
			return nil, err
		}
	}
	lines := make([]AuditLine, len(entries))
	for i, e := range entries {
		lines[i].AuditEntry = e
		id, _ := strings.CutPrefix(e.Subject, subjectContactPrefix)
		of := found[ids.ConversationID(strings.TrimPrefix(e.Subject, subjectConversationPrefix))]
		if person, ok := people[cmp.Or(of.ContactID, ids.ContactID(id))]; ok {
			lines[i].Person = &AuditPerson{ContactID: person.ID, Name: person.Name(), ConversationID: of.ID}
		}
	}
	return lines, nil
}

// AuditActions are the actions that the audit log tells of, and that its readers
// have words for.
var AuditActions = []string{
	"project.create", "setup.finish", "user.create", "user.rename", "password.change", "session.log_in", "session.log_in_failed", "session.end",
	"member.create", "member.change_role", "member.remove", "invitation.create", "invitation.revoke", "invitation.accept",
	"key.create", "key.rename", "key.revoke", "number.add", "number.update", "number.disconnect",
	"canned_reply.create", "canned_reply.update", "canned_reply.delete",
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
