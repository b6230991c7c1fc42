package config

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/pflag"
)

// Setting is one line of `relevo config`. Secrets in Value are masked.
type Setting struct {
	Flag     string `json:"flag"`
	Variable string `json:"variable"`
	Value    string `json:"value"`
	Source   string `json:"source"` // flag, environment or default
}

const mask = "xxxxx"

// Settings lists every setting with where it came from.
func (c *Config) Settings() []Setting {
	var out []Setting
	c.flags.VisitAll(func(f *pflag.Flag) {
		s := Setting{Flag: "--" + f.Name, Variable: variable(f.Name), Value: c.shown(f), Source: "default"}
		switch {
		case f.Changed:
			s.Source = "flag"
		case c.env[f.Name]:
			s.Source = "environment"
		}
		out = append(out, s)
	})
	return out
}

// Masked prints the settings one to a line, for a person.
func (c *Config) Masked() string {
	var b strings.Builder
	for _, s := range c.Settings() {
		fmt.Fprintf(&b, "%-16s %-22s %-12s %s\n", s.Flag, s.Variable, s.Source, s.Value)
	}
	return b.String()
}

func (c *Config) shown(f *pflag.Flag) string {
	switch f.Name {
	case FlagDatabaseURL:
		return maskDatabase(c.DatabaseURL)
	case FlagKeyset:
		if strings.HasPrefix(strings.TrimSpace(c.Keyset), "{") {
			return "(given as JSON)"
		}
	case "egress-allow":
		return strings.Join(c.EgressAllow, ",")
	}
	return f.Value.String()
}

// maskDatabase hides the password wherever PostgreSQL's URL form takes one
// (libpq, connection URIs and parameter key words). What is no such URL is
// hidden whole, for it may hold a password in a form that we do not know.
func maskDatabase(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || !postgres(u) {
		return "(hidden: not a postgres:// URL)"
	}
	query := u.Query()
	for key := range query {
		if strings.Contains(strings.ToLower(key), "pass") {
			query.Set(key, mask)
		}
	}
	u.RawQuery = query.Encode()
	return u.Redacted()
}
