package egress

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"relevo/internal/fault"
)

// names is a resolver with a list of answers per name; each look-up takes the
// next one and the last stays.
type names struct {
	mu      sync.Mutex
	answers map[string][][]string
	asked   atomic.Int64
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.asked.Add(1)
	n.mu.Lock()
	defer n.mu.Unlock()
	list, ok := n.answers[host]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(list) > 1 {
		n.answers[host] = list[1:]
	}
	var out []netip.Addr
	for _, text := range list[0] {
		out = append(out, netip.MustParseAddr(text))
	}
	return out, nil
}

func guard(t *testing.T, r Resolver, allow ...string) *Guard {
	t.Helper()
	g, err := New(Options{Allow: allow, Resolver: r})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Close)
	return g
}

func fetch(t *testing.T, c *http.Client, target string) (string, error) {
	t.Helper()
	res, err := c.Get(target)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := ReadAll(res.Body, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return string(body), nil
}

func server(t *testing.T, h http.HandlerFunc) (*httptest.Server, string) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	u, _ := url.Parse(s.URL)
	return s, u.Port()
}

func isRefused(err error) bool {
	return fault.Is(err, fault.Forbidden) && fault.HasCode(err, fault.CodeEgressRefused)
}

func TestRefusesWhatIsNotPublic(t *testing.T) {
	t.Parallel()
	var hits atomic.Int64
	_, port := server(t, func(http.ResponseWriter, *http.Request) { hits.Add(1) })
	c := guard(t, &names{answers: map[string][][]string{
		"evil.example": {{"127.0.0.1"}}, "v6.example": {{"::1"}}, "mixed.example": {{"10.0.0.1", "::ffff:127.0.0.1"}},
		"meta.example": {{"169.254.169.254"}}, "nat.example": {{"64:ff9b::7f00:1"}},
		"2130706433": {{"127.0.0.1"}}, "0177.0.0.1": {{"127.0.0.1"}}, "0x7f.1": {{"127.0.0.1"}}, "127.1": {{"127.0.0.1"}},
		"localhost": {{"127.0.0.1"}},
	}}).Client(ClientOptions{})
	for _, host := range []string{
		"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:8.8.8.8]", "[fe80::1%25lo]", "0.0.0.0", "[::]",
		"2130706433", "0177.0.0.1", "0x7f.1", "0x7f000001", "127.1", "127.0.0.1.", "localhost", "LOCALHOST.",
		"evil.example", "v6.example", "mixed.example", "meta.example", "nat.example",
		"①②⑦.⓪.⓪.①", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]",
	} {
		if _, err := fetch(t, c, "http://"+host+":"+port+"/"); !isRefused(err) {
			t.Errorf("%s: %v, want a refusal", host, err)
		}
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests reached the loopback server", hits.Load())
	}
}

func TestRefusesURLForms(t *testing.T) {
	t.Parallel()
	c := guard(t, &names{}, "127.0.0.0/8").Client(ClientOptions{})
	for _, target := range []string{
		"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://user:pass@127.0.0.1/",
		"http://a.example@127.0.0.1/", "http:///path", "http://127.0.0.1:99999/",
	} {
		req, err := http.NewRequest(http.MethodPost, target, strings.NewReader("x"))
		if err != nil {
			continue // the URL parser refused it before us
		}
		res, err := c.Do(req)
		if err == nil {
			res.Body.Close()
		}
		if err == nil || (!isRefused(err) && !strings.Contains(err.Error(), "no Host") && !strings.Contains(err.Error(), "invalid port")) {
			t.Errorf("%s: %v, want a refusal", target, err)
		}
	}
}

