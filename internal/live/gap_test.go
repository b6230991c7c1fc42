package live

import (
	"runtime"
	"testing"
	"time"

	client "github.com/centrifugal/centrifuge-go"
)

// left waits until the hub has noticed that everybody is gone.
func (r *rig) left(t *testing.T) {
	t.Helper()
	for late := time.Now().Add(patience); r.Clients() > 0; {
		if time.Now().After(late) {
			t.Fatal("a client that is gone still counts")
		}
		runtime.Gosched()
	}
}

func (r *rig) skip(t *testing.T, want bool) {
	t.Helper()
	if skipped, err := r.Skip("prj:1"); skipped != want || err != nil {
		t.Fatalf("skipped is %v, error %v; want %v", skipped, err, want)
	}
}

// Who was away while something was skipped is told of the gap, each time.
func TestASkipIsAGap(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	p := r.connect(t, "ann/s1/prj:1")
	wait(t, p.server)
	r.publish(t, "prj:1", 0, 3)
	expect(t, p.pos, 0, 3)
	r.skip(t, false)
	for round := range 3 {
		p.line.cut()
		wait(t, p.connecting)
		r.left(t)
		r.skip(t, true)
		r.skip(t, true)
		p.line.mend()
		if e := wait(t, p.server); !e.WasRecovering || e.Recovered {
			t.Errorf("round %d: %+v", round, e)
		}
		if round == 1 { // the others see nothing between two skips
			r.publish(t, "prj:1", 10, 12)
			expect(t, p.pos, 10, 12)
		}
	}
	r.publish(t, "prj:1", 20, 22)
	expect(t, p.pos, 20, 22)
}

// A skip before anybody came, and one before a channel was used, are gaps for
// nobody.
func TestASkipIsNothingToTheNew(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	r.skip(t, true)
	p := r.connect(t, "ann/s1/prj:1")
	if e := wait(t, p.server); e.WasRecovering {
		t.Errorf("%+v", e)
	}
	r.publish(t, "prj:1", 0, 3)
	expect(t, p.pos, 0, 3)
	p.line.cut()
	wait(t, p.connecting)
	r.left(t)
	r.publish(t, "prj:1", 3, 5) // not skipped: nothing is missed
	p.line.mend()
	if e := wait(t, p.server); !e.WasRecovering || !e.Recovered {
		t.Errorf("%+v", e)
	}
	expect(t, p.pos, 3, 5)
	if _, err := r.Skip("nothing:1"); err == nil {
		t.Error("skipped on a channel of unknown kind")
	}
}

// Who is connected is told of a gap in its place; who was away does not recover.
func TestAMadeGapIsTold(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	here, away := r.connect(t, "ann/s1/prj:1"), r.connect(t, "ben/s2/prj:1")
	wait(t, here.server)
	wait(t, away.server)
	told := make(chan string, 8)
	here.OnPublication(func(e client.ServerPublicationEvent) { told <- string(e.Data) })
	away.line.cut()
	wait(t, away.connecting)
	if err := r.Gap("prj:1"); err != nil {
		t.Fatal(err)
	}
	r.publish(t, "prj:1", 1, 2)
	for _, want := range []string{`{"type":"gap"}`, `{"pos":1}`} {
		if got := wait(t, told); got != want {
			t.Errorf("told %s, want %s", got, want)
		}
	}
	away.line.mend()
	if e := wait(t, away.server); !e.WasRecovering || e.Recovered {
		t.Errorf("%+v", e)
	}
	if err := r.Gap("nothing:1"); err == nil {
		t.Error("a gap on a channel of unknown kind")
	}
}
