package live

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// frame is what these tests read of the protocol's replies.
type frame struct {
	ID      int `json:"id"`
	Connect *struct {
		Client, Session, Node string
	} `json:"connect"`
	Subscribe *struct{} `json:"subscribe"`
	Push      *struct {
		Channel string
		Pub     *struct{ Data json.RawMessage }
	} `json:"push"`
}

const connectFrame = `{"id":1,"connect":{"token":"ann/s1/prj:1"}}`

// The fall-backs: frames come down a stream, commands go up by POST.
func TestFallbackTransports(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	requests := map[string]func() (*http.Response, error){
		"http stream": func() (*http.Response, error) {
			return http.Post(r.server.URL+PathHTTPStream, "application/json", strings.NewReader(connectFrame))
		},
		"sse": func() (*http.Response, error) {
			return http.Get(r.server.URL + PathSSE + "?cf_connect=" + url.QueryEscape(connectFrame))
		},
	}
	for name, request := range requests {
		t.Run(name, func(t *testing.T) {
			res, err := request()
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			frames := read(t, res.Body)
			hello := wait(t, frames)
			if hello.Connect == nil || hello.Connect.Session == "" {
				t.Fatalf("%+v", hello)
			}
			r.publish(t, "prj:1", 3, 4)
			if f := wait(t, frames); f.Push == nil || f.Push.Channel != "prj:1" || posOf(f.Push.Pub.Data) != 3 {
				t.Fatalf("%+v", f)
			}
			emulate(t, r, hello, `{"id":2,"subscribe":{"channel":"cnv:1"}}`)
			if f := wait(t, frames); f.ID != 2 || f.Subscribe == nil {
				t.Fatalf("%+v", f)
			}
			r.publish(t, "cnv:1", 9, 10)
			if f := wait(t, frames); f.Push == nil || f.Push.Channel != "cnv:1" || posOf(f.Push.Pub.Data) != 9 {
				t.Fatalf("%+v", f)
			}
		})
	}
}

func emulate(t *testing.T, r *rig, hello frame, command string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"node": hello.Connect.Node, "session": hello.Connect.Session, "data": command})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(r.server.URL+PathEmulation, "application/json", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		t.Fatalf("emulation: %s", res.Status)
	}
}

func read(t *testing.T, body io.Reader) <-chan frame {
	frames := make(chan frame, 64)
	go func() {
		for lines := bufio.NewScanner(body); lines.Scan(); {
			text := strings.TrimPrefix(lines.Text(), "data: ")
			if !strings.HasPrefix(text, "{") {
				continue
			}
			var f frame
			if err := json.Unmarshal([]byte(text), &f); err != nil {
				t.Errorf("%s: %v", text, err)
			}
			frames <- f
		}
	}()
	return frames
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	ask := func(path, origin string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.server.URL+path, strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		if origin != "" {
			req.Header.Set("Origin", origin)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		return res
	}
	for _, path := range []string{Path, PathHTTPStream, PathSSE, PathEmulation} {
		for _, origin := range []string{"https://evil.example", "null", "http://127.0.0.1", r.server.URL + "0", "://"} {
			res := ask(path, origin)
			var body struct{ Code string }
			if err := json.NewDecoder(res.Body).Decode(&body); err != nil || res.StatusCode != http.StatusForbidden || body.Code != "cross_origin_request" {
				t.Errorf("%s from %s: %s, %v, %v", path, origin, res.Status, body, err)
			}
		}
		for _, origin := range []string{"", r.server.URL} {
			if res := ask(path, origin); res.StatusCode == http.StatusForbidden {
				t.Errorf("%s from %q: %s", path, origin, res.Status)
			}
		}
	}
	if res := ask(Path+"/else", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("another path: %s", res.Status)
	}
}

func TestAuthenticateSeesTheProof(t *testing.T) {
	t.Parallel()
	seen := make(chan Connect, 1)
	r := start(t, Options{Authenticate: func(_ context.Context, c Connect) (Identity, error) {
		seen <- c
		return Identity{User: "ann"}, nil
	}})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.server.URL+PathHTTPStream, strings.NewReader(connectFrame))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Cookie": "a=b", "Authorization": "Bearer x", "X-Other": "y", "Origin": r.server.URL} {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	got := wait(t, seen)
	want := fmt.Sprint(Connect{Token: "ann/s1/prj:1", Origin: r.server.URL,
		Header: http.Header{"Cookie": {"a=b"}, "Authorization": {"Bearer x"}}})
	if fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// Who does not read is cut when the queue is full; the others don't wait.
func TestASlowClientIsCut(t *testing.T) {
	t.Parallel()
	r := start(t, Options{})
	res, err := http.Post(r.server.URL+PathHTTPStream, "application/json", strings.NewReader(connectFrame))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if n := r.Clients(); n != 1 {
		t.Fatalf("%d clients", n)
	}
	payload := fmt.Appendf(nil, `{"pos":1,"text":%q}`, strings.Repeat("x", 64<<10))
	for sent := 0; r.Clients() > 0; sent += len(payload) {
		if sent > 256<<20 {
			t.Fatalf("%d bytes wait for a client that does not read", sent)
		}
		if err := r.Publish("prj:1", payload); err != nil {
			t.Fatal(err)
		}
	}
}
