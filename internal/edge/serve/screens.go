package serve

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"relevo/internal/app"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/live"
	"relevo/internal/policy"
)

// Screens shows what happens to everybody who looks: it follows the event log
// in order of position and publishes each event, with the records it is about
// as they stand, to the channels of those who may see it.
type Screens struct {
	app   *app.App
	links record.Links
	hub   *live.Hub
	who   func(*http.Request) (policy.Actor, time.Time, error)
}

// NewScreens makes the live engine. who tells whose session a connection has.
func NewScreens(a *app.App, links record.Links, who func(*http.Request) (policy.Actor, time.Time, error)) (*Screens, error) {
	s := &Screens{app: a, links: links, who: who}
	hub, err := live.New(live.Options{Log: a.Log, Authenticate: s.authenticate, MaySubscribe: s.maySubscribe, CheckOrigin: s.sameOrigin})
	s.hub = hub
	return s, err
}

// Start opens the doors; Stop sends everybody away to reconnect elsewhere.
func (s *Screens) Start() error { return s.hub.Start() }

// Stop ends every connection.
func (s *Screens) Stop() { s.hub.Stop() }

// Handler serves connections.
func (s *Screens) Handler() http.Handler { return s.hub.Handler() }

func projectChannel(id ids.ProjectID) string { return "prj:" + string(id) }

// authenticate gives a session's fixed channels: its project's, for which the
// session must have the whole project in scope.
func (s *Screens) authenticate(_ context.Context, c live.Connect) (live.Identity, error) {
	actor, expires, err := s.who(&http.Request{Header: c.Header, URL: &url.URL{Path: "/realtime", RawQuery: c.Query.Encode()}})
	if err != nil {
		return live.Identity{}, err
	}
	if err := policy.Check(policy.Needs(policy.ReadConversation), actor); err != nil {
		return live.Identity{}, err
	}
	identity := live.Identity{User: actor.ID, Session: string(actor.Session), ExpiresAt: expires}
	if actor.Scope.Kind == policy.ScopeProject {
		identity.Channels = []string{projectChannel(actor.Scope.Project), presenceChannel(actor.Scope.Project)}
	}
	return identity, nil
}

// maySubscribe: every channel is given by the server; none is asked for.
func (s *Screens) maySubscribe(context.Context, live.Identity, string) error {
	return fault.New(fault.Forbidden, fault.CodeForbidden, "This channel is not for you.")
}

// sameOrigin lets a page of this host connect, and what is no browser.
func (s *Screens) sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || origin == s.app.PublicURL() {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

// Show publishes a batch of events, and wakes those who wait for one.
func (s *Screens) Show(batch []event.Record) {
	s.app.Waits.Tell(batch)
	s.applyRights(batch)
	if s.nobodyLooks(batch) {
		return
	}
	ctx := context.Background() // the tail's own pace; it ends with the process
	records, err := app.Do(ctx, s.app, policy.Actor{Kind: policy.System}, app.ReadEventRecords, app.DataOf(batch))
	if err != nil {
		s.notShown(batch, err)
		return
	}
	for i, e := range batch {
		if e.ProjectID == "" {
			continue // of no project, for nobody's screen
		}
		payload, err := rest.EncodeJSON(record.Event(e, records, s.links))
		if err == nil {
			err = s.hub.Publish(projectChannel(e.ProjectID), payload)
		}
		if err != nil {
			s.notShown(batch[i:i+1], err)
		}
	}
}

// notShown has the clients of events that cannot be shown catch up by position.
func (s *Screens) notShown(events []event.Record, why error) {
	s.app.Log.Warn("events not shown; clients catch up by position", "err", why)
	told := map[ids.ProjectID]bool{"": true} // what is of no project is for nobody's screen
	for _, e := range events {
		if told[e.ProjectID] {
			continue
		}
		told[e.ProjectID] = true
		if err := s.hub.Gap(projectChannel(e.ProjectID)); err != nil {
			s.app.Log.Warn("clients not told of a gap", "err", err)
		}
	}
}

// applyRights cuts the connections of sessions that have ended, and has those
// of people whose role changed judged anew, on whichever node that was.
func (s *Screens) applyRights(batch []event.Record) {
	for _, e := range batch {
		if e.Type != app.EventSessionEnded && e.Type != app.EventMembersChanged {
			continue
		}
		switch about := app.DataOf([]event.Record{e})[0]; {
		case e.Type == app.EventSessionEnded:
			s.hub.DisconnectSession(string(about.SessionID))
		case about.UserID != "":
			s.hub.Disconnect(string(about.UserID))
		}
	}
}

// nobodyLooks lets a batch be passed over that nobody would be shown: reading
// and writing its records is a good part of the work of a busy night.
func (s *Screens) nobodyLooks(batch []event.Record) bool {
	projects := map[ids.ProjectID]bool{}
	for _, e := range batch {
		if e.ProjectID == "" || projects[e.ProjectID] {
			continue
		}
		projects[e.ProjectID] = true
		if skipped, err := s.hub.Skip(projectChannel(e.ProjectID)); err != nil || !skipped {
			return false
		}
	}
	return true
}
