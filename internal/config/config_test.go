package config

import (
	"net"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"relevo/internal/fault"
)

func resolve(t *testing.T, args, environ []string, names ...string) (*Config, error) {
	t.Helper()
	c := New()
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	c.Bind(fs, names...)
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	return c, c.Resolve(environ)
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, err := resolve(t, nil, []string{"PATH=/bin", "HOME=/"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "./data" || c.Listen != "127.0.0.1:8080" || c.APIRateLimit != 6000 || c.Demo || c.DatabaseURL != "" || len(c.EgressAllow) != 0 {
		t.Errorf("defaults: %s", c.Masked())
	}
	if source, create := c.KeysetSource(); source != filepath.Join("data", "keyset.json") || !create {
		t.Errorf("keyset: %s, %v", source, create)
	}
}

func TestFlagBeforeVariableBeforeDefault(t *testing.T) {
	t.Parallel()
	c, err := resolve(t,
		[]string{"--listen=:0", "--egress-allow=10.0.0.0/8,graph.internal", "--api-rate-limit", "0"},
		[]string{"RELEVO_LISTEN=127.0.0.1:1", "RELEVO_DATA=/d", "RELEVO_EGRESS_ALLOW=x", "RELEVO_DEMO=true", "RELEVO_API_RATE_LIMIT=5",
			"RELEVO_KEYSET=/k", "RELEVO_PUBLIC_URL=", "RELEVO_DATABASE_URL=postgres://h/d"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != ":0" || strings.Join(c.EgressAllow, " ") != "10.0.0.0/8 graph.internal" || c.APIRateLimit != 0 {
		t.Errorf("a variable won over its flag:\n%s", c.Masked())
	}
	if c.Data != "/d" || !c.Demo || c.Keyset != "/k" || c.DatabaseURL != "postgres://h/d" || c.PublicURL != "" {
		t.Errorf("a variable was not read:\n%s", c.Masked())
	}
	if source, create := c.KeysetSource(); source != "/k" || create {
		t.Errorf("keyset: %s, %v", source, create)
	}
	sources := map[string]string{}
	for _, s := range c.Settings() {
		sources[s.Variable] = s.Source
	}
	for name, want := range map[string]string{"RELEVO_LISTEN": "flag", "RELEVO_DATA": "environment", "RELEVO_PUBLIC_URL": "default"} {
		if sources[name] != want {
			t.Errorf("%s: source %s, want %s", name, sources[name], want)
		}
	}
}

func TestSubCommandsTakeAPart(t *testing.T) {
	t.Parallel()
	c := New()
	fs := pflag.NewFlagSet("key create", pflag.ContinueOnError)
	c.Bind(fs, FlagData, FlagDatabaseURL)
	if fs.Lookup("listen") != nil || fs.Lookup("data") == nil {
		t.Fatal("wrong flags")
	}
	if err := fs.Parse([]string{"--data", "/x"}); err != nil {
		t.Fatal(err)
	}
	if err := c.Resolve([]string{"RELEVO_DATA=/y", "RELEVO_KEYSET=/k"}); err != nil || c.Data != "/x" || c.Keyset != "/k" {
		t.Errorf("%s %s %v", c.Data, c.Keyset, err)
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		args, env []string
		want      string
	}{
		"misspelt variable": {env: []string{"RELEVO_LISTN=:1"}, want: "RELEVO_LISTN is not a setting; did you mean RELEVO_LISTEN?"},
		"misspelt url":      {env: []string{"RELEVO_DATABASEURL=x"}, want: "did you mean RELEVO_DATABASE_URL?"},
		"empty misspelt":    {env: []string{"RELEVO_DEMOO="}, want: "did you mean RELEVO_DEMO?"},
		"bool":              {env: []string{"RELEVO_DEMO=maybe"}, want: "RELEVO_DEMO has a value that is no bool"},
		"int":               {env: []string{"RELEVO_API_RATE_LIMIT=many"}, want: "RELEVO_API_RATE_LIMIT has a value that is no int"},
		"no data":           {args: []string{"--data= "}, want: "--data"},
		"listen":            {args: []string{"--listen=8080"}, want: "--listen must be HOST:PORT"},
		"listen port":       {args: []string{"--listen=a:70000"}, want: "--listen has no port"},
		"listen url":        {args: []string{"--listen=http://a:80"}, want: "--listen"},
		"public scheme":     {args: []string{"--public-url=ftp://a"}, want: "--public-url must be"},
		"public bare":       {args: []string{"--public-url=a.example"}, want: "--public-url must be"},
		"public port":       {args: []string{"--public-url=http://a:0"}, want: "--public-url must be"},
		"public path":       {args: []string{"--public-url=https://a/b"}, want: "--public-url takes"},
		"public user":       {args: []string{"--public-url=https://u:p@a"}, want: "--public-url takes"},
		"database":          {args: []string{"--database-url=mysql://u:secret@h/d"}, want: "--database-url must be"},
		"database words":    {args: []string{"--database-url=host=h password=secret"}, want: "--database-url must be"},
		"database broken":   {args: []string{"--database-url=postgres://u:secret@h:port/d"}, want: "--database-url must be"},
		"rate":              {args: []string{"--api-rate-limit=-1"}, want: "--api-rate-limit"},
		"egress":            {args: []string{"--egress-allow=a,,b"}, want: "--egress-allow"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := resolve(t, c.args, c.env)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%v, want %q", err, c.want)
			}
			if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "secret") {
				t.Errorf("not one line without secrets: %q", err)
			}
		})
	}
}

func TestMaskedShowsNoSecret(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"postgres://u:s3cret@h:5432/d?sslmode=disable": "postgres://u:xxxxx@h:5432/d?sslmode=disable",
		"postgresql://h/d?user=u&password=s3cret":      "postgresql://h/d?password=xxxxx&user=u",
		"postgres://h/d?sslpassword=s3cret":            "postgres://h/d?sslpassword=xxxxx",
		"host=h password=s3cret":                       "(hidden: not a postgres:// URL)",
		"postgres://u:s3cret@h:port/d":                 "(hidden: not a postgres:// URL)",
	} {
		c := New()
		c.DatabaseURL = given
		c.Keyset = `{"key":"s3cret"}`
		text := c.Masked()
		if strings.Contains(text, "s3cret") || !strings.Contains(text, want) {
			t.Errorf("%s:\n%s", given, text)
		}
	}
}

func TestPublicFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		listen, public, bound, want string
		warns                       bool
	}{
		{listen: "127.0.0.1:8080", bound: "127.0.0.1:8080", want: "http://127.0.0.1:8080"},
		{listen: "127.0.0.1:0", bound: "127.0.0.1:40001", want: "http://127.0.0.1:40001"},
		{listen: "localhost:0", bound: "127.0.0.1:40001", want: "http://localhost:40001"},
		{listen: "[::1]:0", bound: "[::1]:9", want: "http://[::1]:9"},
		{listen: ":8080", bound: "[::]:8080", want: "http://127.0.0.1:8080", warns: true},
		{listen: "0.0.0.0:0", bound: "0.0.0.0:7", want: "http://127.0.0.1:7", warns: true},
		{listen: "[::]:80", bound: "[::]:80", want: "http://127.0.0.1:80", warns: true},
		{listen: ":8080", public: "https://inbox.example.com/", bound: "[::]:8080", want: "https://inbox.example.com"},
	} {
		cfg := New()
		cfg.Listen, cfg.PublicURL = c.listen, c.public
		if err := cfg.Validate(); err != nil {
			t.Fatal(err)
		}
		got, warning := cfg.PublicFor(net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.bound)))
		if got != c.want || (warning != "") != c.warns {
			t.Errorf("%+v: %s, warning %q", c, got, warning)
		}
	}
}
