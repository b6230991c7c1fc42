package sim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"relevo/internal/edge/sim"
)

func TestWebhookBytes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "¿Qué tal? 👋 田中 مرحبا"})
	p := r.hook()
	if p.Agent != "facebookexternalua" || !bytes.Contains(p.Body, []byte(`\u00bfQu\u00e9 tal? \ud83d\udc4b`)) {
		t.Errorf("%s %s", p.Agent, p.Body)
	}
	r.shape("webhook_text", p.JSON)
}

func TestRetries(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.answering(func(n int) int {
		if n <= 3 {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	})
	r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "again"})
	first := r.hook()
	second := r.hook() // at once
	r.settled()
	r.quietFor(r.hooks)
	r.advance(2 * time.Second)
	third := r.hook()
	r.settled()
	r.advance(5 * time.Second)
	fourth := r.hook()
	for _, p := range []posted{second, third, fourth} {
		if !bytes.Equal(p.Body, first.Body) {
			t.Error("a retry changed the body")
		}
	}
	r.advance(36 * time.Hour)
	r.quiet()
	if d := dig[object](r, r.control("GET", "/deliveries", nil), "data", 0); d["state"] != "delivered" || len(d["attempts"].([]any)) != 4 {
		t.Errorf("delivery %v", d)
	}
}

func (r *rig) quietFor(hooks chan posted) {
	r.Helper()
	select {
	case p := <-hooks:
		r.Fatalf("too early: %s", p.Body)
	default:
	}
}

func TestDeliveryExpires(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.answering(func(int) int { return http.StatusBadGateway })
	r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "void"})
	for n := 0; ; n++ {
		r.settled()
		if state := dig[string](r, r.control("GET", "/deliveries", nil), "data", 0, "state"); state == "expired" {
			break
		}
		if n > 40 {
			t.Fatal("retries never end")
		}
		r.advance(4 * time.Hour)
	}
	id := dig[string](r, r.control("GET", "/deliveries", nil), "data", 0, "id")
	r.answering(func(int) int { return http.StatusOK })
	for len(r.hooks) > 0 {
		<-r.hooks
	}
	r.control("POST", "/deliveries/"+id+"/redeliver", nil)
	r.hook()
	r.quiet()
}

func TestOrderOfDeliveries(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control("POST", "/burst", object{"messages": 300, "customers": 7, "text": "n{n}"})
	for n := range 300 {
		if got := dig[string](r, r.value(), "messages", 0, "text", "body"); got != fmt.Sprintf("n%d", n+1) {
			t.Fatalf("webhook %d is %s", n+1, got)
		}
	}
	r.quiet()
}

func TestBatches(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	hold := make(chan struct{})
	r.answering(func(n int) int {
		if n == 1 {
			<-hold
		}
		return http.StatusOK
	})
	r.control("POST", "/faults", object{"kind": "batch", "size": 1000})
	r.control("POST", "/burst", object{"messages": 2100, "customers": 30})
	close(hold)
	total, posts := 0, 0
	for total < 2100 {
		changes := dig[[]any](r, r.hook().JSON, "entry", 0, "changes")
		if len(changes) > 1000 {
			t.Fatalf("a batch of %d", len(changes))
		}
		total += len(changes)
		posts++
	}
	r.quiet()
	if total != 2100 || posts > 20 {
		t.Errorf("%d updates in %d posts", total, posts)
	}
}

