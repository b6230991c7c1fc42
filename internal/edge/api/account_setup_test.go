package api_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/policy"
)

func (o *office) setupToken(t *testing.T) string {
	t.Helper()
	link, err := app.Do(t.Context(), o.app, inside, app.CreateSetupLink, struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	return link.Token
}

func setupBody(token, name, email, password, project string) string {
	return fmt.Sprintf(`{"setup":{"token":%q,"name":%q,"email":%q,"password":%q,"project_name":%q}}`, token, name, email, password, project)
}

func TestSetup(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		if r := o.call(t, "GET", "/platform/v1/setup", ""); r.text != `{"data":{"open":true}}` {
			t.Errorf("before: %s", r.text)
		}
		other, token := o.setupToken(t), o.setupToken(t)
		for _, c := range []struct {
			name, body string
			status     int
			code       string
		}{
			{"wrong token", setupBody("x", "Ana", anaEmail, anaPassword, "Shop"), 401, "link_used_or_expired"},
			{"nothing", ``, 401, "link_used_or_expired"},
			{"short password", setupBody(token, "Ana", anaEmail, "123456789", "Shop"), 422, "password_too_short"},
			{"nine characters of two bytes", setupBody(token, "Ana", anaEmail, strings.Repeat("é", 9), "Shop"), 422, "password_too_short"},
			{"endless password", setupBody(token, "Ana", anaEmail, strings.Repeat("x", 5000), "Shop"), 422, "invalid_input"},
			{"bad email", setupBody(token, "Ana", "ana", anaPassword, "Shop"), 422, "invalid_input"},
			{"no name", setupBody(token, " ", anaEmail, anaPassword, "Shop"), 422, "invalid_input"},
			{"no project name", setupBody(token, "Ana", anaEmail, anaPassword, ""), 422, "invalid_input"},
			{"missing member", `{"setup":{"token":"` + token + `"}}`, 422, "invalid_input"},
		} {
			if r := o.call(t, "POST", "/platform/v1/setup", c.body); r.StatusCode != c.status || r.code() != c.code {
				t.Errorf("%s: got %s %s", c.name, r.Status, r.text)
			}
		}
		good := setupBody(token, "Ana", anaEmail, strings.Repeat("é", 10), "Shop")
		r := o.call(t, "POST", "/platform/v1/setup", good)
		if r.StatusCode != 201 || r.at("data", "user", "name") != "Ana" || r.at("data", "projects", 0, "name") != "Shop" || r.at("data", "projects", 0, "role") != "owner" {
			t.Fatalf("got %s %s", r.Status, r.text)
		}
		session := r.Cookies()[0].Name + "=" + r.Cookies()[0].Value
		if me := o.call(t, "GET", "/platform/v1/me", "", "Cookie", session); me.text != r.text {
			t.Errorf("me: %s", me.text)
		}
		if r := o.call(t, "GET", "/platform/v1/setup", ""); r.text != `{"data":{"open":false}}` {
			t.Errorf("after: %s", r.text)
		}
		for name, token := range map[string]string{"the same": token, "another": other} {
			if r := o.call(t, "POST", "/platform/v1/setup", setupBody(token, "Eve", "eve@x.test", anaPassword, "Mine")); r.StatusCode != 409 || r.code() != "setup_already_done" {
				t.Errorf("%s link after the set-up: %s %s", name, r.Status, r.text)
			}
		}
		if token := o.setupToken(t); token != "" {
			t.Error("a set-up link was made although there is an owner")
		}
		log := o.call(t, "GET", "/platform/v1/audit_log", "", "Cookie", session)
		if log.at("data", 0, "action") != "session.log_in" || log.at("data", 1, "action") != "member.create" || log.at("data", 2, "action") != "setup.finish" {
			t.Errorf("audit log: %s", log.text)
		}
	})
}

func TestSetupLinkRunsOut(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		token := o.setupToken(t)
		o.clock.Advance(24 * time.Hour)
		if r := o.call(t, "POST", "/platform/v1/setup", setupBody(token, "Ana", anaEmail, anaPassword, "Shop")); r.code() != "link_used_or_expired" {
			t.Errorf("got %s %s", r.Status, r.text)
		}
	})
}

func TestOperatorsOwnerClosesTheSetup(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		token := o.setupToken(t)
		project := o.project(t, "Shop")
		o.user(t, project, "admin@shop.test", policy.RoleAdmin)
		if r := o.call(t, "GET", "/platform/v1/setup", ""); r.at("data", "open") != true {
			t.Errorf("an admin closed the set-up: %s", r.text)
		}
		o.user(t, project, anaEmail, policy.RoleOwner)
		if r := o.call(t, "POST", "/platform/v1/setup", setupBody(token, "Eve", "eve@x.test", anaPassword, "Mine")); r.code() != "setup_already_done" {
			t.Errorf("got %s %s", r.Status, r.text)
		}
	})
}

// TestOnlyOneSetup holds that of several at once, with links of their own, one
// becomes the owner.
func TestOnlyOneSetup(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		const rivals = 6
		var tokens []string
		for range rivals {
			tokens = append(tokens, o.setupToken(t))
		}
		var wait sync.WaitGroup
		statuses := make([]int, rivals)
		for i, token := range tokens {
			wait.Go(func() {
				statuses[i] = o.call(t, "POST", "/platform/v1/setup", setupBody(token, "Ana", fmt.Sprintf("ana%d@shop.test", i), anaPassword, "Shop")).StatusCode
			})
		}
		wait.Wait()
		made := 0
		for _, status := range statuses {
			if status == 201 {
				made++
			} else if status != 409 && status != 401 {
				t.Errorf("got %d", status)
			}
		}
		projects, err := app.Do(t.Context(), o.app, operator, app.ListProjects, part(20))
		if err != nil || made != 1 || projects.Total != 1 {
			t.Errorf("%d owners, %d projects, %v: %v", made, projects.Total, err, statuses)
		}
	})
}
