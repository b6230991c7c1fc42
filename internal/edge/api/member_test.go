package api_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/policy"
)

func TestRolesOfMembers(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		max := o.user(t, o.shop, "max@shop.test", policy.RoleMember)
		o.user(t, o.shop, "adam@shop.test", policy.RoleAdmin)
		owner, admin, member := o.logIn(t, anaEmail), o.logIn(t, "adam@shop.test"), o.logIn(t, "max@shop.test")
		ana := fmt.Sprint(o.call(t, "GET", "/platform/v1/me", "", "Cookie", owner).at("data", "user", "id"))
		change := func(session, id, role string) reply {
			return o.call(t, "PATCH", "/platform/v1/users/"+id, `{"user":{"role":"`+role+`"}}`, "Cookie", session)
		}
		for name, c := range map[string]struct {
			session, id, role, code string
			status                  int
		}{
			"a member":                   {member, string(max), "admin", "forbidden", 403},
			"an admin makes an owner":    {admin, string(max), "owner", "owners_only", 403},
			"an admin unmakes an owner":  {admin, ana, "member", "owners_only", 403},
			"the last owner":             {owner, ana, "admin", "last_owner", 409},
			"no such role":               {owner, string(max), "root", "invalid_input", 422},
			"no such person":             {owner, "01890000-0000-7000-8000-000000000000", "admin", "not_found", 404},
			"no such number":             {owner, "99999", "admin", "not_found", 404},
			"what is neither":            {owner, "max", "admin", "not_found", 404},
			"the last owner, unchanged":  {owner, ana, "owner", "", 200},
			"the same role changes none": {admin, string(max), "member", "", 200},
		} {
			if r := change(c.session, c.id, c.role); r.StatusCode != c.status || r.code() != c.code {
				t.Errorf("%s: %s %s", name, r.Status, r.text)
			}
		}
		if r := change(admin, string(max), "admin"); r.at("data", "role") != "admin" || r.at("data", "user_id") != string(max) {
			t.Errorf("got %s %s", r.Status, r.text)
		}
		if r := o.call(t, "GET", "/platform/v1/api_keys", "", "Cookie", member); r.StatusCode != 200 {
			t.Errorf("the new role is not in force: %s", r.Status)
		}
		number := o.call(t, "GET", "/platform/v1/users", "", "Cookie", owner).at("data", 1, "id")
		if r := change(owner, fmt.Sprint(number), "inbox"); r.at("data", "role") != "inbox" {
			t.Errorf("by number: %s %s", r.Status, r.text)
		}
	})
}

func TestRemoveMember(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		max := string(o.user(t, o.shop, "max@shop.test", policy.RoleMember))
		o.user(t, o.shop, "adam@shop.test", policy.RoleAdmin)
		owner, admin, member := o.logIn(t, anaEmail), o.logIn(t, "adam@shop.test"), o.logIn(t, "max@shop.test")
		ana := fmt.Sprint(o.call(t, "GET", "/platform/v1/me", "", "Cookie", owner).at("data", "user", "id"))
		remove := func(session, id string) reply {
			return o.call(t, "DELETE", "/platform/v1/users/"+id, "", "Cookie", session)
		}
		for name, c := range map[string]struct {
			session, id, code string
			status            int
		}{
			"a member removes":  {member, max, "forbidden", 403},
			"an admin an owner": {admin, ana, "owners_only", 403},
			"the last owner":    {owner, ana, "last_owner", 409},
			"unknown":           {owner, "01890000-0000-7000-8000-000000000000", "not_found", 404},
		} {
			if r := remove(c.session, c.id); r.StatusCode != c.status || r.code() != c.code {
				t.Errorf("%s: %s %s", name, r.Status, r.text)
			}
		}
		if r := remove(admin, max); r.StatusCode != 204 {
			t.Fatalf("remove: %s %s", r.Status, r.text)
		}
		if r := o.call(t, "GET", "/platform/v1/me", "", "Cookie", member); r.StatusCode != 401 || r.code() != "session_expired" {
			t.Errorf("who was removed: %s %s", r.Status, r.text)
		}
		if r := remove(admin, max); r.StatusCode != 404 {
			t.Errorf("again: %s", r.Status)
		}
		log := o.call(t, "GET", "/platform/v1/audit_log?action=member.remove", "", "Cookie", owner)
		if log.at("data", 0, "subject") != "user:"+max || log.at("data", 1) != nil {
			t.Errorf("audit log: %s", log.text)
		}
	})
}

