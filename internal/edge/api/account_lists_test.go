package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/policy"
)

func part(size int) account.Part { return account.Part{Size: size} }

func TestCredentials(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		key := o.key(t, o.shop)
		for _, c := range []struct {
			name    string
			headers []string
			status  int
			code    string
		}{
			{"nobody", nil, 401, "unauthenticated"},
			{"key", []string{"X-API-Key", key}, 200, ""},
			{"key with spaces", []string{"X-API-Key", " " + key + " "}, 200, ""},
			{"bearer", []string{"Authorization", "Bearer " + key}, 200, ""},
			{"bearer in lower case", []string{"Authorization", "bearer " + key}, 200, ""},
			{"wrong key", []string{"X-API-Key", "rlv_wrong"}, 401, "unauthenticated"},
			{"wrong key wins over a right bearer", []string{"X-API-Key", "x", "Authorization", "Bearer " + key}, 401, "unauthenticated"},
			{"wrong bearer", []string{"Authorization", "Bearer x"}, 401, "unauthenticated"},
			{"basic", []string{"Authorization", "Basic " + key}, 401, "unauthenticated"},
			{"its hash", []string{"X-API-Key", key[:12]}, 401, "unauthenticated"},
			{"unknown session", []string{"Cookie", "relevo_session=x"}, 401, "session_expired"},
			{"empty session", []string{"Cookie", "relevo_session="}, 401, "unauthenticated"},
		} {
			r := o.call(t, "GET", "/platform/v1/me", "", c.headers...)
			if r.StatusCode != c.status || r.code() != c.code {
				t.Errorf("%s: got %s %s", c.name, r.Status, r.text)
			}
			if c.status == 401 && r.Header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: no WWW-Authenticate", c.name)
			}
		}
		if r := o.call(t, "GET", "/platform/v1/setup", "", "X-API-Key", "x"); r.StatusCode != 401 {
			t.Errorf("a wrong key where nobody need be known: %s", r.Status)
		}
		me := o.call(t, "GET", "/platform/v1/me", "", "X-API-Key", key)
		user, there := me.json["data"].(map[string]any)["user"]
		if !there || user != nil || me.at("data", "projects", 0, "id") != string(o.shop) || me.at("data", "projects", 0, "role") != nil ||
			strings.Contains(fmt.Sprint(me.at("data", "projects", 0, "permissions")), "key:manage") {
			t.Errorf("me of a key: %s", me.text)
		}
	})
}

func TestAPIKeys(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		session := o.logIn(t, anaEmail)
		as := func(method, path, body string) reply {
			return o.call(t, method, "/platform/v1/api_keys"+path, body, "Cookie", session)
		}
		created := as("POST", "", `{"api_key":{"name":" Website "}}`)
		key, _ := created.at("data", "key").(string)
		id, _ := created.at("data", "id").(string)
		if created.StatusCode != 201 || created.at("data", "name") != "Website" || !strings.HasPrefix(key, "rlv_") ||
			created.at("data", "prefix") != key[:10] || created.at("data", "expires_at") != nil {
			t.Fatalf("got %s %s", created.Status, created.text)
		}
		if r := o.call(t, "GET", "/platform/v1/me", "", "X-API-Key", key); r.StatusCode != 200 {
			t.Errorf("the new key: %s", r.Status)
		}
		listed := as("GET", "", "")
		if listed.at("data", 0, "id") != id || strings.Contains(listed.text, key) || listed.at("data", 0, "key") != nil ||
			listed.at("meta", "total_count") != 1.0 || listed.at("meta", "per_page") != 20.0 {
			t.Errorf("list: %s", listed.text)
		}
		for _, c := range []struct {
			name, body string
			status     int
			code       string
		}{
			{"no name", `{"api_key":{"name":""}}`, 422, "invalid_input"},
			{"nothing", ``, 422, "invalid_input"},
			{"no object", `{"name":"x"}`, 422, "invalid_input"},
			{"past end", `{"api_key":{"name":"x","expires_at":"2020-01-01T00:00:00Z"}}`, 422, "invalid_input"},
			{"no date", `{"api_key":{"name":"x","expires_at":"soon"}}`, 422, "invalid_input"},
			{"endless name", `{"api_key":{"name":"` + strings.Repeat("x", 201) + `"}}`, 422, "invalid_input"},
			{"no JSON", `{`, 400, "invalid_json"},
		} {
			if r := as("POST", "", c.body); r.StatusCode != c.status || r.code() != c.code {
				t.Errorf("%s: got %s %s", c.name, r.Status, r.text)
			}
		}
		other := o.project(t, "Other")
		o.user(t, other, "eve@x.test", policy.RoleOwner)
		eve := o.logIn(t, "eve@x.test")
		for name, r := range map[string]reply{
			"not a UUID":          as("DELETE", "/x", ""),
			"unknown":             as("DELETE", "/01890000-0000-7000-8000-000000000000", ""),
			"another project's":   o.call(t, "DELETE", "/platform/v1/api_keys/"+id, "", "Cookie", eve),
			"slash in the middle": as("DELETE", "/a%2Fb", ""),
		} {
			if r.StatusCode != 404 || r.code() != "not_found" {
				t.Errorf("%s: got %s %s", name, r.Status, r.text)
			}
		}
		if r := as("DELETE", "/"+id, ""); r.StatusCode != 204 || r.text != "" {
			t.Errorf("revoke: %s %s", r.Status, r.text)
		}
		if r := o.call(t, "GET", "/platform/v1/me", "", "X-API-Key", key); r.StatusCode != 401 {
			t.Errorf("a revoked key: %s", r.Status)
		}
		if r := as("DELETE", "/"+id, ""); r.StatusCode != 404 {
			t.Errorf("revoke again: %s", r.Status)
		}
	})
}

