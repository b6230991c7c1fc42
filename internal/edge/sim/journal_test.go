package sim_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/internal/edge/sim"
)

// restart ends the simulator and starts another one on the same journal.
func (r *rig) restart() {
	r.Helper()
	r.settled() // else what was posted and not yet noted is posted again
	r.halt()
	r.start()
}

func TestStateSurvivesRestart(t *testing.T) {
	t.Parallel()
	r := newRigIn(t, t.TempDir())
	r.opened()
	r.control("POST", "/clock", object{"advance": "2h"})
	r.control("PATCH", "/customers/"+lucia, object{"reads_at_once": true})
	r.control("POST", "/faults", object{"kind": "delay", "event": "status", "status": "read", "seconds": 60})
	_, media := r.upload("a.png", "image/png", []byte("\x89PNG"))
	body := message(lucia, "image", object{"id": media["id"], "caption": "over the restart"})
	body["biz_opaque_callback_data"] = "outbox-9"
	id := r.send(body)
	before := r.control("GET", "/customers/"+lucia+"/messages", nil)
	now := r.control("GET", "/clock", nil)["now"]
	r.restart()
	if got := r.control("GET", "/clock", nil)["now"]; got != now {
		t.Errorf("clock %v, was %v", got, now)
	}
	after := r.control("GET", "/customers/"+lucia+"/messages", nil)
	if a, b := dig[object](r, before, "data", 1), dig[object](r, after, "data", 1); a["id"] != b["id"] || dig[string](r, b, "content", "caption") != "over the restart" {
		t.Errorf("%v became %v", a, b)
	}
	r.advance(time.Second)
	if st := r.status("sent"); st["id"] != id || st["biz_opaque_callback_data"] != "outbox-9" {
		t.Errorf("%v", st)
	}
	r.status("delivered")
	r.restart()
	r.advance(time.Minute)
	r.status("read")
	info := r.mustGraph("GET", media["id"].(string), nil)
	if status, _, got := r.request("GET", info["url"].(string), bearer(), nil); status != http.StatusOK || string(got) != "\x89PNG" {
		t.Errorf("media: %d %q", status, got)
	}
	r.send(text(lucia, "the window is still open"))
	r.advance(time.Second)
	r.status("sent")
}

func TestFailedDeliveryIsRetriedAfterRestart(t *testing.T) {
	t.Parallel()
	r := newRigIn(t, t.TempDir())
	r.answering(func(int) int { return http.StatusInternalServerError })
	r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "keep"})
	r.hook()
	r.hook()
	r.settled()
	r.answering(func(int) int { return http.StatusOK })
	r.restart()
	r.advance(time.Minute)
	r.hook()
	r.quiet()
}

func TestTornLastLine(t *testing.T) {
	t.Parallel()
	r := newRigIn(t, t.TempDir())
	r.opened()
	r.halt()
	path := filepath.Join(r.journal, "journal.jsonl")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, tail := range map[string]string{"half a line": `[{"k":"message","id":"wam`, "zeroes": "\x00\x00\x00\n", "nothing": ""} {
		if err := os.WriteFile(path, append(append([]byte{}, whole...), tail...), 0o600); err != nil {
			t.Fatal(err)
		}
		r.start()
		if info := r.control("GET", "", nil); info["messages"] != 1.0 {
			t.Errorf("%s: %v messages", name, info["messages"])
		}
		r.halt()
		if mended, _ := os.ReadFile(path); !strings.HasPrefix(string(mended), string(whole)) || strings.Contains(string(mended), "\x00") {
			t.Errorf("%s: the journal was not mended", name)
		}
	}
	broken := strings.Replace(string(whole), `"k"`, `k`, 1)
	if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sim.New(sim.Options{Journal: r.journal}); err == nil {
		t.Error("a journal that is broken in its middle was taken")
	}
	os.WriteFile(path, whole, 0o600)
	r.start()
}

func TestJournalIsCompacted(t *testing.T) {
	t.Parallel()
	r := newRigIn(t, t.TempDir())
	for range 2000 {
		r.control("PATCH", "/customers/"+lucia, object{"username": "lucia"})
	}
	path := filepath.Join(r.journal, "journal.jsonl")
	before, _ := os.Stat(path)
	r.restart()
	after, err := os.Stat(path)
	if err != nil || after.Size() > before.Size()/5 {
		t.Errorf("%d bytes became %d", before.Size(), after.Size())
	}
	if c := r.control("GET", "/customers/"+lucia, nil); c["username"] != "lucia" {
		t.Errorf("%v", c)
	}
}

// A server that comes back on another port still gets what was on its way.
func TestTargetMovesBetweenStarts(t *testing.T) {
	t.Parallel()
	r := newRigIn(t, t.TempDir())
	r.answering(func(int) int { return http.StatusInternalServerError })
	r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "keep"})
	r.hook()
	r.hook()
	r.settled()
	r.halt()
	r.receiver.Close()
	r.answering(func(int) int { return http.StatusOK })
	r.receiver = httptest.NewServer(http.HandlerFunc(r.receive))
	t.Cleanup(r.receiver.Close)
	r.start()
	r.advance(time.Minute)
	r.hook()
	r.opened()
	r.quiet()
}
