package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"relevo/internal/fault"
)

func TestSendOutcomeOfAnswers(t *testing.T) {
	t.Parallel()
	tooLong := `{"x":"` + strings.Repeat("x", maxAnswer) + `"}`
	for name, v := range map[string]struct {
		handle http.HandlerFunc
		want   Outcome
	}{
		"no message id":       {answer(200, `{"messages":[]}`), OutcomeUnknown},
		"not json":            {answer(200, `<html>`), OutcomeUnknown},
		"empty":               {answer(200, ``), OutcomeUnknown},
		"array":               {answer(200, `[]`), OutcomeUnknown},
		"too long":            {answer(200, tooLong), OutcomeUnknown},
		"gateway page":        {answer(502, `<html>bad gateway`), OutcomeUnknown},
		"gateway time-out":    {answer(504, ``), OutcomeUnknown},
		"refused by a proxy":  {answer(403, `<html>no`), OutcomeNotSent},
		"429 without a body":  {answer(429, ``), OutcomeNotSent},
		"truncated answer":    {truncated(200), OutcomeUnknown},
		"truncated refusal":   {truncated(400), OutcomeNotSent},
		"truncated 500":       {truncated(500), OutcomeUnknown},
		"connection dropped":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, OutcomeUnknown},
		"redirect":            {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", 307) }, OutcomeNotSent},
		"permanent redirect":  {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "https://example.org/", 301) }, OutcomeNotSent},
		"graph error, 500":    {answer(500, `{"error":{"code":131016}}`), OutcomeNotSent},
		"error, not in shape": {answer(400, `{"error":"text"}`), OutcomeNotSent},
	} {
		calls := make(chan string, 4)
		c, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
			calls <- r.URL.Path
			v.handle(w, r)
		})
		_, err := c.Send(context.Background(), "106", json.RawMessage(`{"a":1}`))
		if got := SendOutcome(err); got != v.want {
			t.Errorf("%s: outcome %s, want %s (%v)", name, got, v.want, err)
		}
		if len(calls) != 1 {
			t.Errorf("%s: %d requests, want 1", name, len(calls))
		}
	}
}

// expiring is a context whose deadline passes when done is closed.
type expiring struct {
	context.Context
	done chan struct{}
}

func (e expiring) Done() <-chan struct{} { return e.done }

func (e expiring) Err() error {
	select {
	case <-e.done:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// truncated declares a longer body than it sends.
func truncated(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "500")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"messages":[{"id":"wamid.`)
	}
}

func TestSendOutcomeWithoutAnswer(t *testing.T) {
	t.Parallel()
	refused := clientFor(t, refusedAddress(t), Options{})
	_, err := refused.Send(context.Background(), "106", json.RawMessage(`{}`))
	if SendOutcome(err) != OutcomeNotSent || !fault.Is(err, fault.Unavailable) {
		t.Errorf("refused connection: %v", err)
	}

	ctx := expiring{context.Background(), make(chan struct{})}
	hold := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if strings.Contains(r.URL.Path, "/106/") {
			close(ctx.done) // time runs out once the whole request is here
		}
		<-hold
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(hold) })
	slow := clientFor(t, server.URL, Options{})
	_, err = slow.Send(ctx, "106", json.RawMessage(`{}`))
	var call *CallError
	if SendOutcome(err) != OutcomeUnknown || !errors.As(err, &call) || !call.TimedOut() || !fault.HasCode(err, fault.CodeOutcomeUnknown) {
		t.Errorf("slow answer: %v", err)
	}
	short := clientFor(t, server.URL, Options{Timeout: time.Millisecond})
	if _, err = short.Send(context.Background(), "107", json.RawMessage(`{}`)); !errors.As(err, &call) || !call.TimedOut() {
		t.Errorf("time-out of the client: %v", err)
	}

	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = slow.Send(cancelled, "106", json.RawMessage(`{}`))
	if SendOutcome(err) != OutcomeNotSent || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
	if _, err = slow.Send(context.Background(), "", json.RawMessage(`{}`)); SendOutcome(err) != OutcomeNotSent {
		t.Errorf("no number: %v", err)
	}
	if SendOutcome(errors.New("anything")) != OutcomeUnknown {
		t.Error("an error of unknown kind counts as not sent")
	}
}

