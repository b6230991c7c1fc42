package serve_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/edge/api"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/serve"
	"relevo/internal/event"
	"relevo/internal/ids"
	"relevo/internal/policy"

	client "github.com/centrifugal/centrifuge-go"
)

// patience bounds every wait; nothing waits that long when all is right.
const patience = 30 * time.Second

const password = "correct horse battery"

// eachStage runs fn on both dialects against a server with live screens.
func eachStage(t *testing.T, fn func(t *testing.T, s *recordtest.Shop)) {
	t.Helper()
	var screens *serve.Screens
	recordtest.Each(t, nil, func(s *recordtest.Shop) {
		api.MountAccount(s.Rest, s.App)
		api.Mount(s.Rest, s.App, s.Links)
		made, err := serve.NewScreens(s.App, s.Links, s.Rest.SessionOf)
		if err != nil {
			t.Fatal(err)
		}
		screens = made
		s.Rest.Handle("/realtime", screens.Handler())
		s.Rest.Handle("/realtime/", screens.Handler())
	}, func(t *testing.T, s *recordtest.Shop) {
		show(t, s, screens, "test")
		fn(t, s)
	})
}

// show starts what carries events to the screens of a node.
func show(t *testing.T, s *recordtest.Shop, screens *serve.Screens, node string) {
	t.Helper()
	if err := screens.Start(); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	relay := event.NewRelay(s.App.DB, clock.System{}, log, node)
	tail := event.NewTail(s.App.DB, log, event.Last, screens.Show)
	ctx, stop := context.WithCancel(context.Background())
	relay.Start(ctx)
	tail.Start(ctx)
	var pulse sync.WaitGroup
	pulse.Go(func() { s.App.Pulse(ctx, relay, tail) })
	pulse.Go(func() { screens.ShowPresence(ctx) })
	t.Cleanup(func() {
		screens.Stop()
		tail.Stop()
		relay.Stop()
		stop()
		pulse.Wait()
	})
}

// logIn makes a person with a seat and gives the cookie of their session.
func logIn(t *testing.T, s *recordtest.Shop, project ids.ProjectID, email string, role policy.Role) string {
	t.Helper()
	recordtest.Do(t, s, recordtest.Operator, app.CreateUser,
		app.CreateUserIn{Project: project, Email: email, Name: email, Role: role, Password: password})
	r := s.Call(t, "POST", "/platform/v1/session", `{"session":{"email":"`+email+`","password":"`+password+`"}}`, "X-API-Key", "")
	cookie, _, _ := strings.Cut(r.Header.Get("Set-Cookie"), ";")
	if r.Status != 200 || cookie == "" {
		t.Fatalf("log in: %d %s", r.Status, r.Text)
	}
	return cookie
}

// screen is a connection with what it was shown.
type screen struct {
	*client.Client
	connected chan struct{}
	ended     chan client.DisconnectedEvent
	shown     chan []byte
}

func connect(t *testing.T, s *recordtest.Shop, headers ...string) *screen {
	t.Helper()
	return connectAt(t, s, "/realtime", headers...)
}

func connectAt(t *testing.T, s *recordtest.Shop, path string, headers ...string) *screen {
	t.Helper()
	h := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	c := &screen{connected: make(chan struct{}, 8), ended: make(chan client.DisconnectedEvent, 8), shown: make(chan []byte, 1024)}
	c.Client = client.NewJsonClient("ws"+strings.TrimPrefix(s.URL, "http")+path, client.Config{Header: h, HandshakeTimeout: patience, ReadTimeout: patience})
	c.OnConnected(func(client.ConnectedEvent) { c.connected <- struct{}{} })
	c.OnDisconnected(func(e client.DisconnectedEvent) { c.ended <- e })
	c.OnPublication(func(e client.ServerPublicationEvent) { c.shown <- e.Data })
	t.Cleanup(c.Close)
	if err := c.Connect(); err != nil {
		t.Fatal(err)
	}
	return c
}

func wait[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// next gives the next event that a screen is shown, but for the people whom the
// test itself has let join: it may have connected before or after their events.
func (c *screen) next(t *testing.T) any {
	t.Helper()
	for {
		var event any
		if err := json.Unmarshal(wait(t, c.shown), &event); err != nil {
			t.Fatal(err)
		}
		if recordtest.At(event, "type") != app.EventMembersChanged || recordtest.At(event, "actor") != "operator" {
			return event
		}
	}
}

func hello(wamid, body string) string {
	return `"contacts":[{"wa_id":"15550107701"}],"messages":[{"from":"15550107701","id":"` + wamid + `","timestamp":"1893553445","type":"text","text":{"body":"` + body + `"}}]`
}

// A connection ends with its session, and with no other one.
func TestLogOutEndsTheScreen(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *recordtest.Shop) {
		leaving, staying := logIn(t, s, s.Project, "leaving@shop.test", policy.RoleMember), logIn(t, s, s.Project, "staying@shop.test", policy.RoleMember)
		gone, here := connect(t, s, "Cookie", leaving), connect(t, s, "Cookie", staying)
		wait(t, gone.connected)
		wait(t, here.connected)
		if r := s.Call(t, "DELETE", "/platform/v1/session", "", "X-API-Key", "", "Cookie", leaving); r.Status != 204 {
			t.Fatalf("log out: %d %s", r.Status, r.Text)
		}
		wait(t, gone.ended)
		s.Receive(t, hello("wamid.1", "still here"))
		here.next(t)
	})
}

