package live

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

// judge is an Authenticate and a MaySubscribe that a test can change.
type judge struct {
	mu       sync.Mutex
	identity Identity
	err      error
	denied   string
	asked    chan struct{}
}

func newJudge(i Identity) *judge { return &judge{identity: i, asked: make(chan struct{}, 1024)} }

func (j *judge) options() Options {
	return Options{Recheck: time.Second, Authenticate: j.authenticate, MaySubscribe: j.maySubscribe}
}

func (j *judge) authenticate(context.Context, Connect) (Identity, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.asked <- struct{}{}
	return j.identity, j.err
}

func (j *judge) maySubscribe(_ context.Context, _ Identity, channel string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if channel == j.denied {
		return fault.New(fault.Forbidden, fault.CodeForbidden, "No longer yours.")
	}
	return nil
}

func (j *judge) set(change func(*judge)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(j)
}

var refusedNow = fault.New(fault.Unauthenticated, fault.CodeSessionExpired, "Log in again.")

func TestARightThatEndsEndsTheConnection(t *testing.T) {
	t.Parallel()
	j := newJudge(Identity{User: "ann", Session: "s1", Channels: []string{"prj:1"}})
	p := start(t, j.options()).connect(t, "t")
	j.set(func(j *judge) { j.err = refusedNow })
	if e := wait(t, p.connecting); e.Code != 3005 {
		t.Errorf("at the check: code %d, want 3005 (expired)", e.Code)
	}
	if e := wait(t, p.ended); e.Code != 3500 {
		t.Errorf("coming back: code %d, want 3500", e.Code)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	j := newJudge(Identity{User: "ann", ExpiresAt: clock.System{}.Now().Add(time.Second), Channels: []string{"prj:1"}})
	o := j.options()
	o.Recheck = time.Hour // so that the expiry itself must end it
	p := start(t, o).connect(t, "t")
	if e := wait(t, p.connecting); e.Code != 3005 {
		t.Errorf("code %d, want 3005 (expired)", e.Code)
	}
	if e := wait(t, p.ended); e.Code != 3500 {
		t.Errorf("coming back: code %d, want 3500", e.Code)
	}
}

func TestAProlongedSessionStays(t *testing.T) {
	t.Parallel()
	j := newJudge(Identity{User: "ann", ExpiresAt: clock.System{}.Now().Add(time.Second), Channels: []string{"prj:1"}})
	r := start(t, j.options())
	p := r.connect(t, "t")
	j.set(func(j *judge) { j.identity.ExpiresAt = clock.System{}.Now().Add(time.Hour) })
	for range 4 { // once to connect, then by re-checks
		wait(t, j.asked)
	}
	r.publish(t, "prj:1", 0, 1)
	expect(t, p.pos, 0, 1)
	if len(p.connecting) != 0 {
		t.Error("it was disconnected")
	}
}

func TestAFailedCheckKeepsTheConnection(t *testing.T) {
	t.Parallel()
	j := newJudge(Identity{User: "ann", Channels: []string{"prj:1"}})
	r := start(t, j.options())
	p := r.connect(t, "t")
	j.set(func(j *judge) { j.err = errors.New("the database is away") })
	for range 3 {
		wait(t, j.asked)
	}
	r.publish(t, "prj:1", 0, 1)
	expect(t, p.pos, 0, 1)
	if len(p.connecting) != 0 {
		t.Error("it was disconnected")
	}
}

func TestOtherChannelsAreAnotherConnection(t *testing.T) {
	t.Parallel()
	j := newJudge(Identity{User: "ann", Channels: []string{"prj:1"}})
	r := start(t, j.options())
	p := r.connect(t, "t")
	wait(t, p.server)
	j.set(func(j *judge) { j.identity.Channels = []string{"prj:2"} })
	if e := wait(t, p.connecting); e.Code != 3011 {
		t.Errorf("code %d, want 3011 (connect again)", e.Code)
	}
	if e := wait(t, p.server); e.Channel != "prj:2" {
		t.Errorf("subscribed to %s", e.Channel)
	}
	r.publish(t, "prj:1", 0, 1)
	r.publish(t, "prj:2", 5, 6)
	expect(t, p.pos, 5, 6)
}

func TestAChannelThatIsDeniedLater(t *testing.T) {
	t.Parallel()
	j := newJudge(Identity{User: "ann"})
	r := start(t, j.options())
	p := r.connect(t, "t")
	one, two := p.subscribe(t, "cnv:1"), p.subscribe(t, "cnv:2")
	wait(t, one.subscribed)
	wait(t, two.subscribed)
	j.set(func(j *judge) { j.denied = "cnv:1" })
	wait(t, one.unsubscribed)
	r.publish(t, "cnv:1", 0, 1)
	r.publish(t, "cnv:2", 5, 6)
	expect(t, two.pos, 5, 6)
	if len(one.pos) != 0 {
		t.Error("it still listens")
	}
}
