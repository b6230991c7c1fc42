package rest_test

import (
	"strings"
	"testing"

	"relevo/internal/policy"
)

// TestHeadersOfEveryAnswer holds what every answer carries, those of unknown
// paths included.
func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	h := newHarness(t, mountEcho())
	for _, path := range []string{"/platform/v1/openapi.json", "/nothing"} {
		got := h.send(t, "GET", path, "").Header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "frame-ancestors 'none'", "Referrer-Policy": "no-referrer",
		} {
			if got.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got.Get(name), want)
			}
		}
	}
}

// TestRequestIDs holds that a plain id is taken over and anything else replaced.
func TestRequestIDs(t *testing.T) {
	t.Parallel()
	h := newHarness(t, nil)
	for given, taken := range map[string]bool{
		"": false, "abc-123_x.Y": true, strings.Repeat("a", 65): false, "two words": false, "é": false, "a\"b": false,
	} {
		got := h.send(t, "GET", "/", "", "X-Request-Id", given).Header.Get("X-Request-Id")
		if got == "" || (got == given) != taken {
			t.Errorf("%q: got %q", given, got)
		}
	}
}

// TestAccessLog holds that one line tells of a request, and that neither query
// nor path values nor the key are in it.
func TestAccessLog(t *testing.T) {
	t.Parallel()
	h := newHarness(t, mountEchoFor(policy.Needs(policy.ReadProject)))
	key := h.key(t)
	h.log.Reset()
	h.send(t, "POST", "/platform/v1/echo?phone=34600111222", hello, "X-API-Key", key, "X-Request-Id", "r1")
	line := h.log.String()
	for _, want := range []string{`"msg":"request"`, `"request_id":"r1"`, `"route":"POST /platform/v1/echo"`, `"status":200`, `"bytes":22`, `"actor":"api_key:`} {
		if !strings.Contains(line, want) {
			t.Errorf("%s is missing in %s", want, line)
		}
	}
	if strings.Count(line, "\n") != 1 || strings.Contains(line, "34600111222") || strings.Contains(line, key) {
		t.Errorf("got %s", line)
	}
	h.log.Reset()
	h.send(t, "GET", "/34600111222", "")
	if line := h.log.String(); strings.Contains(line, "34600111222") || !strings.Contains(line, `"route":"unmatched"`) {
		t.Errorf("got %s", line)
	}
}