// An event reaches the screens of its project, whatever the role, with its
// position and the records as they stand, and no other project's.
// Who is removed is cut off for good; whose role changes comes back under it.
func TestScreensFollowTheMembers(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *recordtest.Shop) {
		owner := logIn(t, s, s.Project, "owner@shop.test", policy.RoleOwner)
		removed, changed := logIn(t, s, s.Project, "removed@shop.test", policy.RoleMember), logIn(t, s, s.Project, "changed@shop.test", policy.RoleMember)
		gone, here := connect(t, s, "Cookie", removed), connect(t, s, "Cookie", changed)
		wait(t, gone.connected)
		wait(t, here.connected)
		call := func(method, of, body string) {
			me := s.Call(t, "GET", "/platform/v1/me", "", "X-API-Key", "", "Cookie", of)
			r := s.Call(t, method, "/platform/v1/users/"+recordtest.At(me.JSON, "data", "user", "id").(string), body, "X-API-Key", "", "Cookie", owner)
			if r.Status >= 300 {
				t.Fatalf("%s: %d %s", method, r.Status, r.Text)
			}
		}
		call("DELETE", removed, "")
		if e := wait(t, gone.ended); e.Code < 3500 {
			t.Errorf("ended with %d, after which it comes back", e.Code)
		}
		if e := here.next(t); recordtest.At(e, "type") != app.EventMembersChanged {
			t.Errorf("shown %v", e)
		}
		call("PATCH", changed, `{"user":{"role":"admin"}}`)
		wait(t, here.connected) // again
		s.Receive(t, hello("wamid.1", "still here"))
	})
}

func TestScreensOfOneProject(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *recordtest.Shop) {
		elsewhere := recordtest.Do(t, s, recordtest.Operator, app.CreateProject, app.CreateProjectIn{Name: "Elsewhere"}).ID
		owner := connect(t, s, "Cookie", logIn(t, s, s.Project, "owner@shop.test", policy.RoleOwner))
		seat := connect(t, s, "Cookie", logIn(t, s, s.Project, "seat@shop.test", policy.RoleInbox))
		stranger := connect(t, s, "Cookie", logIn(t, s, elsewhere, "owner@elsewhere.test", policy.RoleOwner))
		for _, c := range []*screen{owner, seat, stranger} {
			wait(t, c.connected)
		}
		s.Receive(t, hello("wamid.1", "a <b> & c"), hello("wamid.2", "second"))
		for _, c := range []*screen{owner, seat} {
			first, second := c.next(t), c.next(t)
			got := recordtest.At(first, "data", "message", "kapso", "content")
			if recordtest.At(first, "type") != app.EventMessageReceived || got != "a <b> & c" {
				t.Errorf("shown %v", first)
			}
			if recordtest.At(first, "pos") != 4.0 || recordtest.At(second, "pos") != 5.0 { // three have joined
				t.Errorf("positions %v, %v", recordtest.At(first, "pos"), recordtest.At(second, "pos"))
			}
		}
		// What the stranger is shown first is its own project's, which comes last.
		app2 := recordtest.Do(t, s, recordtest.Operator, app.AddMetaApp, app.AddMetaAppIn{ProjectID: elsewhere, Name: "Meta", AppSecret: "s", VerifyToken: "v"}).ID
		recordtest.Do(t, s, recordtest.Operator, app.AddNumber, app.AddNumberIn{ProjectID: elsewhere, MetaAppID: app2, PhoneNumberID: "222000111",
			BusinessAccountID: "1", DisplayPhoneNumber: "+1 555-078-3882", Name: "Elsewhere", AccessToken: "t"})
		shop := s.MetaApp
		s.MetaApp = app2
		s.Deliver(t, []byte(`{"entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"222000111"},`+hello("wamid.3", "elsewhere")+`}}]}]}`))
		s.MetaApp = shop
		if e := stranger.next(t); recordtest.At(e, "data", "message", "kapso", "content") != "elsewhere" {
			t.Errorf("a stranger is shown %v", e)
		}
		s.Receive(t, hello("wamid.4", "last"))
		if e := owner.next(t); recordtest.At(e, "data", "message", "kapso", "content") != "last" {
			t.Errorf("the owner is shown %v", e)
		}
	})
}

