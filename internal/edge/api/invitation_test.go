package api_test

import (
	"strings"
	"testing"
	"time"

	"relevo/internal/policy"
)

// invite gives the token of a new invitation's link.
func (o *office) invite(t *testing.T, session, email string, role policy.Role) string {
	t.Helper()
	r := o.call(t, "POST", "/platform/v1/invitations", `{"invitation":{"email":"`+email+`","role":"`+string(role)+`"}}`, "Cookie", session)
	link, _ := r.at("data", "link").(string)
	path, token, found := strings.Cut(link, "#")
	if r.StatusCode != 201 || !found || !strings.HasSuffix(path, "/app/invitation") {
		t.Fatalf("invite: %s %s", r.Status, r.text)
	}
	return token
}

func accepting(token, name, password string) string {
	return `{"invitation":{"token":"` + token + `","name":"` + name + `","password":"` + password + `"}}`
}

func TestInvitationOfSomebodyNew(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		session := o.logIn(t, anaEmail)
		token := o.invite(t, session, " Ravi@Shop.test ", policy.RoleInbox)
		listed := o.call(t, "GET", "/platform/v1/invitations", "", "Cookie", session)
		if listed.at("data", 0, "email") != "ravi@shop.test" || listed.at("data", 0, "role") != "inbox" || strings.Contains(listed.text, token) {
			t.Errorf("list: %s", listed.text)
		}
		opened := o.call(t, "POST", "/platform/v1/invitations/open", `{"invitation":{"token":"`+token+`"}}`)
		if opened.at("data", "project_name") != "Shop" || opened.at("data", "known") != false || opened.at("data", "role") != "inbox" {
			t.Errorf("open: %s %s", opened.Status, opened.text)
		}
		for name, c := range map[string]struct {
			body, code string
			status     int
		}{
			"no name":        {accepting(token, "", anaPassword), "invalid_input", 422},
			"short password": {accepting(token, "Ravi", "short"), "password_too_short", 422},
			"other token":    {accepting("x", "Ravi", anaPassword), "link_used_or_expired", 401},
		} {
			if r := o.call(t, "POST", "/platform/v1/invitations/accept", c.body); r.StatusCode != c.status || r.code() != c.code {
				t.Errorf("%s: %s %s", name, r.Status, r.text)
			}
		}
		accepted := o.call(t, "POST", "/platform/v1/invitations/accept", accepting(token, "Ravi Menon", anaPassword))
		if accepted.StatusCode != 201 || len(accepted.Cookies()) != 1 || accepted.at("data", "projects", 0, "role") != "inbox" {
			t.Fatalf("accept: %s %s", accepted.Status, accepted.text)
		}
		if r := o.call(t, "POST", "/platform/v1/invitations/accept", accepting(token, "Eve", anaPassword)); r.code() != "link_used_or_expired" {
			t.Errorf("the link works twice: %s", r.text)
		}
		if r := o.call(t, "POST", "/platform/v1/invitations/open", `{"invitation":{"token":"`+token+`"}}`); r.code() != "link_used_or_expired" {
			t.Errorf("a used link opens: %s", r.text)
		}
		o.logIn(t, "ravi@shop.test")
	})
}

func TestInvitationOfAnAccount(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		other := o.project(t, "Other")
		o.user(t, other, "eve@x.test", policy.RoleMember)
		o.user(t, other, "mia@x.test", policy.RoleMember)
		token := o.invite(t, o.logIn(t, anaEmail), "eve@x.test", policy.RoleAdmin)
		path, body := "/platform/v1/invitations/accept", accepting(token, "Eve", anaPassword)
		if r := o.call(t, "POST", path, body); r.StatusCode != 409 || r.code() != "other_account" {
			t.Errorf("nobody logged in: %s %s", r.Status, r.text)
		}
		if r := o.call(t, "POST", path, body, "Cookie", o.logIn(t, "mia@x.test")); r.StatusCode != 409 || r.code() != "other_account" {
			t.Errorf("somebody else: %s %s", r.Status, r.text)
		}
		r := o.call(t, "POST", path, `{"invitation":{"token":"`+token+`"}}`, "Cookie", o.logIn(t, "eve@x.test"))
		if r.StatusCode != 201 || r.at("data", "projects", 1, "name") != "Shop" || r.at("data", "projects", 1, "role") != "admin" {
			t.Errorf("her own session: %s %s", r.Status, r.text)
		}
	})
}