func TestAPIKeyRunsOut(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		end := o.clock.Now().Add(time.Hour).Format(time.RFC3339)
		r := o.call(t, "POST", "/platform/v1/api_keys", `{"api_key":{"name":"n","expires_at":"`+end+`"}}`, "Cookie", o.logIn(t, anaEmail))
		key, _ := r.at("data", "key").(string)
		if r.at("data", "expires_at") != end || o.call(t, "GET", "/platform/v1/me", "", "X-API-Key", key).StatusCode != 200 {
			t.Errorf("got %s", r.text)
		}
		o.clock.Advance(time.Hour)
		if r := o.call(t, "GET", "/platform/v1/me", "", "X-API-Key", key); r.StatusCode != 401 || !strings.Contains(r.text, "has expired") {
			t.Errorf("at its end: %s %s", r.Status, r.text)
		}
	})
}

// TestRolesAtTheDoor holds that a right is asked before the body is read.
func TestRolesAtTheDoor(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		o.user(t, o.shop, "bob@shop.test", policy.RoleInbox)
		bob, key := o.logIn(t, "bob@shop.test"), o.key(t, o.shop)
		for name, credential := range map[string][]string{"inbox seat": {"Cookie", bob}, "key": {"X-API-Key", key}} {
			for _, op := range []string{"GET /platform/v1/api_keys", "POST /platform/v1/api_keys", "GET /platform/v1/audit_log"} {
				method, path, _ := strings.Cut(op, " ")
				r := o.call(t, method, path, `{"not json`, credential...)
				if r.StatusCode != 403 || r.code() != "forbidden" || r.at("fields", "permission") == nil {
					t.Errorf("%s, %s: got %s %s", name, op, r.Status, r.text)
				}
			}
			if r := o.call(t, "GET", "/platform/v1/users", "", credential...); r.StatusCode != 200 {
				t.Errorf("%s, users: %s", name, r.Status)
			}
		}
	})
}