// A screen whose events cannot be read is told that it missed some, and sees
// what comes after.
func TestScreensAreToldWhatIsMissing(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *recordtest.Shop) {
		c := connect(t, s, "Cookie", logIn(t, s, s.Project, "owner@shop.test", policy.RoleOwner))
		wait(t, c.connected)
		s.Receive(t, hello("wamid.1", "first"))
		first := c.next(t)
		about := app.EventData{ConversationID: ids.ConversationID(recordtest.At(first, "data", "conversation", "id").(string))}
		change := func(statement string) {
			err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
				if _, err := tx.Exec(statement); err != nil {
					return err
				}
				return event.Append(tx, event.New{ProjectID: s.Project, Subject: string(about.ConversationID), Type: app.EventConversationRead, Actor: "system", Data: about})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		change(`ALTER TABLE conversations RENAME TO away`)
		if e := c.next(t); recordtest.At(e, "type") != "gap" {
			t.Errorf("shown %v", e)
		}
		change(`ALTER TABLE away RENAME TO conversations`)
		if e := c.next(t); recordtest.At(e, "type") != app.EventConversationRead {
			t.Errorf("shown %v", e)
		}
	})
}

// Who is in two projects has a screen in the one that its address names.
func TestScreenOfAChosenProject(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *recordtest.Shop) {
		elsewhere := recordtest.Do(t, s, recordtest.Operator, app.CreateProject, app.CreateProjectIn{Name: "Elsewhere"}).ID
		cookie := logIn(t, s, elsewhere, "both@shop.test", policy.RoleOwner)
		recordtest.Do(t, s, recordtest.Operator, app.CreateUser, app.CreateUserIn{Project: s.Project, Email: "both@shop.test", Role: policy.RoleMember})
		oldest, chosen := connect(t, s, "Cookie", cookie), connectAt(t, s, "/realtime?project_id="+string(s.Project), "Cookie", cookie)
		wait(t, oldest.connected)
		wait(t, chosen.connected)
		s.Receive(t, hello("wamid.1", "here"))
		if e := chosen.next(t); recordtest.At(e, "data", "message", "kapso", "content") != "here" {
			t.Errorf("shown %v", e)
		}
		recordtest.Do(t, s, policy.Actor{Kind: policy.System, Scope: policy.Project(elsewhere)}, app.Invite, app.InviteIn{Email: "new@shop.test", Role: policy.RoleMember})
		if e := oldest.next(t); recordtest.At(e, "type") != app.EventMembersChanged {
			t.Errorf("the other project's screen is shown %v", e)
		}
		if e := wait(t, connectAt(t, s, "/realtime?project_id="+ids.New(), "Cookie", cookie).ended); e.Code < 3500 {
			t.Errorf("in nobody's project: ended with %d, after which it comes back", e.Code)
		}
	})
}

// Nobody connects without a session, from another site, or subscribes or
// publishes by wish.
func TestScreensAreGuarded(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *recordtest.Shop) {
		cookie := logIn(t, s, s.Project, "owner@shop.test", policy.RoleOwner)
		for name, headers := range map[string][]string{
			"nobody":       nil,
			"wrong cookie": {"Cookie", cookie + "x"},
			"a key":        {"X-API-Key", s.Key},
		} {
			if e := wait(t, connect(t, s, headers...).ended); e.Code == 0 {
				t.Errorf("%s: %+v", name, e)
			}
		}
		for origin, status := range map[string]int{"https://evil.example": 403, "null": 403, s.URL: 101} {
			r := ask(t, "GET", s.URL+"/realtime", "Cookie", cookie, "Origin", origin, "Connection", "Upgrade", "Upgrade", "websocket",
				"Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
			if r.StatusCode != status {
				t.Errorf("from %s: %d", origin, r.StatusCode)
			}
		}
		c := connect(t, s, "Cookie", cookie)
		wait(t, c.connected)
		for _, channel := range []string{"prj:" + string(s.Project), "prj:" + ids.New(), "conv:" + ids.New(), "any"} {
			sub, err := c.NewSubscription(channel)
			if err != nil {
				continue // the server has subscribed it already
			}
			refused := make(chan struct{}, 8)
			sub.OnError(func(client.SubscriptionErrorEvent) { refused <- struct{}{} })
			sub.OnUnsubscribed(func(client.UnsubscribedEvent) { refused <- struct{}{} })
			sub.OnSubscribed(func(client.SubscribedEvent) { t.Errorf("subscribed to %s", channel) })
			if err := sub.Subscribe(); err != nil {
				t.Fatal(err)
			}
			wait(t, refused)
		}
		if _, err := c.Publish(t.Context(), "prj:"+string(s.Project), []byte(`{}`)); err == nil {
			t.Error("published")
		}
	})
}