// TestRemovedFromOneOfTwo holds that a place elsewhere stays.
func TestRemovedFromOneOfTwo(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		eve := string(o.user(t, o.shop, "eve@x.test", policy.RoleMember))
		owner := o.logIn(t, anaEmail)
		session := o.logIn(t, "eve@x.test")
		other := o.project(t, "Other")
		o.user(t, other, "boss@x.test", policy.RoleOwner)
		token := ""
		func() {
			boss := o.logIn(t, "boss@x.test")
			token = o.invite(t, boss, "eve@x.test", policy.RoleMember)
		}()
		o.call(t, "POST", "/platform/v1/invitations/accept", `{"invitation":{"token":"`+token+`"}}`, "Cookie", session)
		if r := o.call(t, "DELETE", "/platform/v1/users/"+eve, "", "Cookie", owner); r.StatusCode != 204 {
			t.Fatalf("remove: %s %s", r.Status, r.text)
		}
		me := o.call(t, "GET", "/platform/v1/me", "", "Cookie", session)
		if me.at("data", "projects", 0, "name") != "Other" || me.at("data", "projects", 1) != nil {
			t.Errorf("me: %s %s", me.Status, me.text)
		}
		if r := o.call(t, "GET", "/platform/v1/users", "", "Cookie", session, "X-Project-Id", string(o.shop)); r.StatusCode != 404 {
			t.Errorf("the project that was left: %s", r.Status)
		}
	})
}

// TestOwnersRemoveEachOther holds that one of two stays when both try at once.
func TestOwnersRemoveEachOther(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		bob := string(o.user(t, o.shop, "bob@shop.test", policy.RoleOwner))
		sessions := []string{o.logIn(t, anaEmail), o.logIn(t, "bob@shop.test")}
		ana := fmt.Sprint(o.call(t, "GET", "/platform/v1/me", "", "Cookie", sessions[0]).at("data", "user", "id"))
		var both sync.WaitGroup
		for i, id := range []string{bob, ana} {
			both.Go(func() {
				o.call(t, "PATCH", "/platform/v1/users/"+id, `{"user":{"role":"member"}}`, "Cookie", sessions[i])
			})
		}
		both.Wait()
		owners := 0
		for _, session := range sessions {
			if r := o.call(t, "GET", "/platform/v1/me", "", "Cookie", session); r.at("data", "projects", 0, "role") == "owner" {
				owners++
			}
		}
		if owners != 1 {
			t.Errorf("%d owners are left", owners)
		}
	})
}

func TestLastSeen(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		session := o.logIn(t, anaEmail)
		key := o.key(t, o.shop)
		o.call(t, "GET", "/platform/v1/me", "", "X-Api-Key", key)
		seen := func() string {
			return fmt.Sprint(o.call(t, "GET", "/platform/v1/users", "", "Cookie", session).at("data", 0, "seen_at"))
		}
		used := func() string {
			return fmt.Sprint(o.call(t, "GET", "/platform/v1/api_keys", "", "Cookie", session).at("data", 0, "last_used_at"))
		}
		first, keyFirst := seen(), used()
		if first != o.clock.Now().Format(time.RFC3339) || keyFirst != first {
			t.Fatalf("seen %s, key used %s", first, keyFirst)
		}
		o.clock.Advance(30 * time.Second)
		o.call(t, "GET", "/platform/v1/me", "", "X-Api-Key", key)
		if seen() != first || used() != keyFirst {
			t.Error("a use is written with every request")
		}
		o.clock.Advance(5 * time.Minute)
		o.call(t, "GET", "/platform/v1/me", "", "X-Api-Key", key)
		if seen() == first || used() == keyFirst {
			t.Error("a later use is not written")
		}
	})
}

// Who is made on the command line joins on the screens that are open.
func TestOperatorsMembersAreTold(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		recordtest.Do(t, s, recordtest.Operator, app.CreateUser,
			app.CreateUserIn{Project: s.Project, Email: "new@shop.test", Name: "New", Role: policy.RoleMember, Password: anaPassword})
		place(t, s, 1)
		told := ask(t, s, "GET", events+"?after=0", "")
		told.Has(t, "members.changed", "data", 0, "type")
		told.Has(t, "operator", "data", 0, "actor")
	})
}
