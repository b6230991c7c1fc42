package serve_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/edge/api"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/rest"
	"relevo/internal/edge/serve"
	"relevo/internal/policy"
)

// Two servers on one PostgreSQL are one team: who is at a conversation by one
// is shown by the other, and who is removed by one is cut off by the other.
func TestTwoServersAreOneTeam(t *testing.T) {
	t.Parallel()
	options := dbtest.Fresh(t, db.Postgres)
	options.Clock = clock.System{}
	var screens *serve.Screens
	one := recordtest.New(t, dbtest.Open(t, options), clock.System{}, func(s *recordtest.Shop) { screens = screensOf(t, s) })
	show(t, one, screens, "one")
	two := beside(t, one, dbtest.Open(t, options))

	one.Receive(t, hello("wamid.1", "hi"))
	id := fmt.Sprint(one.Call(t, "GET", "/platform/v1/whatsapp/conversations", "").At("data", 0, "id"))
	me, mate := logIn(t, one, one.Project, "me@shop.test", policy.RoleOwner), logIn(t, one, one.Project, "mate@shop.test", policy.RoleInbox)
	idOf := func(cookie string) string {
		return fmt.Sprint(one.Call(t, "GET", "/platform/v1/session", "", "X-API-Key", "", "Cookie", cookie).At("data", "user", "id"))
	}
	myScreen, matesScreen := connect(t, one, "Cookie", me), connect(t, two, "Cookie", mate)
	wait(t, myScreen.connected)
	wait(t, matesScreen.connected)
	look := func(s *recordtest.Shop, cookie string) {
		t.Helper()
		r := s.Call(t, "PUT", "/platform/v1/whatsapp/conversations/"+id+"/presence", `{"presence":{"screen":"s"}}`, "X-API-Key", "", "Cookie", cookie)
		if r.Status != http.StatusNoContent {
			t.Fatalf("look: %d %s", r.Status, r.Text)
		}
	}
	look(one, me)
	if got := matesScreen.presence(t); fmt.Sprint(got) != fmt.Sprint([]string{idOf(me)}) {
		t.Errorf("by the second server: %v", got)
	}
	look(two, mate)
	for {
		if got := myScreen.presence(t); len(got) == 2 {
			break
		}
	}
	if r := one.Call(t, "DELETE", "/platform/v1/users/"+idOf(mate), "", "X-API-Key", "", "Cookie", me); r.Status != http.StatusNoContent {
		t.Fatalf("remove: %d %s", r.Status, r.Text)
	}
	if e := wait(t, matesScreen.ended); e.Code < 3500 {
		t.Errorf("ended with %d, after which it comes back", e.Code)
	}
	if r := two.Call(t, "GET", "/platform/v1/me", "", "X-API-Key", "", "Cookie", mate); r.Status != http.StatusUnauthorized {
		t.Errorf("the second server still knows who was removed: %d", r.Status)
	}
}

func screensOf(t *testing.T, s *recordtest.Shop) *serve.Screens {
	t.Helper()
	api.MountAccount(s.Rest, s.App)
	api.Mount(s.Rest, s.App, s.Links)
	screens, err := serve.NewScreens(s.App, s.Links, s.Rest.SessionOf)
	if err != nil {
		t.Fatal(err)
	}
	s.Rest.Handle("/realtime", screens.Handler())
	return screens
}

// beside starts a second server for the project of the first one.
func beside(t *testing.T, first *recordtest.Shop, d *db.DB) *recordtest.Shop {
	t.Helper()
	s := &recordtest.Shop{Project: first.Project, Key: first.Key, Links: first.Links}
	s.App = &app.App{DB: d, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Seal: first.App.Seal, Blobs: first.App.Blobs,
		PublicURL: func() string { return s.URL }}
	s.Rest = rest.New(rest.Options{App: s.App, Version: "test"})
	screens := screensOf(t, s)
	server := httptest.NewServer(s.Rest)
	t.Cleanup(server.Close)
	s.URL = server.URL
	show(t, s, screens, "two")
	return s
}