func TestAllowList(t *testing.T) {
	t.Parallel()
	_, port := server(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "here") })
	r := &names{answers: map[string][][]string{"graph.internal": {{"127.0.0.1"}}, "other.internal": {{"127.0.0.1"}}}}

	byCIDR := guard(t, r, "127.0.0.0/8").Client(ClientOptions{})
	for _, host := range []string{"127.0.0.1", "graph.internal", "other.internal", "[::ffff:127.0.0.1]"} {
		if got, err := fetch(t, byCIDR, "http://"+host+":"+port); err != nil || got != "here" {
			t.Errorf("%s by CIDR: %q, %v", host, got, err)
		}
	}
	strict := guard(t, r)
	named := strict.Client(ClientOptions{AlsoAllow: []string{"graph.internal:" + port, "not a host"}})
	if got, err := fetch(t, named, "http://graph.internal:"+port); err != nil || got != "here" {
		t.Errorf("named host: %q, %v", got, err)
	}
	if _, err := fetch(t, named, "http://other.internal:"+port); !isRefused(err) {
		t.Errorf("another host: %v", err)
	}
	if _, err := fetch(t, strict.Client(ClientOptions{}), "http://graph.internal:"+port); !isRefused(err) {
		t.Errorf("the permission of one client reached another: %v", err)
	}
	wrongPort := strict.Client(ClientOptions{AlsoAllow: []string{"graph.internal:1"}})
	if _, err := fetch(t, wrongPort, "http://graph.internal:"+port); !isRefused(err) {
		t.Errorf("another port: %v", err)
	}
}

// The second answer of the resolver leads inside; the connection must go to
// the address that was judged, or be refused.
func TestRebindingResolver(t *testing.T) {
	t.Parallel()
	_, port := server(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "inside") })
	r := &names{answers: map[string][][]string{"rebind.example": {{"127.0.0.2"}, {"127.0.0.1"}}}}
	d := dialer{allow: mustAllow(t, "127.0.0.2"), resolver: r}
	targets, err := d.targets(t.Context(), "rebind.example", 80)
	if err != nil || len(targets) != 1 || targets[0].Addr().String() != "127.0.0.2" {
		t.Fatalf("first look-up: %v, %v", targets, err)
	}
	if r.asked.Load() != 1 {
		t.Fatalf("%d look-ups, want 1", r.asked.Load())
	}
	if _, err := d.targets(t.Context(), "rebind.example", 80); !isRefused(err) {
		t.Fatalf("second look-up: %v, want a refusal", err)
	}

	// Through a client: 127.0.0.2 has no listener on this port, so an answer
	// could only come from a second look-up.
	again := &names{answers: map[string][][]string{"rebind.example": {{"127.0.0.2"}, {"127.0.0.1"}}}}
	c := guard(t, again, "127.0.0.2").Client(ClientOptions{})
	got, err := fetch(t, c, "http://rebind.example:"+port)
	if err == nil || got != "" || again.asked.Load() != 1 {
		t.Fatalf("got %q, %v after %d look-ups", got, err, again.asked.Load())
	}
}

func TestOnlyAllowedAnswersAreDialled(t *testing.T) {
	t.Parallel()
	d := dialer{resolver: &names{answers: map[string][][]string{"both.example": {{"10.0.0.1", "8.8.8.8", "::1"}}}}}
	targets, err := d.targets(t.Context(), "both.example", 443)
	if err != nil || len(targets) != 1 || targets[0].String() != "8.8.8.8:443" {
		t.Fatalf("%v, %v", targets, err)
	}
	var dns *net.DNSError
	if _, err := d.targets(t.Context(), "absent.example", 443); !errors.As(err, &dns) || isRefused(err) {
		t.Fatalf("absent name: %v, want the resolver's error", err)
	}
}

func TestProxyOfTheEnvironmentIsIgnored(t *testing.T) {
	var proxied atomic.Int64
	proxy, _ := server(t, func(http.ResponseWriter, *http.Request) { proxied.Add(1) })
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
	}
	c := guard(t, &names{answers: map[string][][]string{"inside.example": {{"10.0.0.1"}}}}).Client(ClientOptions{})
	if _, err := fetch(t, c, "http://inside.example/"); !isRefused(err) {
		t.Fatalf("%v, want a refusal", err)
	}
	if proxied.Load() != 0 {
		t.Fatal("the proxy was asked")
	}
}

func mustAllow(t *testing.T, entries ...string) allowList {
	t.Helper()
	list, err := parseAllow(entries)
	if err != nil {
		t.Fatal(err)
	}
	return list
}
