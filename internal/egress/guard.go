// Package egress makes every outgoing request of the product.
//
// It promises that no request reaches the operator's own network by accident
// or by a stranger's trick: a target is refused unless its address is public
// or the operator named it. A name is resolved once and exactly the address
// that was judged is dialled, so an answer that changes between the check and
// the connection (DNS rebinding) gains nothing; every redirect passes the same
// check, and credentials do not follow to another origin. Proxy settings of
// the environment are ignored, because a proxy would dial in our place.
//
// Refusals are fault.Forbidden with code target_not_allowed. May import fault
// and the standard library.
package egress

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// Resolver looks names up; net.Resolver is one. Network is "ip".
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options configures a Guard.
type Options struct {
	// Allow lists what may be reached although it is not public: a host name,
	// an address or a CIDR, each but the last with an optional port. A name
	// allows whatever addresses it resolves to.
	Allow []string
	// Resolver looks names up; nil is the system's resolver.
	Resolver Resolver
}

// Guard judges targets and hands out clients that ask it.
type Guard struct {
	allow    allowList
	resolver Resolver

	mu         sync.Mutex
	transports map[string]*http.Transport // by the sorted AlsoAllow entries
}

// New makes a guard. An entry of Allow that is no host, address or CIDR is an
// invalid_input fault that names it.
func New(o Options) (*Guard, error) {
	allow, err := parseAllow(o.Allow)
	if err != nil {
		return nil, err
	}
	resolver := o.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	return &Guard{allow: allow, resolver: resolver, transports: map[string]*http.Transport{}}, nil
}

// ClientOptions configures one client.
type ClientOptions struct {
	// Timeout covers the whole exchange with the body; 0 is 30 s.
	Timeout time.Duration
	// MaxRedirects is how many redirects are followed; with 0 a redirect is
	// returned as the answer.
	MaxRedirects int
	// AlsoAllow lists targets that the operator named for this client, such as
	// the host of a Graph URL with its port, in the form of Options.Allow. An
	// entry in no such form allows nothing.
	AlsoAllow []string
}

const (
	defaultTimeout    = 30 * time.Second
	dialTimeout       = 5 * time.Second // per address
	maxResponseHeader = 64 << 10        // bytes
)

// Client makes an HTTP client whose every connection the guard has judged.
// Clients with the same AlsoAllow share their idle connections; others never
// do, so a permission does not leak through a kept connection.
func (g *Guard) Client(o ClientOptions) *http.Client {
	timeout := o.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	return &http.Client{
		Transport:     checkedTransport{g.transport(o.AlsoAllow)},
		CheckRedirect: redirectPolicy(o.MaxRedirects),
		Timeout:       timeout,
	}
}

// Close drops the idle connections of every client.
func (g *Guard) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, t := range g.transports {
		t.CloseIdleConnections()
	}
}

func (g *Guard) transport(also []string) *http.Transport {
	entries := slices.Clone(also)
	slices.Sort(entries)
	key := strings.Join(slices.Compact(entries), " ")
	g.mu.Lock()
	defer g.mu.Unlock()
	if t, ok := g.transports[key]; ok {
		return t
	}
	allow := slices.Clone(g.allow)
	for _, entry := range entries {
		if one, err := parseAllowed(entry); err == nil {
			allow = append(allow, one)
		}
	}
	d := dialer{allow: allow, resolver: g.resolver}
	t := &http.Transport{
		Proxy:                  nil,
		DialContext:            d.dial,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        60 * time.Second,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    16,
		MaxResponseHeaderBytes: maxResponseHeader,
	}
	g.transports[key] = t
	return t
}
