package rest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"relevo/internal/edge/rest"
	"relevo/internal/policy"
)

const hello = `{"note":{"text":"hi"}}`

// TestRateLimitPerKey holds the limit, its headers, and that keys do not share
// it; nobody's requests are not counted.
func TestRateLimitPerKey(t *testing.T) {
	t.Parallel()
	h := newHarness(t, mountEcho(), rateLimit(3))
	first, second := h.key(t), h.key(t)
	send := func(key string) *http.Response {
		return h.send(t, "POST", "/platform/v1/echo", hello, "X-API-Key", key, "Content-Type", asJSON)
	}
	for i, want := range []string{"2", "1", "0"} {
		got := send(first)
		if got.StatusCode != 200 || got.Header.Get("X-RateLimit-Limit") != "3" || got.Header.Get("X-RateLimit-Remaining") != want {
			t.Errorf("request %d: %s %v", i, got.Status, got.Header)
		}
	}
	golden(t, "rate_limited.txt", wire(t, send(first)))
	if got := send(second); got.StatusCode != 200 {
		t.Errorf("another key: %s", got.Status)
	}
	if got := h.send(t, "POST", "/platform/v1/echo", hello, "Content-Type", asJSON); got.StatusCode != 200 || got.Header.Get("X-RateLimit-Limit") != "" {
		t.Errorf("nobody: %s %v", got.Status, got.Header)
	}
	h.clock.Advance(20 * time.Second)
	if got := send(first); got.StatusCode != 200 {
		t.Errorf("after Retry-After: %s", got.Status)
	}
}

// TestNoRateLimit holds that 0 means none.
func TestNoRateLimit(t *testing.T) {
	t.Parallel()
	h := newHarness(t, mountEcho(), rateLimit(0))
	key := h.key(t)
	for range 50 {
		if got := h.send(t, "POST", "/platform/v1/echo", hello, "X-API-Key", key); got.StatusCode != 200 || got.Header.Get("X-RateLimit-Limit") != "" {
			t.Fatalf("got %s %v", got.Status, got.Header)
		}
	}
}

// TestLogInLimit holds that attempts are counted per address and email, and
// that X-Forwarded-For counts from a proxy on this machine only.
func TestLogInLimit(t *testing.T) {
	t.Parallel()
	var s *rest.Server
	h := newHarness(t, func(server *rest.Server) {
		s = server
		rest.Mount(s, "POST /platform/v1/try", echo[string](policy.Anyone),
			func(ctx context.Context, r *struct {
				Email string `query:"email"`
			}) (string, error) {
				return r.Email, s.LimitLogIn(ctx, r.Email)
			},
			func(string) *rest.Empty { return nil })
	})
	try := func(address, forwarded, email string) int {
		r, err := http.NewRequest("POST", "http://inbox.test/platform/v1/try?email="+email, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.RemoteAddr = address
		r.Header.Set("Content-Type", asJSON)
		r.Header.Set("X-Forwarded-For", forwarded)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	for range 20 {
		if got := try("203.0.113.5:1", "", "ana@shop.test"); got != 204 {
			t.Fatalf("got %d within the burst", got)
		}
	}
	for _, c := range []struct {
		name, address, forwarded, email string
		want                            int
	}{
		{"one too many", "203.0.113.5:2", "", "ana@shop.test", 429},
		{"other spelling", "203.0.113.5:2", "", "Ana@Shop.test", 429},
		{"a header does not change the address", "203.0.113.5:2", "198.51.100.1", "ana@shop.test", 429},
		{"other email", "203.0.113.5:2", "", "bob@shop.test", 204},
		{"other address", "203.0.113.6:2", "", "ana@shop.test", 204},
		{"through a proxy here", "127.0.0.1:2", "evil, 203.0.113.5", "ana@shop.test", 429},
		{"another through the proxy", "[::1]:2", "203.0.113.5, 203.0.113.7", "ana@shop.test", 204},
	} {
		if got := try(c.address, c.forwarded, c.email); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
	for i := range 300 {
		try("203.0.113.9:1", "", strconv.Itoa(i)+"@shop.test")
	}
	if got := try("203.0.113.9:1", "", "301@shop.test"); got != 429 {
		t.Errorf("one email after the other: %d", got)
	}
	h.clock.Advance(15 * time.Second)
	if got := try("203.0.113.5:1", "", "ana@shop.test"); got != 204 {
		t.Errorf("after the pause: %d", got)
	}
}
