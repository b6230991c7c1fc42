package seal

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/internal/fault"
)

func TestSignedPaths(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "keyset.json"))
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	link, err := s.SignPath("/media/0190-x", now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.SignPath("/media/0190-x", now.Add(time.Hour))
	if err != nil || again != link {
		t.Errorf("not stable: %s, %s, %v", link, again, err)
	}
	u, err := url.Parse(link)
	if err != nil || u.Path != "/media/0190-x" {
		t.Fatalf("%v, %v", u, err)
	}
	good := u.Query()
	change := func(key, value string) url.Values {
		q := u.Query()
		q.Set(key, value)
		return q
	}
	signature := good.Get("signature")
	cases := map[string]struct {
		path  string
		query url.Values
		now   time.Time
		code  string
	}{
		"good":           {path: u.Path, query: good, now: now},
		"last second":    {path: u.Path, query: good, now: now.Add(time.Hour - time.Second)},
		"over":           {path: u.Path, query: good, now: now.Add(time.Hour), code: fault.CodeLinkUsed},
		"another path":   {path: "/media/0190-y", query: good, now: now, code: fault.CodeSignature},
		"later":          {path: u.Path, query: change("expires", "99999999999"), now: now, code: fault.CodeSignature},
		"no number":      {path: u.Path, query: change("expires", "x"), now: now, code: fault.CodeSignature},
		"other spelling": {path: u.Path, query: change("expires", "+"+good.Get("expires")), now: now, code: fault.CodeSignature},
		"cut":            {path: u.Path, query: change("signature", signature[:20]), now: now, code: fault.CodeSignature},
		"padded":         {path: u.Path, query: change("signature", signature+"="), now: now, code: fault.CodeSignature},
		"empty":          {path: u.Path, query: url.Values{}, now: now, code: fault.CodeSignature},
	}
	for name, c := range cases {
		err := s.VerifyPath(c.path, c.query, c.now)
		if c.code == "" && err != nil || c.code != "" && !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
	other := open(t, filepath.Join(t.TempDir(), "keyset.json"))
	if err := other.VerifyPath(u.Path, good, now); !fault.HasCode(err, fault.CodeSignature) {
		t.Errorf("another keyset: %v", err)
	}
	if err := s.Rotate(); err != nil {
		t.Fatal(err)
	}
	if err := s.VerifyPath(u.Path, good, now); err != nil {
		t.Errorf("after rotation: %v", err)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		plain, hash := NewToken("rlv_")
		if seen[plain] || !strings.HasPrefix(plain, "rlv_") || len(plain) != 4+52 || url.QueryEscape(plain) != plain {
			t.Fatalf("token %q", plain)
		}
		seen[plain] = true
		if hash != HashToken(plain) || len(hash) != 64 || strings.ToLower(hash) != hash {
			t.Fatalf("hash %q", hash)
		}
	}
	// FIPS 180-2, appendix B.1.
	if got := HashToken("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("SHA-256 of abc: %s", got)
	}
}
