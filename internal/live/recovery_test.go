package live

import (
	"testing"
)

func TestRecoveryAfterACut(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	p := r.connect(t, "ann/s1/prj:1")
	wait(t, p.server)
	thread := r.connect(t, "ann/s1/cnv:1")
	wait(t, thread.server)
	r.publish(t, "prj:1", 0, 10)
	r.publish(t, "cnv:1", 0, 10)
	expect(t, p.pos, 0, 10)
	expect(t, thread.pos, 0, 10)

	cut(t, p, thread)
	r.publish(t, "prj:1", 10, 510)
	r.publish(t, "cnv:1", 10, 210)
	p.line.mend()
	thread.line.mend()

	if e := wait(t, p.server); !e.WasRecovering || !e.Recovered {
		t.Errorf("project: %+v", e)
	}
	if e := wait(t, thread.server); !e.WasRecovering || !e.Recovered {
		t.Errorf("conversation: %+v", e)
	}
	r.publish(t, "prj:1", 510, 520)
	r.publish(t, "cnv:1", 210, 220)
	expect(t, p.pos, 10, 520)
	expect(t, thread.pos, 10, 220)
}

// cut breaks the connections of some people and waits until they notice.
func cut(t *testing.T, people ...*person) {
	t.Helper()
	for _, p := range people {
		p.line.cut()
	}
	for _, p := range people {
		wait(t, p.connecting)
	}
}

// Who was away for more than is kept, or than one recovery carries, is told
// that it was recovering and did not recover.
func TestAGapIsTold(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	p := r.connect(t, "ann/s1/prj:1")
	wait(t, p.server)
	thread := r.connect(t, "ann/s1/cnv:1")
	wait(t, thread.server)
	r.publish(t, "cnv:1", 0, 1)
	r.publish(t, "prj:1", 0, 1)
	expect(t, thread.pos, 0, 1)
	expect(t, p.pos, 0, 1)

	cut(t, p, thread)
	r.publish(t, "cnv:1", 1, 1+kinds["cnv"].history+1)
	r.publish(t, "prj:1", 1, 1+recoveryLimit+1)
	p.line.mend()
	thread.line.mend()

	if e := wait(t, p.server); !e.WasRecovering || e.Recovered {
		t.Errorf("project: %+v", e)
	}
	if e := wait(t, thread.server); !e.WasRecovering || e.Recovered {
		t.Errorf("conversation: %+v", e)
	}
	r.publish(t, "cnv:1", 1000, 1005)
	r.publish(t, "prj:1", 1000, 1005)
	expect(t, thread.pos, 1000, 1005)
	expect(t, p.pos, 1000, 1005)
}

// A restart begins new streams; a client of the old ones must not be told that
// it missed nothing.
func TestARestartIsAGap(t *testing.T) {
	t.Parallel()
	first := start(t, Options{})
	p := first.connect(t, "ann/s1/prj:1")
	wait(t, p.server)
	first.publish(t, "prj:1", 0, 3)
	expect(t, p.pos, 0, 3)

	second := start(t, Options{})
	second.publish(t, "prj:1", 3, 6)
	p.line.cut()
	wait(t, p.connecting)
	first.server.Config.Handler = second.Handler()
	p.line.mend()
	if e := wait(t, p.server); !e.WasRecovering || e.Recovered {
		t.Errorf("%+v", e)
	}
	second.publish(t, "prj:1", 6, 8)
	expect(t, p.pos, 6, 8)
}
