package api_test

import (
	"fmt"
	"strings"
	"testing"

	"relevo/internal/app"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/policy"
)

const cannedReplies = "/platform/v1/canned_replies"

func TestCannedRepliesBelongToTheProject(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		me := loggedIn(t, s, "me@shop.test")
		made := ask(t, s, "POST", cannedReplies, `{"canned_reply":{"shortcut":"/Hours","text":"We open at 9, {{contact.name}}."}}`, me...)
		made.Has(t, "hours", "data", "shortcut")
		if made.Status != 201 {
			t.Errorf("created: %d %s", made.Status, made.Text)
		}
		ask(t, s, "POST", cannedReplies, `{"canned_reply":{"shortcut":"address","text":"Harbour 7"}}`, me...)
		path := cannedReplies + "/" + fmt.Sprint(made.At("data", "id"))
		ask(t, s, "PATCH", path, `{"canned_reply":{"text":"We open at 10."}}`, me...).Has(t, "We open at 10.", "data", "text")
		ask(t, s, "GET", path, "", me...).Has(t, "hours", "data", "shortcut")
		list := ask(t, s, "GET", cannedReplies+"?limit=1&page=2", "", me...)
		list.Has(t, "hours", "data", 0, "shortcut")
		list.Has(t, "2", "meta", "total_count")
		for body, want := range map[string]string{
			`{"canned_reply":{"shortcut":"address","text":"x"}}`:                               "409 already_exists",
			`{"canned_reply":{"shortcut":"ADDRESS","text":"x"}}`:                               "409 already_exists",
			`{"canned_reply":{"shortcut":"two words","text":"x"}}`:                             "422 invalid_input",
			`{"canned_reply":{"shortcut":"` + strings.Repeat("x", 41) + `","text":"x"}}`:       "422 invalid_input",
			`{"canned_reply":{"shortcut":"long","text":"` + strings.Repeat("é", 4097) + `"}}`:  "422 invalid_input",
			`{"canned_reply":{"shortcut":"blank","text":"  "}}`:                                "422 invalid_input",
			`{"canned_reply":{"text":"x"}}`:                                                    "422 invalid_input",
			`{"canned_reply":{"shortcut":"ساعات","text":"` + strings.Repeat("é", 4096) + `"}}`: "201 <nil>",
		} {
			r := ask(t, s, "POST", cannedReplies, body, me...)
			if got := fmt.Sprint(r.Status, " ", r.At("code")); got != want {
				t.Errorf("%.60s: got %s, want %s", body, got, want)
			}
		}
		ask(t, s, "PATCH", path, `{"canned_reply":{"shortcut":"address"}}`, me...).Has(t, "already_exists", "code")
		if r := ask(t, s, "DELETE", path, "", me...); r.Status != 204 {
			t.Errorf("deleted: %d %s", r.Status, r.Text)
		}
		if r := ask(t, s, "GET", path, "", me...); r.Status != 404 {
			t.Errorf("after it was deleted: %d", r.Status)
		}
		log := ask(t, s, "GET", "/platform/v1/audit_log?action=canned_reply.", "", loggedInAs(t, s, "boss@shop.test", policy.RoleAdmin)...)
		log.Has(t, "canned_reply.delete", "data", 0, "action")
		log.Has(t, "/hours", "data", 0, "details", "name")
		if n := len(log.Records()); n != 5 || strings.Contains(log.Text, "We open") {
			t.Errorf("%d lines in the audit log, with texts perhaps: %s", n, log.Text)
		}
	})
}

func TestCannedRepliesOfASeatAndOfAnotherProject(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		id := fmt.Sprint(ask(t, s, "POST", cannedReplies, `{"canned_reply":{"shortcut":"hours","text":"9 to 5"}}`).At("data", "id"))
		seat := policy.Actor{Kind: policy.User, ID: "seat", Role: policy.RoleInbox, Scope: policy.Project(s.Project)}
		if got := recordtest.Do(t, s, seat, app.ListCannedReplies, struct{}{}); len(got) != 1 {
			t.Errorf("a seat reads %d", len(got))
		}
		if err := app.May(seat, app.CreateCannedReply); err == nil {
			t.Error("a seat may write")
		}
		other := recordtest.Do(t, s, recordtest.Operator, app.CreateProject, app.CreateProjectIn{Name: "Other"})
		stranger := recordtest.Do(t, s, recordtest.Operator, app.CreateKey, app.CreateKeyIn{Project: other.ID, Name: "k"})
		for method, body := range map[string]string{"GET": "", "PATCH": `{"canned_reply":{"text":"x"}}`, "DELETE": ""} {
			if r := ask(t, s, method, cannedReplies+"/"+id, body, "X-API-Key", stranger.Key); r.Status != 404 {
				t.Errorf("%s by a stranger: %d %s", method, r.Status, r.Text)
			}
		}
		if list := ask(t, s, "GET", cannedReplies, "", "X-API-Key", stranger.Key).Records(); len(list) != 0 {
			t.Errorf("a stranger lists %v", list)
		}
		if r := ask(t, s, "POST", cannedReplies, `{"canned_reply":{"shortcut":"hours","text":"theirs"}}`, "X-API-Key", stranger.Key); r.Status != 201 {
			t.Errorf("the same shortcut in another project: %d %s", r.Status, r.Text)
		}
	})
}