// TestBrokenBodyIsNotSent: a request whose own body fails half-way has an
// announced length that never arrives, so no server acts on it.
func TestBrokenBodyIsNotSent(t *testing.T) {
	t.Parallel()
	c, _ := graph(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	_, err := c.UploadMedia(context.Background(), "106", Upload{Filename: "a", MIME: "image/png", Size: 1 << 20, Body: strings.NewReader("short")})
	if SendOutcome(err) != OutcomeNotSent {
		t.Errorf("got %v", err)
	}
}

func TestRefusedTargetStaysVisible(t *testing.T) {
	t.Parallel()
	c := clientFor(t, "http://127.0.0.1:9", Options{})
	c.http.Transport = roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, fault.New(fault.Forbidden, fault.CodeEgressRefused, "no")
	})
	_, err := c.Send(context.Background(), "106", json.RawMessage(`{}`))
	if SendOutcome(err) != OutcomeNotSent || fault.As(err).Code != fault.CodeEgressRefused {
		t.Errorf("got %v", err)
	}
	if strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("the address is in the text: %v", err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestDownload(t *testing.T) {
	t.Parallel()
	foreign := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Errorf("the token went to a foreign host, %s", r.URL)
		}
		_, _ = io.WriteString(w, "foreign bytes")
	}))
	t.Cleanup(foreign.Close)
	c, server := graph(t, func(w http.ResponseWriter, r *http.Request) {
		bearer := r.Header.Get("Authorization") == "Bearer tok"
		switch r.URL.Path {
		case "/media":
			if !bearer {
				w.WriteHeader(http.StatusNotFound)
				return
			}
			w.Header().Set("Content-Type", "image/png")
			_, _ = io.WriteString(w, "0123456789")
		case "/away":
			http.Redirect(w, r, foreign.URL+"/x", http.StatusFound)
		case "/home":
			http.Redirect(w, r, "/media", http.StatusFound) // without the token even at home
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
		case "/denied":
			answer(401, `{"error":{"code":190}}`)(w, r)
		default:
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	var graphErr *GraphError
	var callErr *CallError
	for _, v := range []struct {
		address string
		max     int64
		want    string
		check   func(error) bool
	}{
		{server.URL + "/media", 10, "0123456789", nil},
		{server.URL + "/media", 9, "", func(err error) bool { return fault.As(err).Kind == fault.TooLarge }},
		{server.URL + "/away", 100, "foreign bytes", nil},
		{foreign.URL + "/direct", 100, "foreign bytes", nil},
		{server.URL + "/home", 100, "", func(err error) bool { return fault.Is(err, fault.NotFound) }},
		{server.URL + "/loop", 100, "", func(err error) bool { return errors.Is(err, errRedirect) }},
		{server.URL + "/cut", 100, "", func(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }},
		{server.URL + "/denied", 100, "", func(err error) bool { return errors.As(err, &graphErr) && graphErr.Code == 190 }},
		{server.URL + "/other", 100, "", func(err error) bool { return errors.As(err, &callErr) && callErr.HTTPStatus == 500 }},
		{"file:///etc/passwd", 100, "", func(err error) bool { return fault.Is(err, fault.Invalid) }},
		{"https://user:pass@127.0.0.1/", 100, "", func(err error) bool { return fault.Is(err, fault.Invalid) }},
		{refusedAddress(t), 100, "", func(err error) bool { return fault.Is(err, fault.Unavailable) }},
	} {
		var b bytes.Buffer
		got, err := c.Download(context.Background(), v.address, &b, v.max)
		switch {
		case v.check != nil && (err == nil || !v.check(err)):
			t.Errorf("%s: got %v", v.address, err)
		case v.check == nil && (err != nil || b.String() != v.want || got.Size != int64(len(v.want))):
			t.Errorf("%s: got %q %+v, %v", v.address, b.String(), got, err)
		}
	}
}

func TestTokenGoesOnlyToMeta(t *testing.T) {
	t.Parallel()
	c := clientFor(t, "http://127.0.0.1:8080", Options{})
	for address, want := range map[string]bool{
		"http://127.0.0.1:8080/x": true, "http://127.0.0.1:8081/x": false, "https://127.0.0.1:8080/x": false,
		"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1": true, "https://LOOKASIDE.fbsbx.com:443/": true,
		"https://mmg.whatsapp.net/x": true, "https://scontent.xx.fbcdn.net/x": true,
		"http://lookaside.fbsbx.com/x": false, "https://lookaside.fbsbx.com:8443/": false, "https://lookaside.fbsbx.com.evil.example/": false,
		"https://evilfbcdn.net/": false, "https://apps.fbsbx.com/": false, "https://example.org/?u=lookaside.fbsbx.com": false,
	} {
		req, err := http.NewRequest("GET", address, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.mayBear(req.URL); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