func TestWebhookFaults(t *testing.T) {
	t.Parallel()
	t.Run("duplicate", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		for _, body := range []string{"same", "new"} {
			for _, beside := range []bool{false, true} {
				r.control("POST", "/faults", object{"kind": "duplicate", "times": 2, "body": body, "concurrent": beside, "next": 1})
				r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "twice"})
				a, b, c := r.hook(), r.hook(), r.hook()
				if same := bytes.Equal(a.Body, b.Body) && bytes.Equal(b.Body, c.Body); same != (body == "same") {
					t.Errorf("%s: %s %s", body, a.Body, b.Body)
				}
				if id := func(p posted) string {
					return dig[string](r, p.JSON, "entry", 0, "changes", 0, "value", "messages", 0, "id")
				}; id(a) != id(b) || id(b) != id(c) {
					t.Error("a duplicate has another id")
				}
				r.quiet()
			}
		}
	})
	t.Run("reorder", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.control("POST", "/faults", object{"kind": "reorder", "next": 1})
		for _, word := range []string{"first", "second", "third"} {
			r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": word})
		}
		for _, word := range []string{"second", "first", "third"} {
			if got := dig[string](r, r.value(), "messages", 0, "text", "body"); got != word {
				t.Errorf("%s, want %s", got, word)
			}
		}
		r.quiet()
		r.control("POST", "/faults", object{"kind": "reorder", "next": 1})
		r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "alone"})
		r.advance(6 * time.Second) // nothing comes that it could wait for
		r.hook()
		r.quiet()
	})
	t.Run("delay and drop", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.opened()
		r.control("POST", "/faults", object{"kind": "delay", "event": "status", "status": "sent", "seconds": 20, "name": "Slow receipts"})
		drop := r.control("POST", "/faults", object{"kind": "drop", "event": "message", "every": 2})
		r.send(text(lucia, "x"))
		r.advance(time.Second)
		r.status("delivered") // before sent
		r.advance(20 * time.Second)
		r.status("sent")
		r.say(lucia, object{"type": "text", "text": "one"})
		r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "two"})
		r.quiet()
		r.control("PATCH", "/faults/"+drop["id"].(string), object{"off": true})
		r.say(lucia, object{"type": "text", "text": "three"})
		r.say(lucia, object{"type": "text", "text": "four"})
		log := dig[[]any](r, r.control("GET", "/traffic?kind=fault", nil), "data")
		if len(log) != 2 {
			t.Errorf("faults in the log: %v", log)
		}
		r.control("DELETE", "/faults", nil)
		if rest := dig[[]any](r, r.control("GET", "/faults", nil), "data"); len(rest) != 0 {
			t.Errorf("rules left: %v", rest)
		}
	})
	t.Run("seeded chance repeats", func(t *testing.T) {
		t.Parallel()
		hits := func() (out string) {
			r := newRig(t)
			r.control("POST", "/faults", object{"kind": "drop", "event": "message", "chance": 0.5, "seed": 7})
			for n := range 20 {
				r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": fmt.Sprint(n)})
			}
			r.settled()
			for _, d := range dig[[]any](r, r.control("GET", "/deliveries", nil), "data") {
				out += d.(object)["state"].(string)[:2]
			}
			return out
		}
		if a, b := hits(), hits(); a != b || len(a) != 40 {
			t.Errorf("%s and %s", a, b)
		}
	})
	t.Run("status before the answer", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.opened()
		r.control("POST", "/faults", object{"kind": "status_before_answer", "next": 1})
		id := r.send(text(lucia, "x"))
		select {
		case p := <-r.hooks: // came before send returned
			if got := dig[string](r, p.JSON, "entry", 0, "changes", 0, "value", "statuses", 0, "id"); got != id {
				t.Errorf("status for %s", got)
			}
		default:
			t.Error("the answer came before the status")
		}
		r.advance(time.Second)
		r.status("delivered")
		r.quiet()
	})
}

func TestGraphFaults(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	send := func() (int, http.Header, object) {
		body, _ := json.Marshal(text(lucia, "x"))
		status, header, out := r.request("POST", r.server.URL+"/v24.0/"+number+"/messages", bearer(), body)
		return status, header, decode(r, out)
	}
	r.control("POST", "/faults", object{"kind": "expired_token", "next": 1})
	if status, _, out := send(); status != 401 || dig[float64](r, out, "error", "error_subcode") != 463 {
		t.Errorf("expired token: %d %v", status, out)
	}
	r.control("POST", "/faults", object{"kind": "rate_limit", "next": 1, "seconds": 600})
	status, header, out := send()
	if status != 429 || dig[float64](r, out, "error", "code") != 80007 || !bytes.Contains([]byte(header.Get("X-Business-Use-Case-Usage")), []byte(`"estimated_time_to_regain_access":10`)) {
		t.Errorf("rate limit: %d %v %v", status, header, out)
	}
	r.control("POST", "/faults", object{"kind": "server_error", "every": 2, "http_status": 503})
	for n, want := range []int{200, 503, 200, 503} {
		if status, _, _ := send(); status != want {
			t.Errorf("call %d: %d", n, status)
		}
	}
	r.control("DELETE", "/faults", nil)
	r.control("POST", "/faults", object{"kind": "server_error", "next": 1, "accept": true})
	if status, _, _ := send(); status != 500 {
		t.Errorf("error after accepting: %d", status)
	}
	r.control("POST", "/faults", object{"kind": "outcome", "code": 131049, "to": "+15550107730", "next": 1})
	r.control("POST", "/faults", object{"kind": "outcome", "code": 131016, "to": lucia, "next": 1})
	if status, _, _ := send(); status != 500 {
		t.Errorf("scripted 131016: %d", status)
	}
	r.send(text("+15550107730", "x"))
	r.advance(time.Second)
	counts := map[string]int{}
	for range 7 {
		counts[dig[string](r, r.value(), "statuses", 0, "status")]++
	}
	if counts["sent"] != 3 || counts["delivered"] != 3 || counts["failed"] != 1 {
		t.Errorf("statuses %v", counts)
	}
	r.quiet()
}

