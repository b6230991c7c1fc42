package egress

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"relevo/internal/fault"
)

// checkedTransport refuses what can be judged from the URL alone. The client
// calls it for the first request and for each redirect.
type checkedTransport struct{ next *http.Transport }

// RoundTrip checks the URL and passes the request on.
func (t checkedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := checkURL(req); err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // the contract of RoundTripper; the refusal is the error
		}
		return nil, err
	}
	return t.next.RoundTrip(req)
}

// CloseIdleConnections lets http.Client.CloseIdleConnections work.
func (t checkedTransport) CloseIdleConnections() { t.next.CloseIdleConnections() }

func checkURL(req *http.Request) error {
	u := req.URL
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return refused("Only http and https targets are allowed.", fmt.Errorf("scheme %q", u.Scheme))
	case u.User != nil:
		return refused("A target with a user name or password in its URL is not allowed.", nil)
	case u.Hostname() == "":
		return refused("The target has no host.", nil)
	}
	return nil
}

// dialer resolves, judges and connects. All that concerns addresses is judged
// here, where the transport has normalised the host.
type dialer struct {
	allow    allowList
	resolver Resolver
}

func (d dialer) dial(ctx context.Context, network, hostport string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, fmt.Errorf("split target: %w", err)
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, refused("The port of the target is not a number from 0 to 65535.", err)
	}
	targets, err := d.targets(ctx, normalHost(host), uint16(port))
	if err != nil {
		return nil, err
	}
	var failures []error
	nd := net.Dialer{Timeout: dialTimeout}
	for _, target := range targets {
		conn, err := nd.DialContext(ctx, network, target.String())
		if err == nil {
			return conn, nil
		}
		failures = append(failures, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, fmt.Errorf("dial target: %w", errors.Join(failures...))
}

// targets gives the addresses of a host that may be dialled, in the
// resolver's order.
func (d dialer) targets(ctx context.Context, host string, port uint16) ([]netip.AddrPort, error) {
	if literal, err := netip.ParseAddr(host); err == nil {
		return d.literal(host, literal, port)
	}
	if endsInNumber(host) {
		return nil, refused(fmt.Sprintf("%q is not an address in its canonical form.", host), nil)
	}
	found, err := d.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, fmt.Errorf("resolve target: %w", err)
	}
	var targets []netip.AddrPort
	for _, addr := range found {
		addr = addr.Unmap()
		if d.allow.names(host, port) || d.allow.covers(addr, port) || public(addr) {
			targets = append(targets, netip.AddrPortFrom(addr, port))
		}
	}
	if len(targets) == 0 {
		return nil, refused(fmt.Sprintf("The target %s is not allowed: its address is not a public one.", host),
			fmt.Errorf("resolved to %v", found))
	}
	return targets, nil
}

func (d dialer) literal(host string, addr netip.Addr, port uint16) ([]netip.AddrPort, error) {
	plain := addr.Unmap()
	mapped := addr.Is4In6() // nobody honest writes an IPv4 address this way
	if addr.Zone() == "" && (d.allow.covers(plain, port) || (!mapped && public(plain))) {
		return []netip.AddrPort{netip.AddrPortFrom(plain, port)}, nil
	}
	return nil, refused(fmt.Sprintf("The target %s is not allowed: it is not a public address.", host), nil)
}

// normalHost folds case and drops the dot of a fully qualified name.
func normalHost(host string) string {
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

// endsInNumber tells hosts that some resolvers read as an IPv4 address in
// decimal, octal, hexadecimal or shortened form (WHATWG URL, "ends in a
// number checker"). No public name has such a last label.
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" {
		return true
	}
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	hex, ok := strings.CutPrefix(last, "0x")
	return ok && strings.Trim(hex, "0123456789abcdef") == ""
}

func refused(message string, cause error) error {
	return fault.Wrap(fault.Forbidden, fault.CodeEgressRefused, message, cause)
}