func TestProjectsAndPeople(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		second := o.project(t, "Second")
		o.project(t, "Not Ana's")
		in := app.CreateUserIn{Project: second, Email: "ANA@shop.test", Role: policy.RoleInbox}
		if _, err := app.Do(t.Context(), o.app, operator, app.CreateUser, in); err != nil {
			t.Fatal(err)
		}
		for i := range 4 {
			o.user(t, o.shop, fmt.Sprintf("p%d@shop.test", i), policy.RoleMember)
		}
		session := o.logIn(t, anaEmail)
		get := func(path string, headers ...string) reply {
			return o.call(t, "GET", "/platform/v1/"+path, "", append(headers, "Cookie", session)...)
		}
		projects := get("projects")
		if projects.at("data", 0, "name") != "Shop" || projects.at("data", 1, "name") != "Second" || projects.at("meta", "total_count") != 2.0 {
			t.Errorf("projects: %s", projects.text)
		}
		page := get("users?page=2&per_page=2")
		if page.at("data", 0, "email") != "p1@shop.test" || page.at("data", 1, "email") != "p2@shop.test" || page.at("data", 2) != nil ||
			page.at("meta", "page") != 2.0 || page.at("meta", "total_pages") != 3.0 || page.at("meta", "total_count") != 5.0 {
			t.Errorf("second page: %s", page.text)
		}
		if id, ok := page.at("data", 0, "id").(float64); !ok || id < 1 || page.at("data", 0, "role") != "member" || page.at("data", 0, "user_id") == nil {
			t.Errorf("user: %s", page.text)
		}
		if r := get("users?page=9"); r.StatusCode != 200 || !strings.HasPrefix(r.text, `{"data":[],`) {
			t.Errorf("beyond the end: %s %s", r.Status, r.text)
		}
		for _, bad := range []string{"page=0", "page=-1", "page=x", "per_page=0", "page=99999999999999999999"} {
			if r := get("users?" + bad); r.StatusCode != 422 || r.code() != "invalid_input" {
				t.Errorf("%s: %s %s", bad, r.Status, r.text)
			}
		}
		if r := get("users", "X-Project-Id", string(second)); r.at("meta", "total_count") != 1.0 || r.at("data", 0, "role") != "inbox" {
			t.Errorf("in the second project: %s", r.text)
		}
		if r := get("users?project_id=" + string(second)); r.at("data", 0, "role") != "inbox" {
			t.Errorf("by the address: %s %s", r.Status, r.text)
		}
		if r := get("api_keys", "X-Project-Id", string(second)); r.StatusCode != 403 {
			t.Errorf("the role is not that of the second project: %s", r.Status)
		}
		for _, bad := range []string{"x", "01890000-0000-7000-8000-000000000000"} {
			if r := get("users", "X-Project-Id", bad); r.StatusCode != 404 || r.code() != "unknown_project" {
				t.Errorf("project %s: %s %s", bad, r.Status, r.text)
			}
		}
	})
}

func TestAuditLog(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		session := o.logIn(t, anaEmail)
		o.call(t, "POST", "/platform/v1/session", `{"session":{"email":"`+anaEmail+`","password":"wrong"}}`)
		o.call(t, "POST", "/platform/v1/session", `{"session":{"email":"nobody@x.test","password":"wrong"}}`)
		key := o.call(t, "POST", "/platform/v1/api_keys", `{"api_key":{"name":"n"}}`, "Cookie", session)
		o.call(t, "DELETE", "/platform/v1/api_keys/"+key.at("data", "id").(string), "", "Cookie", session)
		page := func(query string) reply {
			r := o.call(t, "GET", "/platform/v1/audit_log?"+query, "", "Cookie", session)
			if r.StatusCode != 200 {
				t.Fatalf("%s: %s %s", query, r.Status, r.text)
			}
			return r
		}
		actions := func(r reply) (out []string) {
			for i := 0; r.at("data", i) != nil; i++ {
				out = append(out, r.at("data", i, "action").(string))
			}
			return out
		}
		all := page("")
		want := "[key.revoke key.create session.log_in_failed session.log_in member.create user.create project.create]"
		if got := fmt.Sprint(actions(all)); got != want || all.at("paging", "cursors", "after") != nil || all.at("paging", "next") != nil {
			t.Errorf("got %s in %s", got, all.text)
		}
		if strings.Contains(all.text, "nobody@x.test") {
			t.Error("an unknown email shows in a project's log")
		}
		if all.at("data", 0, "actor") != "user:"+fmt.Sprint(o.call(t, "GET", "/platform/v1/me", "", "Cookie", session).at("data", "user", "id")) ||
			all.at("data", 2, "actor") != "anonymous" || all.at("data", 6, "actor") != "operator" || all.at("data", 0, "details", "name") != "n" {
			t.Errorf("got %s", all.text)
		}
		var walked []string
		cursor, first := "", ""
		for {
			r := page("limit=3&after=" + url.QueryEscape(cursor))
			walked = append(walked, actions(r)...)
			next, more := r.at("paging", "cursors", "after").(string)
			if first == "" {
				first = next
			}
			if !more {
				break
			}
			cursor = next
		}
		if got := fmt.Sprint(walked); got != want {
			t.Errorf("by threes: %s", got)
		}
		before := page("limit=2&after="+first).at("paging", "cursors", "before").(string)
		if back := page("limit=2&before=" + before); fmt.Sprint(actions(back)) != "[key.create session.log_in_failed]" ||
			back.at("paging", "cursors", "before") == nil || back.at("paging", "cursors", "after") == nil {
			t.Errorf("back from the second page: %s", back.text)
		}
		for _, bad := range []string{"after=x", "before=bnVsbA", "after=" + first + "&before=" + first, "after=" + strings.Repeat("A", 5000)} {
			if r := o.call(t, "GET", "/platform/v1/audit_log?"+bad, "", "Cookie", session); r.StatusCode != 400 || r.code() != "invalid_cursor" {
				t.Errorf("%.20s: %s %s", bad, r.Status, r.text)
			}
		}
	})
}

