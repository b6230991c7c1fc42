package egress

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"relevo/internal/fault"
)

// allowed is one target that the operator named: a prefix or a host name, on
// one port or (0) on every port.
type allowed struct {
	prefix netip.Prefix
	host   string
	port   uint16
}

type allowList []allowed

func parseAllow(entries []string) (allowList, error) {
	list := make(allowList, 0, len(entries))
	for _, entry := range entries {
		one, err := parseAllowed(entry)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

func parseAllowed(entry string) (allowed, error) {
	text := strings.TrimSpace(entry)
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return allowed{prefix: prefix.Masked()}, nil
	}
	if addr, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil && addr.Zone() == "" {
		return allowed{prefix: single(addr)}, nil
	}
	host, port := text, uint16(0)
	if h, p, err := net.SplitHostPort(text); err == nil {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n == 0 {
			return allowed{}, badEntry(entry)
		}
		host, port = h, uint16(n)
	}
	if addr, err := netip.ParseAddr(host); err == nil && addr.Zone() == "" {
		return allowed{prefix: single(addr), port: port}, nil
	}
	host = normalHost(host)
	if !hostName(host) {
		return allowed{}, badEntry(entry)
	}
	return allowed{host: host, port: port}, nil
}

func single(addr netip.Addr) netip.Prefix {
	addr = addr.Unmap()
	return netip.PrefixFrom(addr, addr.BitLen())
}

func hostName(host string) bool {
	if len(host) > 253 || endsInNumber(host) {
		return false
	}
	for _, label := range strings.Split(host, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}

func badEntry(entry string) error {
	return fault.Newf(fault.Invalid, fault.CodeInvalidInput,
		"%q is not a host name, an address or a CIDR such as 10.0.0.0/8", entry)
}

// names reports whether the operator named this host.
func (l allowList) names(host string, port uint16) bool {
	for _, a := range l {
		if a.host != "" && a.host == host && a.onPort(port) {
			return true
		}
	}
	return false
}

// covers reports whether the operator named this address.
func (l allowList) covers(addr netip.Addr, port uint16) bool {
	for _, a := range l {
		if a.host == "" && a.prefix.Contains(addr) && a.onPort(port) {
			return true
		}
	}
	return false
}

func (a allowed) onPort(port uint16) bool { return a.port == 0 || a.port == port }
