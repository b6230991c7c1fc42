package live

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Not parallel: it counts the goroutines of the process.
func TestStopDrainsAndLeavesNothing(t *testing.T) {
	before := ours()
	r := start(t, Options{})
	people := make([]*person, 20)
	for i := range people {
		people[i] = r.connect(t, fmt.Sprintf("user%d/s/prj:1", i))
		wait(t, people[i].server)
		wait(t, people[i].subscribe(t, "cnv:1").subscribed)
	}
	r.publish(t, "prj:1", 0, 500)
	r.Stop()
	for _, p := range people {
		expect(t, p.pos, 0, 500)
		if e := wait(t, p.connecting); e.Code != 3001 {
			t.Errorf("code %d, want 3001 (shutdown)", e.Code)
		}
	}
	if err := r.Publish("prj:1", []byte("{}")); err == nil {
		t.Error("published after the stop")
	}
	res := httptest.NewRecorder()
	r.Handler().ServeHTTP(res, httptest.NewRequest(http.MethodGet, Path, nil))
	if res.Code != http.StatusServiceUnavailable {
		t.Errorf("after the stop: %d", res.Code)
	}
	for _, p := range people {
		p.Close()
	}
	r.stop()
	if n := r.Clients(); n != 0 {
		t.Errorf("%d clients left", n)
	}
	left := ours()
	deadline := time.After(patience)
	for tick := time.NewTicker(time.Millisecond); len(left) > len(before); left = ours() {
		select {
		case <-tick.C: // a goroutine that was told to end needs a moment to do so
		case <-deadline:
			t.Fatalf("%d goroutines left:\n%s", len(left)-len(before), strings.Join(left, "\n\n"))
		}
	}
}

// ours gives the stacks of the engine's goroutines and of its connections. The
// library's metrics aggregator is left out: one per hub, asleep for a minute
// at a time, and the library gives no way to end it.
func ours() []string {
	buffer := make([]byte, 16<<20)
	var found []string
	for _, stack := range strings.Split(string(buffer[:runtime.Stack(buffer, true)]), "\n\n") {
		if strings.Contains(stack, "centrifug") && !strings.Contains(stack, "eagle") && !strings.Contains(stack, "TestStopDrains") {
			found = append(found, stack)
		}
	}
	return found
}