// What people do to their own account stands in the log of each of their projects.
func TestAuditOfOnesOwnAccount(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		other, session := o.logIn(t, anaEmail), o.logIn(t, anaEmail)
		var id any
		for i, list := 0, o.call(t, "GET", "/platform/v1/sessions", "", "Cookie", other); list.at("data", i) != nil; i++ {
			if list.at("data", i, "current") == true {
				id = list.at("data", i, "id")
			}
		}
		for _, name := range []string{"Ana Maria", "Ana Maria"} {
			if r := o.call(t, "PATCH", "/platform/v1/me", `{"user":{"name":"`+name+`"}}`, "Cookie", session); r.StatusCode != 200 {
				t.Fatalf("renamed: %s %s", r.Status, r.text)
			}
		}
		if r := o.call(t, "DELETE", fmt.Sprintf("/platform/v1/sessions/%v", id), "", "Cookie", session); r.StatusCode >= 300 {
			t.Fatalf("ended: %s %s", r.Status, r.text)
		}
		log := o.call(t, "GET", "/platform/v1/audit_log?limit=3", "", "Cookie", session)
		if log.at("data", 0, "action") != "session.end" || log.at("data", 1, "action") != "user.rename" || log.at("data", 2, "action") != "session.log_in" {
			t.Fatalf("got %s", log.text)
		}
		if log.at("data", 1, "details", "name") != "Ana Maria" || log.at("data", 1, "details", "before") != "Ana" {
			t.Errorf("the names: %s", log.text)
		}
	})
}

func TestOperatorsBadInput(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		const unknown = "01890000-0000-7000-8000-000000000000"
		good := app.CreateUserIn{Project: o.shop, Email: "bob@shop.test", Name: "Bob", Role: policy.RoleAdmin, Password: anaPassword}
		for name, c := range map[string]struct {
			change func(*app.CreateUserIn)
			code   string
		}{
			"unknown project":  {func(in *app.CreateUserIn) { in.Project = unknown }, "unknown_project"},
			"no project":       {func(in *app.CreateUserIn) { in.Project = "" }, "unknown_project"},
			"bad email":        {func(in *app.CreateUserIn) { in.Email = "bob" }, "invalid_input"},
			"no name":          {func(in *app.CreateUserIn) { in.Name = "" }, "invalid_input"},
			"bad role":         {func(in *app.CreateUserIn) { in.Role = "root" }, "invalid_input"},
			"short password":   {func(in *app.CreateUserIn) { in.Password = "short" }, "password_too_short"},
			"no password":      {func(in *app.CreateUserIn) { in.Password = "" }, "password_too_short"},
			"taken email":      {func(in *app.CreateUserIn) { in.Email = "Ana@shop.test" }, "already_exists"},
			"member of it now": {func(in *app.CreateUserIn) { in.Email, in.Password = anaEmail, "" }, "already_exists"},
		} {
			in := good
			c.change(&in)
			_, err := app.Do(t.Context(), o.app, operator, app.CreateUser, in)
			expectCode(t, name, err, c.code)
		}
		_, err := app.Do(t.Context(), o.app, operator, app.CreateProject, app.CreateProjectIn{Name: "\x00"})
		expectCode(t, "project name", err, "invalid_input")
		_, err = app.Do(t.Context(), o.app, operator, app.CreateKey, app.CreateKeyIn{Project: unknown, Name: "n"})
		expectCode(t, "key of an unknown project", err, "unknown_project")
		_, err = app.Do(t.Context(), o.app, operator, app.ListKeys, app.ListKeysIn{Part: part(5)})
		expectCode(t, "keys of no project", err, "invalid_input")
	})
}

func expectCode(t *testing.T, name string, err error, code string) {
	t.Helper()
	if !fault.HasCode(err, code) {
		t.Errorf("%s: got %v, want %s", name, err, code)
	}
}
