package egress

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"relevo/internal/fault"
)

func TestRedirects(t *testing.T) {
	t.Parallel()
	srv := func(h http.HandlerFunc) *httptest.Server {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s
	}
	type seen struct{ auth, key, accept string }
	got := make(chan seen, 8)
	record := func(w http.ResponseWriter, r *http.Request) {
		got <- seen{r.Header.Get("Authorization"), r.Header.Get("X-Secret"), r.Header.Get("Accept")}
		io.WriteString(w, "end")
	}
	final := srv(record)
	var start *httptest.Server
	bounce := srv(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, start.URL+"/end", http.StatusFound) })
	start = srv(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/end":
			record(w, r)
		case "/same":
			http.Redirect(w, r, "/end", http.StatusFound)
		case "/there-and-back":
			http.Redirect(w, r, bounce.URL, http.StatusFound)
		case "/inside":
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
		case "/scheme":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/userinfo":
			http.Redirect(w, r, strings.Replace(final.URL, "http://", "http://a:b@", 1), http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		default:
			http.Redirect(w, r, final.URL, http.StatusTemporaryRedirect)
		}
	})
	g := guard(t, &names{}, "127.0.0.1")
	ask := func(c *http.Client, path string) (*http.Response, error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, start.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer x")
		req.Header.Set("X-Secret", "y")
		req.Header.Set("Accept", "text/plain")
		res, err := c.Do(req)
		if err == nil {
			t.Cleanup(func() { res.Body.Close() })
		}
		return res, err
	}
	follow := g.Client(ClientOptions{MaxRedirects: 3})
	for path, want := range map[string]seen{
		"/same":           {"Bearer x", "y", "text/plain"},
		"/other":          {"", "", "text/plain"},
		"/there-and-back": {"", "", "text/plain"},
	} {
		if _, err := ask(follow, path); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if s := <-got; s != want {
			t.Errorf("%s: headers %+v, want %+v", path, s, want)
		}
	}
	for _, path := range []string{"/inside", "/scheme", "/userinfo", "/loop"} {
		if _, err := ask(follow, path); !isRefused(err) {
			t.Errorf("%s: %v, want a refusal", path, err)
		}
	}
	res, err := ask(g.Client(ClientOptions{}), "/other")
	if err != nil || res.StatusCode != http.StatusTemporaryRedirect {
		t.Errorf("no redirects wanted: %v, %v", res, err)
	}
}

func TestReadAll(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		size, most int
		ok         bool
	}{{0, 0, true}, {1, 0, false}, {10, 10, true}, {11, 10, false}, {5000, 4999, false}, {5000, 5000, true}} {
		body, err := ReadAll(strings.NewReader(strings.Repeat("x", c.size)), int64(c.most))
		if c.ok != (err == nil) || (c.ok && len(body) != c.size) {
			t.Errorf("%+v: %d bytes, %v", c, len(body), err)
		}
		if !c.ok && (!fault.Is(err, fault.TooLarge) || body != nil) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestCapPassesExactlyTheLimit(t *testing.T) {
	t.Parallel()
	var kept strings.Builder
	n, err := io.Copy(&kept, Cap(strings.NewReader("0123456789"), 4))
	if n != 4 || kept.String() != "0123" || !fault.Is(err, fault.TooLarge) {
		t.Errorf("%d bytes %q, %v", n, kept.String(), err)
	}
}
