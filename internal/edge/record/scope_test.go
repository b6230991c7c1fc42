package record_test

import (
	"testing"

	"relevo/internal/app"
	"relevo/internal/conversation"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// The form of a scope that subscriptions use and its form in SQL let the same
// conversations and messages through.
func TestScopesAgree(t *testing.T) {
	t.Parallel()
	recordtest.Each(t, nil, func(*recordtest.Shop) {}, func(t *testing.T, s *recordtest.Shop) {
		for _, phone := range []string{"15550100001", "15550100002", "15550100003"} {
			s.Receive(t, `"messages":[{"from":"`+phone+`","id":"wamid.`+phone+`","timestamp":"1700000000","type":"text","text":{"body":"hi"}}]`)
		}
		user := func(email string) ids.UserID {
			return recordtest.Do(t, s, recordtest.Operator, app.CreateUser, app.CreateUserIn{Project: s.Project, Email: email,
				Name: "P", Role: policy.RoleMember, Password: "correct horse battery"}).User.ID
		}
		me, mate := user("me@shop.test"), user("mate@shop.test")
		owner := policy.Actor{Kind: policy.User, ID: string(me), Scope: policy.Project(s.Project), Role: policy.RoleOwner}
		all := allConversations(t, s, owner)
		for i, id := range []ids.UserID{me, mate} {
			recordtest.Do(t, s, owner, app.CreateAssignment, app.CreateAssignmentIn{ConversationID: string(all[i].ID), UserID: string(id)})
		}
		all = allConversations(t, s, owner)
		for _, scope := range []policy.Scope{
			{}, {Project: s.Project}, policy.Project(s.Project), policy.Project("other"),
			{Project: s.Project, Kind: policy.ScopeAssignee, ID: string(me)}, {Project: s.Project, Kind: policy.ScopeAssignee, ID: string(mate)},
			{Project: s.Project, Kind: policy.ScopeAssignee}, {Project: s.Project, Kind: policy.ScopeAssignee, ID: "nobody"},
			{Project: "other", Kind: policy.ScopeAssignee, ID: string(me)},
			{Project: s.Project, Kind: policy.ScopeNumber, ID: string(s.Number.ID)}, {Project: s.Project, Kind: policy.ScopeNumber, ID: "other"},
			{Project: s.Project, Kind: policy.ScopeContact, ID: string(all[0].ContactID)},
		} {
			actor := policy.Actor{Kind: policy.System, Scope: scope}
			for _, c := range all {
				want := scope.Matches(c.Row())
				_, err := app.Do(t.Context(), s.App, actor, app.GetConversation, string(c.ID))
				if (err == nil) != want {
					t.Errorf("%+v: conversation read is %v, the pure form says %v", scope, err == nil, want)
				}
				page := recordtest.Do(t, s, actor, app.ListMessages, app.ListMessagesIn{Filter: conversation.MessageFilter{ConversationID: c.ID}})
				if (len(page.Items) == 1) != want {
					t.Errorf("%+v: got %d messages, the pure form says %v", scope, len(page.Items), want)
				}
			}
		}
	})
}