func TestInvitationsEndAndAreReplaced(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		session := o.logIn(t, anaEmail)
		open := func(token string) string {
			return o.call(t, "POST", "/platform/v1/invitations/open", `{"invitation":{"token":"`+token+`"}}`).code()
		}
		first := o.invite(t, session, "ravi@shop.test", policy.RoleInbox)
		second := o.invite(t, session, "ravi@shop.test", policy.RoleMember)
		if open(first) != "link_used_or_expired" || open(second) != "" {
			t.Error("the newer link does not replace the earlier one")
		}
		list := func() reply { return o.call(t, "GET", "/platform/v1/invitations", "", "Cookie", session) }
		id, _ := list().at("data", 0, "id").(string)
		if list().at("meta", "total_count") != 1.0 {
			t.Errorf("list: %s", list().text)
		}
		for _, unknown := range []string{"x", "01890000-0000-7000-8000-000000000000"} {
			if r := o.call(t, "DELETE", "/platform/v1/invitations/"+unknown, "", "Cookie", session); r.StatusCode != 404 {
				t.Errorf("%s: %s", unknown, r.Status)
			}
		}
		o.user(t, o.project(t, "Other"), "eve@x.test", policy.RoleOwner)
		if r := o.call(t, "DELETE", "/platform/v1/invitations/"+id, "", "Cookie", o.logIn(t, "eve@x.test")); r.StatusCode != 404 {
			t.Errorf("another project's: %s", r.Status)
		}
		if r := o.call(t, "DELETE", "/platform/v1/invitations/"+id, "", "Cookie", session); r.StatusCode != 204 || open(second) != "link_used_or_expired" {
			t.Errorf("revoke: %s %s", r.Status, r.text)
		}
		last := o.invite(t, session, "ravi@shop.test", policy.RoleInbox)
		o.clock.Advance(7 * 24 * time.Hour)
		if open(last) != "link_used_or_expired" {
			t.Error("an invitation works after seven days")
		}
		ran := list()
		if ran.at("data", 0, "email") != "ravi@shop.test" || ran.at("data", 0, "expires_at") != o.clock.Now().UTC().Format(time.RFC3339) {
			t.Errorf("one that ran out is not shown: %s", ran.text)
		}
		again := o.invite(t, session, "ravi@shop.test", policy.RoleInbox)
		if open(again) != "" || list().at("meta", "total_count") != 1.0 {
			t.Errorf("a new one does not take its place: %s", list().text)
		}
	})
}

func TestWhoMayInvite(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		o.user(t, o.shop, "adam@shop.test", policy.RoleAdmin)
		o.user(t, o.shop, "max@shop.test", policy.RoleMember)
		owner, admin, member := o.logIn(t, anaEmail), o.logIn(t, "adam@shop.test"), o.logIn(t, "max@shop.test")
		for name, c := range map[string]struct {
			session, email, role, code string
			status                     int
		}{
			"member":              {member, "a@x.test", "inbox", "forbidden", 403},
			"admin makes owner":   {admin, "a@x.test", "owner", "owners_only", 403},
			"owner makes owner":   {owner, "a@x.test", "owner", "", 201},
			"no such role":        {owner, "a@x.test", "root", "invalid_input", 422},
			"no email":            {owner, "a", "inbox", "invalid_input", 422},
			"who is in it":        {owner, "MAX@shop.test", "inbox", "already_exists", 409},
			"nobody at the front": {"", "a@x.test", "inbox", "unauthenticated", 401},
		} {
			r := o.call(t, "POST", "/platform/v1/invitations", `{"invitation":{"email":"`+c.email+`","role":"`+c.role+`"}}`, "Cookie", c.session)
			if r.StatusCode != c.status || r.code() != c.code {
				t.Errorf("%s: %s %s", name, r.Status, r.text)
			}
		}
	})
}