func TestTruncatedAndHanging(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	post := func() error {
		body, _ := json.Marshal(text(lucia, "x"))
		req, _ := http.NewRequest("POST", r.server.URL+"/v24.0/"+number+"/messages", bytes.NewReader(body))
		req.Header = bearer()
		resp, err := r.server.Client().Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		var out object
		return json.NewDecoder(resp.Body).Decode(&out)
	}
	r.control("POST", "/faults", object{"kind": "truncated_answer", "next": 1})
	if err := post(); err == nil {
		t.Error("the answer was whole")
	}
	r.advance(time.Second)
	r.status("sent")
	r.status("delivered")
	r.control("POST", "/faults", object{"kind": "hang", "next": 1, "seconds": 30})
	ended := make(chan error, 1)
	go func() { ended <- post() }()
	for { // until the call hangs on the clock
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
			r.quiet()
			return
		default:
			r.clock.Advance(10 * time.Second)
			r.control("GET", "/clock", nil)
		}
	}
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	other := make(chan string, 10)
	listen := func(name string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if q.Method == http.MethodGet {
				if q.URL.Query().Get("hub.verify_token") == "right" && q.URL.Query().Get("hub.mode") == "subscribe" {
					fmt.Fprint(w, q.URL.Query().Get("hub.challenge"))
				}
				return
			}
			other <- name
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	hook := func(url, token string) object {
		return object{"override_callback_uri": url, "verify_token": token}
	}
	status, out := r.graph("POST", number, object{"webhook_configuration": hook(listen("refused"), "wrong")})
	if status != 400 || dig[float64](r, out, "error", "code") != 2200 {
		t.Errorf("wrong token: %d %v", status, out)
	}
	numberURL := listen("number")
	r.mustGraph("POST", account+"/subscribed_apps", hook(listen("account"), "right"))
	r.mustGraph("POST", number, object{"webhook_configuration": hook(numberURL, "right")})
	expect := func(want string) {
		t.Helper()
		r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "x"})
		if got := <-other; got != want {
			t.Errorf("went to %s, want %s", got, want)
		}
	}
	expect("number")
	got := r.mustGraph("GET", number+"?fields=webhook_configuration", nil)
	if dig[string](r, got, "webhook_configuration", "phone_number") != numberURL || got["id"] != number {
		t.Errorf("configuration %v", got)
	}
	r.mustGraph("POST", number, object{"webhook_configuration": object{"override_callback_uri": ""}})
	expect("account")
	r.mustGraph("POST", account+"/subscribed_apps", nil)
	r.opened()
	r.mustGraph("DELETE", account+"/subscribed_apps", nil)
	r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "nobody hears"})
	r.quiet()
	r.mustGraph("POST", account+"/subscribed_apps", nil)
	app := dig[string](r, r.control("GET", "", nil), "app_id")
	r.mustGraph("POST", app+"/subscriptions", object{"object": "whatsapp_business_account", "callback_url": listen("app"), "verify_token": "right", "fields": "messages"})
	expect("app")
	if status, _ := r.graph("POST", app+"/subscriptions", object{"object": "whatsapp_business_account", "callback_url": numberURL, "verify_token": "right", "fields": "nonsense"}); status != 400 {
		t.Errorf("unknown field: %d", status)
	}
	long := "http://127.0.0.1/" + string(bytes.Repeat([]byte("a"), 200))
	if status, _ := r.graph("POST", number, object{"webhook_configuration": hook(long, "right")}); status != 400 {
		t.Errorf("long URL: %d", status)
	}
}

// mustGraph makes a Graph call that must succeed.
func (r *rig) mustGraph(method, path string, body any) object {
	r.Helper()
	status, out := r.graph(method, path, body)
	if status != http.StatusOK {
		r.Fatalf("%s %s: %d %v", method, path, status, out)
	}
	return out
}

func TestRawWebhookAndUnknownTarget(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control("POST", "/webhooks", object{"field": "account_update", "value": object{"event": "DISABLED_UPDATE"}})
	p := r.hook()
	if dig[string](r, p.JSON, "entry", 0, "changes", 0, "field") != "account_update" || dig[float64](r, p.JSON, "entry", 0, "time") == 0 {
		t.Errorf("%s", p.Body)
	}
	if _, err := sim.New(sim.Options{WebhookURL: "ftp://example.com"}); err == nil {
		t.Error("an ftp target was taken")
	}
}
