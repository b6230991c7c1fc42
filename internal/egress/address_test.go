package egress

import (
	"net/netip"
	"testing"

	"relevo/internal/fault"
)

func TestPublic(t *testing.T) {
	t.Parallel()
	cases := map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "157.240.1.1": true, "100.63.255.255": true, "172.32.0.1": true,
		"2606:4700:4700::1111": true, "2a03:2880::1": true,
		"0.0.0.0": false, "0.1.2.3": false, "10.1.2.3": false, "100.64.0.1": false, "100.100.100.200": false,
		"127.0.0.1": false, "127.255.255.254": false, "168.63.129.16": false, "169.254.169.254": false,
		"172.16.0.1": false, "172.31.255.255": false, "192.0.0.192": false, "192.168.1.1": false,
		"198.18.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "2606:4700::1%eth0": false,
		"fc00::1": false, "fd00:ec2::254": false, "ff02::1": false, "fec0::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:8.8.8.8": true, "::127.0.0.1": false,
		"64:ff9b::7f00:1": false, "64:ff9b::a9fe:a9fe": false, "64:ff9b::808:808": true, "64:ff9b:1::808:808": false,
		"2002:7f00:1::": false, "2002:a00:1::1": false, "2002:808:808::1": true,
		"2001::1": false, "2001:db8::1": false, "3fff::1": false, "100::1": false,
	}
	for text, want := range cases {
		if got := public(netip.MustParseAddr(text)); got != want {
			t.Errorf("public(%s) = %v, want %v", text, got, want)
		}
	}
}

func TestAllowForms(t *testing.T) {
	t.Parallel()
	cases := []struct {
		entry, host string
		addr        string
		port        uint16
		want        bool
	}{
		{entry: "127.0.0.0/8", addr: "127.4.5.6", port: 1, want: true},
		{entry: "127.0.0.0/8", addr: "128.0.0.1", port: 1},
		{entry: "10.1.2.3", addr: "10.1.2.3", port: 80, want: true},
		{entry: "10.1.2.3:8080", addr: "10.1.2.3", port: 8080, want: true},
		{entry: "10.1.2.3:8080", addr: "10.1.2.3", port: 80},
		{entry: "::1", addr: "::1", port: 9, want: true},
		{entry: "[::1]:9", addr: "::1", port: 9, want: true},
		{entry: "[::1]:9", addr: "::1", port: 10},
		{entry: "Graph.Internal.", host: "graph.internal", port: 443, want: true},
		{entry: "graph.internal:8090", host: "graph.internal", port: 8090, want: true},
		{entry: "graph.internal:8090", host: "graph.internal", port: 443},
		{entry: "internal", host: "graph.internal", port: 443},
	}
	for _, c := range cases {
		list, err := parseAllow([]string{c.entry})
		if err != nil {
			t.Fatalf("parseAllow(%q): %v", c.entry, err)
		}
		got := list.names(c.host, c.port)
		if c.addr != "" {
			got = list.covers(netip.MustParseAddr(c.addr), c.port)
		}
		if got != c.want {
			t.Errorf("%+v: got %v", c, got)
		}
	}
}

func TestAllowRefusesNonsense(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{"", " ", "http://a.b", "10.0.0.0/33", "a:b", "a.b:0", "a.b:99999", "*.a.b", "2130706433", "0177.0.0.1", "a..b", "a/b", "a b", "fe80::1%eth0"} {
		if _, err := New(Options{Allow: []string{"ok.example", entry}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("New with %q: %v", entry, err)
		}
	}
}
