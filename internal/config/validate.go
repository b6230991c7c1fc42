package config

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Validate checks every setting by itself; what needs the network or the disk
// shows at start. The error names the flag and never repeats a secret.
func (c *Config) Validate() error {
	for _, check := range []func() error{c.checkData, c.checkListen, c.checkPublicURL, c.checkDatabase, c.checkRest} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) checkData() error {
	if strings.TrimSpace(c.Data) == "" || strings.ContainsRune(c.Data, 0) {
		return invalid("--data must name a folder")
	}
	return nil
}

func (c *Config) checkListen() error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return invalid("--listen must be HOST:PORT, such as 127.0.0.1:8080; it is %q", c.Listen)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return invalid("--listen has no port from 0 to 65535: %q", c.Listen)
	}
	if strings.ContainsAny(host, "/ @") {
		return invalid("--listen takes a host and a port, no URL; it is %q", c.Listen)
	}
	return nil
}

func (c *Config) checkPublicURL() error {
	if c.PublicURL == "" {
		return nil
	}
	u, err := url.Parse(c.PublicURL)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.Port() == "0":
		return invalid("--public-url must be an http or https URL with a host, such as https://inbox.example.com")
	case u.User != nil, u.RawQuery != "", u.Fragment != "", u.Path != "" && u.Path != "/":
		return invalid("--public-url takes a scheme and a host only: no path, query or user name")
	}
	return nil
}

func (c *Config) checkDatabase() error {
	if c.DatabaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.DatabaseURL)
	if err != nil || !postgres(u) || u.Host == "" && u.Query().Get("host") == "" {
		return invalid("--database-url must be a postgres:// URL with a host")
	}
	return nil
}

func (c *Config) checkRest() error {
	if c.APIRateLimit < 0 {
		return invalid("--api-rate-limit must be 0 (no limit) or more; it is %d", c.APIRateLimit)
	}
	for _, entry := range c.EgressAllow {
		if strings.TrimSpace(entry) == "" {
			return invalid("--egress-allow has an empty entry")
		}
	}
	return nil
}

func postgres(u *url.URL) bool { return u.Scheme == "postgres" || u.Scheme == "postgresql" }

// PublicFor gives the public URL, without a trailing slash, of a server that
// listens on bound, and a warning for the operator or "". Without a configured
// one it is http on the host of Listen with the port that was really taken; a
// host that means every address is no address for a browser, so 127.0.0.1
// stands in for it, with the warning.
func (c *Config) PublicFor(bound net.Addr) (publicURL, warning string) {
	if c.PublicURL != "" {
		return strings.TrimSuffix(c.PublicURL, "/"), ""
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		host, port = "", "0" // Validate has refused it; the bound address decides
	}
	if _, real, err := net.SplitHostPort(bound.String()); err == nil {
		port = real
	}
	if addr, err := netip.ParseAddr(host); host == "" || err == nil && addr.Unmap().IsUnspecified() {
		host = "127.0.0.1"
		warning = "the server listens on every address and no public URL is set; links use 127.0.0.1, set --public-url"
	}
	return "http://" + net.JoinHostPort(host, port), warning
}
