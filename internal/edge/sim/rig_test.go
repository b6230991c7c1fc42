package sim_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/edge/sim"
)

const (
	number  = sim.DefaultPhoneNumberID
	account = sim.DefaultBusinessAccountID
	lucia   = "+15550104821"
)

type object = map[string]any

// posted is a webhook as the receiver got it.
type posted struct {
	Body      []byte
	Signature string
	Agent     string
	JSON      object
}

// rig is a running simulator behind a real server, with a real receiver.
type rig struct {
	*testing.T
	sim      *sim.Simulator
	server   *httptest.Server
	receiver *httptest.Server
	clock    *clock.Manual
	hooks    chan posted
	journal  string

	mu     sync.Mutex
	answer func(n int) int // status of the nth delivery, counted from 1
	count  int
}

func newRig(t *testing.T) *rig { return newRigIn(t, "") }

func newRigIn(t *testing.T, journal string) *rig {
	r := &rig{T: t, clock: clock.NewManual(time.Date(2026, 5, 12, 9, 0, 0, 0, time.UTC)), hooks: make(chan posted, 5000), journal: journal}
	r.answer = func(int) int { return http.StatusOK }
	r.receiver = httptest.NewServer(http.HandlerFunc(r.receive))
	t.Cleanup(r.receiver.Close)
	r.start()
	t.Cleanup(r.halt)
	return r
}

func (r *rig) start() {
	r.Helper()
	s, err := sim.New(sim.Options{
		Journal: r.journal, Clock: r.clock, WebhookURL: r.receiver.URL,
		BaseURL: func() string { return r.server.URL },
	})
	if err != nil {
		r.Fatal(err)
	}
	r.sim = s
	r.server = httptest.NewServer(s.Handler())
	s.Start(context.Background())
}

func (r *rig) halt() {
	r.server.CloseClientConnections()
	r.server.Close()
	if err := r.sim.Stop(); err != nil {
		r.Error(err)
	}
}

func (r *rig) receive(w http.ResponseWriter, q *http.Request) {
	if q.Method == http.MethodGet {
		if q.URL.Query().Get("hub.verify_token") == "right" || q.URL.Query().Get("hub.verify_token") == sim.DefaultVerifyToken {
			io.WriteString(w, q.URL.Query().Get("hub.challenge"))
			return
		}
		w.WriteHeader(http.StatusForbidden)
		return
	}
	body, _ := io.ReadAll(q.Body)
	p := posted{Body: body, Signature: q.Header.Get("X-Hub-Signature-256"), Agent: q.UserAgent()}
	json.Unmarshal(body, &p.JSON)
	r.mu.Lock()
	r.count++
	status := r.answer(r.count)
	r.mu.Unlock()
	w.WriteHeader(status)
	r.hooks <- p
}

func (r *rig) answering(status func(n int) int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer, r.count = status, 0
}

// hook waits for the next webhook and checks its signature and its bytes.
func (r *rig) hook() posted {
	r.Helper()
	select {
	case p := <-r.hooks:
		mac := hmac.New(sha256.New, []byte(sim.DefaultAppSecret))
		mac.Write(p.Body)
		if want := "sha256=" + hex.EncodeToString(mac.Sum(nil)); p.Signature != want {
			r.Fatalf("signature %s, want %s", p.Signature, want)
		}
		for _, b := range p.Body {
			if b > 0x7f {
				r.Fatalf("body is not ASCII: %s", p.Body)
			}
		}
		return p
	case <-time.After(20 * time.Second):
		r.Fatal("no webhook came")
		return posted{}
	}
}

// value gives value.changes[0] of the next webhook.
func (r *rig) value() object {
	r.Helper()
	return dig[object](r, r.hook().JSON, "entry", 0, "changes", 0, "value")
}

// status waits for the next webhook, which must be a status of this kind.
func (r *rig) status(kind string) object {
	r.Helper()
	st := dig[object](r, r.value(), "statuses", 0)
	if st["status"] != kind {
		r.Fatalf("status %v (%v), want %s", st["status"], st["errors"], kind)
	}
	return st
}

// failure waits for a failed status and gives its code.
func (r *rig) failure() int {
	r.Helper()
	return int(dig[float64](r, r.status("failed"), "errors", 0, "code"))
}

// settled waits until every queued webhook was posted and its answer noted.
func (r *rig) settled() {
	r.Helper()
	for {
		seen := r.control("GET", "/traffic?limit=1", nil)["after"]
		if len(dig[[]any](r, r.control("GET", "/deliveries?state=queued", nil), "data")) == 0 {
			return
		}
		r.control("GET", fmt.Sprintf("/traffic?wait=30&limit=1&after=%.0f", seen), nil)
	}
}

// quiet checks that no webhook is on its way or came unseen.
func (r *rig) quiet() {
	r.Helper()
	r.settled()
	if list := dig[[]any](r, r.control("GET", "/deliveries?state=waiting", nil), "data"); len(list) > 0 {
		r.Fatalf("deliveries wait: %v", list)
	}
	select {
	case p := <-r.hooks:
		r.Fatalf("unexpected webhook %s", p.Body)
	default:
	}
}

func (r *rig) advance(d time.Duration) {
	r.Helper()
	r.control("POST", "/clock", object{"advance": d.String()})
}

