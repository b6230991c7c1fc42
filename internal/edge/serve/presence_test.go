package serve_test

import (
	"fmt"
	"net/http"
	"testing"

	"relevo/internal/edge/record/recordtest"
	"relevo/internal/policy"
)

// presence waits for the next push about presence and gives its people as
// "id" or "id typing".
func (c *screen) presence(t *testing.T) (people []string) {
	t.Helper()
	for {
		push := c.next(t)
		if recordtest.At(push, "type") != "presence" {
			continue
		}
		if recordtest.At(push, "pos") != nil {
			t.Error("presence has a position")
		}
		list, _ := recordtest.At(push, "data", "people").([]any)
		for _, p := range list {
			text := fmt.Sprint(recordtest.At(p, "user_id"))
			if recordtest.At(p, "typing") == true {
				text += " typing"
			}
			people = append(people, text)
		}
		return people
	}
}

// Who looks at a conversation and who writes is shown to the team, once for
// each change, and ends with the lease when the screen says nothing more.
func TestPresence(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, hello("wamid.1", "hi"))
		id := fmt.Sprint(s.Call(t, "GET", "/platform/v1/whatsapp/conversations", "").At("data", 0, "id"))
		path := "/platform/v1/whatsapp/conversations/" + id + "/presence"
		mine := []string{"X-API-Key", "", "Cookie", logIn(t, s, s.Project, "me@shop.test", policy.RoleMember)}
		me := fmt.Sprint(s.Call(t, "GET", "/platform/v1/session", "", mine...).At("data", "user", "id"))
		mate := connect(t, s, "Cookie", logIn(t, s, s.Project, "mate@shop.test", policy.RoleInbox))
		wait(t, mate.connected)
		say := func(body string) {
			t.Helper()
			if r := s.Call(t, "PUT", path, body, mine...); r.Status != http.StatusNoContent {
				t.Fatalf("%s: %d %s", body, r.Status, r.Text)
			}
		}
		expect := func(want ...string) {
			t.Helper()
			if got := mate.presence(t); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %v, want %v", got, want)
			}
		}
		say(`{"presence":{"screen":"one"}}`)
		expect(me)
		say(`{"presence":{"screen":"one"}}`) // a renewal tells nobody anything
		say(`{"presence":{"screen":"two","typing":true}}`)
		expect(me + " typing")
		list := s.Call(t, "GET", "/platform/v1/whatsapp/presences", "")
		list.Has(t, id, "data", 0, "conversation_id")
		list.Has(t, "true", "data", 0, "people", 0, "typing")
		if r := s.Call(t, "DELETE", path+"?screen=two", "", mine...); r.Status != http.StatusNoContent {
			t.Fatalf("leave: %d %s", r.Status, r.Text)
		}
		expect(me)
		expect() // ten seconds after the screen spoke last
		s.Call(t, "GET", "/platform/v1/whatsapp/presences", "").Has(t, "[]", "data")
	})
}

func TestPresenceIsAPersons(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, hello("wamid.1", "hi"))
		id := fmt.Sprint(s.Call(t, "GET", "/platform/v1/whatsapp/conversations", "").At("data", 0, "id"))
		path := "/platform/v1/whatsapp/conversations/" + id + "/presence"
		mine := []string{"X-API-Key", "", "Cookie", logIn(t, s, s.Project, "me@shop.test", policy.RoleMember)}
		if r := s.Call(t, "PUT", path, `{"presence":{"screen":"one"}}`); r.Status != http.StatusForbidden {
			t.Errorf("a key: %d %s", r.Status, r.Text)
		}
		if r := s.Call(t, "PUT", path, `{"presence":{}}`, mine...); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("no screen: %d %s", r.Status, r.Text)
		}
		if r := s.Call(t, "PUT", "/platform/v1/whatsapp/conversations/none/presence", `{"presence":{"screen":"one"}}`, mine...); r.Status != http.StatusNotFound {
			t.Errorf("no conversation: %d %s", r.Status, r.Text)
		}
	})
}
