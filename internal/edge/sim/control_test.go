package sim_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"relevo/internal/edge/sim"
)

// eventStream reads GET /control/events.
type eventStream struct {
	*rig
	events chan [2]string
}

func (r *rig) stream() *eventStream {
	r.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r.Cleanup(cancel)
	req, _ := http.NewRequestWithContext(ctx, "GET", r.server.URL+"/control/events", nil)
	resp, err := r.server.Client().Do(req)
	if err != nil {
		r.Fatal(err)
	}
	s := &eventStream{rig: r, events: make(chan [2]string, 1000)}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	go func() {
		defer resp.Body.Close()
		defer close(s.events)
		kind := ""
		for lines.Scan() {
			if v, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				kind = v
			}
			if v, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				s.events <- [2]string{kind, v}
			}
		}
	}()
	if s.next("ready") == nil {
		r.Fatal("the stream did not begin")
	}
	return s
}

// next waits for the next event of a kind.
func (s *eventStream) next(kind string) object {
	s.Helper()
	for {
		select {
		case e, open := <-s.events:
			if !open {
				s.Fatalf("the stream ended before %s", kind)
			}
			if e[0] != kind {
				continue
			}
			out := object{}
			if err := json.Unmarshal([]byte(e[1]), &out); err != nil {
				s.Fatal(err)
			}
			return out
		case <-time.After(20 * time.Second):
			s.Fatalf("no %s event", kind)
		}
	}
}

func TestEventStream(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	s := r.stream()
	id := r.send(text(lucia, "watch"))
	if e := s.next("message"); e["id"] != id || e["from"] != "business" || e["on_phone"] != false {
		t.Errorf("%v", e)
	}
	if e := s.next("traffic"); e["kind"] != "outbound" || e["summary"] != "“watch”" {
		t.Errorf("%v", e)
	}
	r.advance(time.Second)
	s.next("clock")
	for e := s.next("message"); e["state"] != "delivered"; e = s.next("message") {
	}
	if e := s.next("customer"); e["unread"] != 1.0 {
		t.Errorf("%v", e)
	}
	r.control("POST", "/reset", nil)
	s.next("reset")
}

func TestTrafficLog(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	r.send(text(lucia, "Logged"))
	r.refused(text(lucia, ""))
	r.settled()
	log := r.control("GET", "/traffic", nil)
	entries := dig[[]any](r, log, "data")
	if len(entries) != 3 {
		t.Fatalf("%d entries", len(entries))
	}
	newest, oldest := entries[0].(object), entries[2].(object)
	if newest["status"] != 400.0 || newest["seq"] != log["after"] || oldest["kind"] != "inbound" || oldest["status"] != 200.0 {
		t.Errorf("%v", entries)
	}
	text, _ := json.Marshal(log)
	if strings.Contains(string(text), sim.DefaultAccessToken) {
		t.Error("the token is in the log")
	}
	got := make(chan object, 1)
	go func() { got <- r.control("GET", fmt.Sprintf("/traffic?wait=30&after=%.0f", log["after"]), nil) }()
	r.say(lucia, object{"type": "text", "text": "new"})
	if fresh := dig[[]any](r, <-got, "data"); len(fresh) != 1 {
		t.Errorf("long poll: %v", fresh)
	}
}

func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	info := r.control("GET", "", nil)
	for key, want := range map[string]string{
		"phone_number_id": number, "business_account_id": account, "access_token": sim.DefaultAccessToken, "app_secret": sim.DefaultAppSecret,
		"verify_token": sim.DefaultVerifyToken, "display_phone_number": sim.DefaultDisplayPhoneNumber,
	} {
		if info[key] != want {
			t.Errorf("%s is %v", key, info[key])
		}
	}
	if got := dig[string](r, info, "webhook", "effective_url"); got != r.receiver.URL {
		t.Errorf("webhook %s", got)
	}
	if len(dig[[]any](r, info, "magic_recipients")) != 4 {
		t.Error("magic recipients are missing")
	}
	paths := dig[object](r, r.control("GET", "/openapi.json", nil), "paths")
	names := map[string]bool{}
	for path, item := range paths {
		for method, op := range item.(object) {
			name := op.(object)["operationId"].(string)
			if names[name] {
				t.Errorf("%s twice", name)
			}
			names[name] = true
			if method != "get" || strings.Contains(path, "{") || strings.HasSuffix(path, "/events") {
				continue
			}
			if status, _, _ := r.request("GET", r.server.URL+path, nil, nil); status != http.StatusOK {
				t.Errorf("GET %s: %d", path, status)
			}
		}
	}
	if len(names) < 30 {
		t.Errorf("%d operations", len(names))
	}
	if status, out := r.controlStatus("GET", "/nonsense", nil); status != 404 || out["code"] != "not_found" {
		t.Errorf("%d %v", status, out)
	}
	if status, out := r.controlStatus("DELETE", "/clock", nil); status != 405 || out["code"] != "method_not_allowed" {
		t.Errorf("%d %v", status, out)
	}
}