func (r *rig) request(method, url string, header http.Header, body []byte) (int, http.Header, []byte) {
	r.Helper()
	req, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		r.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	resp, err := r.server.Client().Do(req)
	if err != nil {
		r.Fatal(err)
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err != nil {
		r.Fatal(err)
	}
	return resp.StatusCode, resp.Header, out
}

func bearer() http.Header {
	return http.Header{"Authorization": {"Bearer " + sim.DefaultAccessToken}, "Content-Type": {"application/json"}}
}

// graph makes a Graph call with the right token.
func (r *rig) graph(method, path string, body any) (int, object) {
	r.Helper()
	var text []byte
	if body != nil {
		text, _ = json.Marshal(body)
	}
	status, _, out := r.request(method, r.server.URL+"/v24.0/"+path, bearer(), text)
	return status, decode(r, out)
}

func decode(r *rig, text []byte) object {
	r.Helper()
	var out object
	if err := json.Unmarshal(text, &out); err != nil {
		r.Fatalf("not JSON: %q", text)
	}
	return out
}

// control makes a control call that must succeed.
func (r *rig) control(method, path string, body any) object {
	r.Helper()
	status, out := r.controlStatus(method, path, body)
	if status != http.StatusOK {
		r.Fatalf("%s %s: %d %v", method, path, status, out)
	}
	return out
}

func (r *rig) controlStatus(method, path string, body any) (int, object) {
	r.Helper()
	var text []byte
	if body != nil {
		text, _ = json.Marshal(body)
	}
	status, _, out := r.request(method, r.server.URL+"/control"+path, http.Header{"Content-Type": {"application/json"}}, text)
	return status, decode(r, out)
}

// say sends as a customer and waits for the webhook.
func (r *rig) say(who string, message object) (id string, value object) {
	r.Helper()
	out := r.control("POST", "/customers/"+who+"/messages", message)
	return out["id"].(string), r.value()
}

// opened lets Lucía write, so that the window is open.
func (r *rig) opened() string {
	r.Helper()
	id, _ := r.say(lucia, object{"type": "text", "text": "Hola"})
	r.settled()
	return id
}

func text(to, body string) object {
	return object{"messaging_product": "whatsapp", "to": to, "type": "text", "text": object{"body": body}}
}

func message(to, kind string, content any) object {
	return object{"messaging_product": "whatsapp", "to": to, "type": kind, kind: content}
}

// send sends a message that must be accepted and gives its wamid.
func (r *rig) send(body object) string {
	r.Helper()
	status, out := r.graph("POST", number+"/messages", body)
	if status != http.StatusOK {
		r.Fatalf("send refused: %d %v", status, out)
	}
	return dig[string](r, out, "messages", 0, "id")
}

// refused sends a message that must be refused and gives status and code.
func (r *rig) refused(body object) (int, int) {
	r.Helper()
	status, out := r.graph("POST", number+"/messages", body)
	if status == http.StatusOK {
		r.Fatalf("accepted: %v", body)
	}
	return status, int(dig[float64](r, out, "error", "code"))
}

// upload sends a file to the media endpoint.
func (r *rig) upload(name, mimeType string, data []byte) (int, object) {
	r.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("messaging_product", "whatsapp")
	part, _ := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename=%q`, name)}, "Content-Type": {mimeType},
	})
	part.Write(data)
	form.Close()
	header := bearer()
	header.Set("Content-Type", form.FormDataContentType())
	status, _, out := r.request("POST", r.server.URL+"/v24.0/"+number+"/media", header, body.Bytes())
	return status, decode(r, out)
}

// dig walks into decoded JSON.
func dig[T any](r *rig, from any, path ...any) T {
	r.Helper()
	at := from
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := at.(object)
			at = m[s]
		case int:
			list, _ := at.([]any)
			if s >= len(list) {
				r.Fatalf("%v has no element %d of %v", from, s, path)
			}
			at = list[s]
		}
	}
	out, ok := at.(T)
	if !ok {
		r.Fatalf("%v: %v is %T", path, at, at)
	}
	return out
}

// shape compares JSON with a file of testdata/shapes: same members, same
// values, where "<expression>" stands for a text that matches it whole and
// "<number>" and "<any>" for any of that kind.
func (r *rig) shape(name string, got any) {
	r.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", "shapes", name+".json"))
	if err != nil {
		r.Fatal(err)
	}
	var want any
	if err := json.Unmarshal(file, &want); err != nil {
		r.Fatalf("%s: %v", name, err)
	}
	if problem := differs("$", want, got); problem != "" {
		text, _ := json.MarshalIndent(got, "", " ")
		r.Errorf("%s: %s\n%s", name, problem, text)
	}
}

func differs(at string, want, got any) string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return at + " is no object"
		}
		for k := range g {
			if _, known := w[k]; !known {
				return at + "." + k + " is not expected"
			}
		}
		for k, v := range w {
			if _, there := g[k]; !there {
				return at + "." + k + " is missing"
			}
			if problem := differs(at+"."+k, v, g[k]); problem != "" {
				return problem
			}
		}
		return ""
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return fmt.Sprintf("%s has not %d elements", at, len(w))
		}
		for i := range w {
			if problem := differs(fmt.Sprintf("%s[%d]", at, i), w[i], g[i]); problem != "" {
				return problem
			}
		}
		return ""
	case string:
		return differsText(at, w, got)
	}
	if want != got {
		return fmt.Sprintf("%s is %v, want %v", at, got, want)
	}
	return ""
}

func differsText(at, want string, got any) string {
	if want == "<any>" {
		return ""
	}
	if want == "<number>" {
		if _, ok := got.(float64); !ok {
			return at + " is no number"
		}
		return ""
	}
	text, ok := got.(string)
	if !ok {
		return at + " is no text"
	}
	if len(want) > 2 && want[0] == '<' && want[len(want)-1] == '>' {
		if !regexp.MustCompile("^(?:" + want[1:len(want)-1] + ")$").MatchString(text) {
			return fmt.Sprintf("%s is %q, want %s", at, text, want)
		}
		return ""
	}
	if text != want {
		return fmt.Sprintf("%s is %q, want %q", at, text, want)
	}
	return ""
}
