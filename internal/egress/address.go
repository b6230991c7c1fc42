package egress

import "net/netip"

// reserved4 holds what is not public of IPv4 (IANA special-purpose address
// registry, RFC 6890 and its updates), and one address of a cloud platform.
var reserved4 = prefixes(
	"0.0.0.0/8",        // this network, unspecified
	"10.0.0.0/8",       // private
	"100.64.0.0/10",    // shared by carriers (CGNAT)
	"127.0.0.0/8",      // loopback
	"168.63.129.16/32", // Azure's host agent, reachable from every virtual machine
	"169.254.0.0/16",   // link-local, instance metadata
	"172.16.0.0/12",    // private
	"192.0.0.0/24",     // protocol assignments
	"192.0.2.0/24",     // documentation
	"192.88.99.0/24",   // former 6to4 relays
	"192.168.0.0/16",   // private
	"198.18.0.0/15",    // benchmarking
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"224.0.0.0/4",      // multicast
	"240.0.0.0/4",      // reserved, broadcast
)

var (
	global6   = netip.MustParsePrefix("2000::/3")     // the only global unicast space
	sixToFour = netip.MustParsePrefix("2002::/16")    // RFC 3056: IPv4 in bytes 2 to 5
	nat64     = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052: IPv4 in bytes 12 to 15

	// reserved6 holds what is not public inside the global unicast space.
	reserved6 = prefixes(
		"2001::/23",     // protocol assignments, Teredo
		"2001:db8::/32", // documentation
		"3fff::/20",     // documentation
	)
)

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		out[i] = netip.MustParsePrefix(text)
	}
	return out
}

// public reports whether an address belongs to the public internet. An IPv4
// address inside an IPv6 one is judged as what it leads to.
func public(addr netip.Addr) bool {
	if addr.Zone() != "" {
		return false
	}
	addr = addr.Unmap()
	if addr.Is4() {
		return !within(addr, reserved4)
	}
	bytes := addr.As16()
	switch {
	case nat64.Contains(addr):
		return public(netip.AddrFrom4([4]byte(bytes[12:16])))
	case sixToFour.Contains(addr):
		return public(netip.AddrFrom4([4]byte(bytes[2:6])))
	}
	return global6.Contains(addr) && !within(addr, reserved6)
}

func within(addr netip.Addr, list []netip.Prefix) bool {
	for _, p := range list {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