func TestCustomerInput(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if list := dig[[]any](r, r.control("GET", "/customers", nil), "data"); len(list) != 4 {
		t.Errorf("%d seeded customers", len(list))
	}
	for _, bad := range []object{{"phone": "12"}, {"name": ""}, {"bsuid": "x"}, {"unknown": 1}, {"deliver_after_seconds": -1}} {
		if status, _ := r.controlStatus("POST", "/customers", bad); status != http.StatusBadRequest {
			t.Errorf("%v: %d", bad, status)
		}
	}
	if status, _ := r.controlStatus("POST", "/customers", object{"name": "Twin", "phone": lucia}); status != http.StatusConflict {
		t.Errorf("a second Lucía: %d", status)
	}
	made := r.control("POST", "/customers", object{"name": "Bruna", "phone": "+55 31 99999-0000", "read_receipts": false, "online": false})
	if made["wa_id"] != "553199990000" || made["online"] != false || made["read_receipts"] != false || !strings.HasPrefix(made["bsuid"].(string), "BR.") {
		t.Errorf("%v", made)
	}
	for _, spelling := range []string{made["id"].(string), made["bsuid"].(string), "+5531999990000", "553199990000"} {
		if got := r.control("GET", "/customers/"+spelling, nil); got["id"] != made["id"] {
			t.Errorf("%s finds %v", spelling, got["name"])
		}
	}
	r.control("DELETE", "/customers/"+made["id"].(string), nil)
	if status, _ := r.controlStatus("GET", "/customers/"+made["id"].(string), nil); status != http.StatusNotFound {
		t.Errorf("deleted: %d", status)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if out := r.control("POST", "/clock", object{"advance": "24h", "factor": 60}); out["now"] != "2026-05-13T09:00:00Z" || out["factor"] != 60.0 {
		t.Errorf("%v", out)
	}
	r.clock.Advance(time.Second)
	if out := r.control("GET", "/clock", nil); out["now"] != "2026-05-13T09:01:00Z" {
		t.Errorf("%v", out)
	}
	for _, bad := range []object{{"advance": "-1h"}, {"advance": "soon"}, {"factor": 0}, {"factor": "x"}} {
		if status, _ := r.controlStatus("POST", "/clock", bad); status != http.StatusBadRequest {
			t.Errorf("%v: %d", bad, status)
		}
	}
}

// The timers fire by themselves when real time passes.
func TestTimersFollowTheRealClock(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	r.send(text(lucia, "x"))
	for came := false; !came; {
		r.clock.Advance(50 * time.Millisecond)
		select {
		case <-r.hooks:
			came = true
		default:
		}
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	r := newRigIn(t, t.TempDir())
	r.opened()
	r.send(text(lucia, "gone"))
	r.control("POST", "/faults", object{"kind": "drop"})
	r.control("POST", "/reset", nil)
	r.advance(time.Hour)
	r.quiet()
	info := r.control("GET", "", nil)
	if info["messages"] != 0.0 || info["customers"] != 4.0 || len(dig[[]any](r, r.control("GET", "/faults", nil), "data")) != 0 {
		t.Errorf("%v", info)
	}
	if rows := dig[[]any](r, r.control("GET", "/traffic", nil), "data"); len(rows) != 0 {
		t.Errorf("traffic %v", rows)
	}
}

func TestListenAndServe(t *testing.T) {
	t.Parallel()
	s, err := sim.New(sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ListenAndServe(t.Context(), "0.0.0.0:0", io.Discard); err == nil {
		t.Error("listened on every address")
	}
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- s.ListenAndServe(ctx, "127.0.0.1:0", writer) }()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "ready http://127.0.0.1:") {
		t.Fatalf("%q %v", line, err)
	}
	base := strings.TrimSpace(strings.TrimPrefix(line, "ready "))
	for name, c := range map[string]struct {
		host, origin string
		want         int
	}{
		"own":     {"", "", 200},
		"local":   {"localhost:1", "http://localhost:5173", 200},
		"rebound": {"evil.example", "", 403},
		"foreign": {"", "https://evil.example", 403},
		"null":    {"", "null", 403},
	} {
		req, _ := http.NewRequest("GET", base+"/control", nil)
		if c.host != "" {
			req.Host = c.host
		}
		if c.origin != "" {
			req.Header.Set("Origin", c.origin)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
