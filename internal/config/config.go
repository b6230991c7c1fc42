// Package config holds the operator's settings of one process.
//
// It promises that each setting comes from its flag, else from its RELEVO_
// variable, else from its default; that an unknown RELEVO_ variable is an
// error, because a misspelt setting that is quietly ignored is worse than a
// start that fails; and that printing the settings shows no secret. May import
// fault, the standard library and pflag.
package config

import (
	"path/filepath"

	"github.com/spf13/pflag"
)

// Config is the settings of `relevo serve`; sub-commands use a part of them.
type Config struct {
	Data         string   // folder of the database, the keyset and the files
	Listen       string   // host:port; port 0 takes a free one
	PublicURL    string   // scheme and host under which browsers reach us; empty: derived from Listen
	DatabaseURL  string   // postgres:// URL; empty: SQLite in Data
	EgressAllow  []string // host names, addresses or CIDRs that outgoing requests may reach although not public
	APIRateLimit int      // requests per minute and API key; 0: no limit
	Demo         bool     // a demo project with the simulator beside it
	Keyset       string   // file of the keyset, or the keyset itself as JSON; empty: keyset.json in Data

	flags *pflag.FlagSet
	env   map[string]bool // settings that came from the environment, by flag name
}

// The names of the settings that commands beside serve take.
const (
	FlagData        = "data"
	FlagDatabaseURL = "database-url"
	FlagKeyset      = "keyset"
)

// New makes a Config that holds the defaults.
func New() *Config {
	c := &Config{env: map[string]bool{}}
	fs := pflag.NewFlagSet("settings", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.StringVar(&c.Data, FlagData, "./data", "`DIR` of the database, the keyset and the files")
	fs.StringVar(&c.Listen, "listen", "127.0.0.1:8080", "`HOST:PORT` to serve on; port 0 takes a free one")
	fs.StringVar(&c.PublicURL, "public-url", "", "`URL` under which browsers and WhatsApp reach this server (default http://LISTEN)")
	fs.StringVar(&c.DatabaseURL, FlagDatabaseURL, "", "postgres:// `URL` (default SQLite in the data folder)")
	fs.StringSliceVar(&c.EgressAllow, "egress-allow", nil, "`HOST|CIDR,…` that outgoing requests may reach although it is not public")
	fs.IntVar(&c.APIRateLimit, "api-rate-limit", 6000, "API requests per minute and key; `N`=0 means no limit")
	fs.BoolVar(&c.Demo, "demo", false, "make a demo project and run the simulator beside it")
	fs.StringVar(&c.Keyset, FlagKeyset, "", "`FILE` of the keyset that seals secrets (default keyset.json in the data folder)")
	c.flags = fs
	return c
}

// Bind adds the flags of the named settings to a command, or all of them when
// none is named. Call Resolve after the command line is parsed.
func (c *Config) Bind(fs *pflag.FlagSet, names ...string) {
	c.flags.VisitAll(func(f *pflag.Flag) {
		wanted := len(names) == 0
		for _, name := range names {
			wanted = wanted || name == f.Name
		}
		if wanted {
			fs.AddFlag(f)
		}
	})
}

// KeysetSource gives what holds the keyset, and whether it may be made when it
// is absent: only the file in the data folder may, for the operator who names
// another one means a keyset that exists.
func (c *Config) KeysetSource() (source string, create bool) {
	if c.Keyset != "" {
		return c.Keyset, false
	}
	return filepath.Join(c.Data, "keyset.json"), true
}
