package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/internal/fault"

	client "github.com/centrifugal/centrifuge-go"
)

func code(err error) uint32 {
	var reply *client.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}

func TestSubscribe(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	p := r.connect(t, "ann/s1/")
	open := p.subscribe(t, "cnv:1")
	if e := wait(t, open.subscribed); !e.Recoverable || e.WasRecovering {
		t.Errorf("%+v", e)
	}
	r.publish(t, "cnv:1", 0, 10)
	r.publish(t, "cnv:2", 100, 110)
	r.publish(t, "cnv:1", 10, 20)
	expect(t, open.pos, 0, 20)
	for channel, want := range map[string]uint32{
		"cnv:secret": 103, "prj:secret": 103, "abc:1": 102, "cnv": 102, "cnv:": 102, ":1": 102, "cnv:" + strings.Repeat("x", channelLength): 107,
	} {
		if e := wait(t, p.subscribe(t, channel).unsubscribed); e.Code != want {
			t.Errorf("%.20s: code %d, want %d", channel, e.Code, want)
		}
	}
}

func TestClientsOnlyListen(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	p := r.connect(t, "ann/s1/")
	s := p.subscribe(t, "cnv:1")
	wait(t, s.subscribed)
	ctx := t.Context()
	_, publish := s.Publish(ctx, []byte(`{"pos":1}`))
	_, elsewhere := p.Publish(ctx, "prj:1", []byte(`{"pos":1}`))
	_, history := s.History(ctx)
	_, presence := s.Presence(ctx)
	_, stats := s.PresenceStats(ctx)
	_, call := p.RPC(ctx, "x", []byte(`{}`))
	for name, err := range map[string]error{"publish": publish, "publish elsewhere": elsewhere, "history": history,
		"presence": presence, "presence stats": stats, "call": call} {
		if code(err) != 108 {
			t.Errorf("%s: %v, want code 108 (not available)", name, err)
		}
	}
	r.publish(t, "cnv:1", 7, 8)
	expect(t, s.pos, 7, 8)
}

func TestServerSideChannels(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	p := r.connect(t, "ann/s1/prj:1,usr:ann")
	channels := []string{wait(t, p.server).Channel, wait(t, p.server).Channel}
	slices.Sort(channels)
	if !slices.Equal(channels, []string{"prj:1", "usr:ann"}) {
		t.Errorf("%v", channels)
	}
	r.publish(t, "prj:2", 50, 60)
	r.publish(t, "prj:1", 0, 5)
	expect(t, p.pos, 0, 5)
}

func TestPresent(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	for _, token := range []string{"bob/s1/", "ann/s2/", "ann/s3/"} {
		wait(t, r.connect(t, token).subscribe(t, "cnv:1").subscribed)
	}
	if users, err := r.Present("cnv:1"); err != nil || !slices.Equal(users, []string{"ann", "bob"}) {
		t.Errorf("%v, %v", users, err)
	}
	if users, err := r.Present("cnv:2"); err != nil || len(users) != 0 {
		t.Errorf("%v, %v", users, err)
	}
	if n := r.Clients(); n != 3 {
		t.Errorf("%d clients", n)
	}
}

func TestPublishRefuses(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	for channel, payload := range map[string]string{"abc:1": "{}", "prj:": "{}", "prj:1": "{"} {
		if err := r.Publish(channel, []byte(payload)); err == nil {
			t.Errorf("%s %s: published", channel, payload)
		}
	}
	idle, err := New(Options{Authenticate: byToken, MaySubscribe: allButSecret})
	if err != nil {
		t.Fatal(err)
	}
	if err := idle.Publish("prj:1", []byte("{}")); err == nil {
		t.Error("published before the start")
	}
	if _, err := New(Options{Authenticate: byToken}); err == nil {
		t.Error("a hub that judges nothing")
	}
}

func TestRefusedConnections(t *testing.T) {
	t.Parallel()
	var attempts sync.Map
	r := start(t, Options{Authenticate: func(ctx context.Context, c Connect) (Identity, error) {
		switch c.Token {
		case "forbidden":
			return Identity{}, fault.New(fault.Forbidden, fault.CodeForbidden, "Not yours.")
		case "over":
			return Identity{User: "ann", ExpiresAt: time.Unix(1, 0)}, nil
		case "broken once//":
			if _, again := attempts.LoadOrStore(c.Token, true); !again {
				return Identity{}, errors.New("the database is away")
			}
		}
		return byToken(ctx, c)
	}})
	for token, want := range map[string]uint32{"nobody": 3500, "forbidden": 3507, "over": 3500} {
		p := r.dial(t, token)
		if err := p.Connect(); err != nil {
			t.Fatal(err)
		}
		if e := wait(t, p.ended); e.Code != want {
			t.Errorf("%s: code %d, want %d", token, e.Code, want)
		}
	}
	r.connect(t, "broken once//") // comes through on a later attempt
}

func TestOrderToManyClients(t *testing.T) {
	t.Parallel()
	const clients, publications = 100, 1000
	r := start(t, Options{})
	people := make([]*person, clients)
	for i := range people {
		people[i] = r.connect(t, fmt.Sprintf("user%d/s%d/prj:1", i, i))
		wait(t, people[i].server)
	}
	r.publish(t, "prj:1", 0, publications)
	for _, p := range people {
		expect(t, p.pos, 0, publications)
	}
}

func TestDisconnect(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	ann, annsPhone, bob := r.connect(t, "ann/s1/prj:1"), r.connect(t, "ann/s2/prj:1"), r.connect(t, "bob/s3/prj:1")
	r.DisconnectSession("")
	r.DisconnectSession("s1")
	if e := wait(t, ann.ended); e.Code != 3500 {
		t.Errorf("ended session: code %d", e.Code)
	}
	r.Disconnect("ann")
	if e := wait(t, annsPhone.connecting); e.Code != 3011 {
		t.Errorf("changed user: code %d", e.Code)
	}
	wait(t, annsPhone.connected)
	r.publish(t, "prj:1", 0, 3)
	expect(t, bob.pos, 0, 3)
	if len(bob.connecting) != 0 || len(bob.ended) != 0 {
		t.Error("somebody else was disconnected")
	}
}
