package api_test

import (
	"testing"

	"relevo/internal/policy"
)

func TestOwnName(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		session := o.logIn(t, anaEmail)
		rename := func(name string) reply {
			return o.call(t, "PATCH", "/platform/v1/me", `{"user":{"name":"`+name+`"}}`, "Cookie", session)
		}
		if r := rename(" Ana Ribeiro "); r.at("data", "user", "name") != "Ana Ribeiro" {
			t.Errorf("got %s %s", r.Status, r.text)
		}
		if r := rename(" "); r.StatusCode != 422 || r.code() != "invalid_input" {
			t.Errorf("no name: %s %s", r.Status, r.text)
		}
		if r := o.call(t, "PATCH", "/platform/v1/me", `{"user":{"name":"x"}}`, "X-Api-Key", o.key(t, o.shop)); r.StatusCode != 403 {
			t.Errorf("a key: %s", r.Status)
		}
	})
}

func TestOwnPassword(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		session, elsewhere := o.logIn(t, anaEmail), o.logIn(t, anaEmail)
		change := func(current, next string) reply {
			return o.call(t, "POST", "/platform/v1/me/password", `{"password":{"current":"`+current+`","new":"`+next+`"}}`, "Cookie", session)
		}
		if r := change("wrong", "another long one"); r.StatusCode != 422 || r.code() != "wrong_password" {
			t.Errorf("wrong present one: %s %s", r.Status, r.text)
		}
		if r := change(anaPassword, "short"); r.StatusCode != 422 || r.code() != "password_too_short" {
			t.Errorf("short: %s %s", r.Status, r.text)
		}
		if r := o.call(t, "GET", "/platform/v1/me", "", "Cookie", elsewhere); r.StatusCode != 200 {
			t.Errorf("what was refused ended a session: %s", r.Status)
		}
		if r := change(anaPassword, "another long one"); r.StatusCode != 204 {
			t.Fatalf("change: %s %s", r.Status, r.text)
		}
		if r := o.call(t, "GET", "/platform/v1/me", "", "Cookie", session); r.StatusCode != 200 {
			t.Errorf("the own session ended: %s", r.Status)
		}
		if r := o.call(t, "GET", "/platform/v1/me", "", "Cookie", elsewhere); r.StatusCode != 401 {
			t.Errorf("the other session goes on: %s", r.Status)
		}
		if r := o.call(t, "POST", "/platform/v1/session", `{"session":{"email":"`+anaEmail+`","password":"another long one"}}`); r.StatusCode != 200 {
			t.Errorf("log in with the new one: %s", r.Status)
		}
		if r := change(anaPassword, "a third long one"); r.code() != "wrong_password" {
			t.Errorf("the old one still counts: %s", r.text)
		}
	})
}

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		o.user(t, o.shop, "max@shop.test", policy.RoleMember)
		elsewhere, session, max := o.logIn(t, anaEmail), o.logIn(t, anaEmail), o.logIn(t, "max@shop.test")
		o.call(t, "GET", "/platform/v1/me", "", "Cookie", elsewhere, "User-Agent", "Firefox")
		listed := o.call(t, "GET", "/platform/v1/sessions", "", "Cookie", session, "User-Agent", "Chrome")
		if listed.at("meta", "total_count") != 2.0 || listed.at("data", 0, "current") == listed.at("data", 1, "current") {
			t.Fatalf("list: %s", listed.text)
		}
		id := ""
		for i := range 2 {
			if listed.at("data", i, "current") == false {
				id, _ = listed.at("data", i, "id").(string)
				if listed.at("data", i, "browser") != "Firefox" {
					t.Errorf("the other one: %s", listed.text)
				}
			}
		}
		end := func(session, id string) int {
			return o.call(t, "DELETE", "/platform/v1/sessions/"+id, "", "Cookie", session).StatusCode
		}
		if end(max, id) != 404 || end(session, "x") != 404 {
			t.Error("somebody else's session ends")
		}
		if end(session, id) != 204 || o.call(t, "GET", "/platform/v1/me", "", "Cookie", elsewhere).StatusCode != 401 {
			t.Error("the session goes on")
		}
		if end(session, id) != 404 {
			t.Error("it ends twice")
		}
	})
}
