package rest_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"relevo/internal/edge/rest"
	"relevo/internal/fault"
)

// TestStatusTable holds the status of every kind of fault, and of the codes
// that differ from their kind.
func TestStatusTable(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, kind := range []fault.Kind{
		fault.Internal, fault.Invalid, fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Conflict, fault.Gone,
		fault.TooLarge, fault.RateLimited, fault.Unavailable, fault.Retryable, fault.Timeout, fault.Unsupported, "unheard_of",
	} {
		f := fault.New(kind, "any", "")
		fmt.Fprintf(&b, "%s %d %v\n", kind, rest.StatusOf(f), rest.HeadersOf(f))
	}
	for _, code := range []string{fault.CodeInvalidJSON, fault.CodeInvalidCursor, fault.CodeMethodNotAllowed} {
		fmt.Fprintf(&b, "%s %d\n", code, rest.StatusOf(fault.New(fault.Invalid, code, "")))
	}
	limited := fault.New(fault.RateLimited, fault.CodeRateLimited, "").With(rest.FieldRetryAfter, 7)
	fmt.Fprintf(&b, "with retry_after %v\n", rest.HeadersOf(limited))
	golden(t, "status_table.txt", b.String())
}

// TestErrorsUnder holds that an edge's own error shape is used below its
// prefix, for answers that come before its handlers too.
func TestErrorsUnder(t *testing.T) {
	t.Parallel()
	h := newHarness(t, func(s *rest.Server) {
		s.ErrorsUnder("/meta/", func(w http.ResponseWriter, f *fault.Error) error {
			return rest.WriteJSON(w, rest.StatusOf(f), map[string]any{"error": map[string]any{"message": f.Message}})
		})
		s.Handle("GET /meta/thing", s.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.Fail(w, r, errors.New("secret"))
		})))
	})
	golden(t, "shape_of_prefix.txt", strings.Join([]string{
		wire(t, h.send(t, "GET", "/meta/thing", "")),
		wire(t, h.send(t, "GET", "/meta/thing", "", "X-API-Key", "rlv_wrong")),
		wire(t, h.send(t, "GET", "/meta/else", "")),
		wire(t, h.send(t, "POST", "/meta/thing", "")),
		wire(t, h.send(t, "GET", "/other", "")),
	}, "\n---\n"))
}

// TestWrongAddress holds that a browser that opens an address where nothing is
// gets a page with the way back, and a program its error shape.
func TestWrongAddress(t *testing.T) {
	t.Parallel()
	h := newHarness(t, func(s *rest.Server) {
		s.ErrorsUnder("/meta/", func(w http.ResponseWriter, f *fault.Error) error {
			return rest.WriteJSON(w, rest.StatusOf(f), map[string]any{"error": f.Message})
		})
	})
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	for _, c := range []struct {
		method, path, accept string
		page                 bool
	}{
		{"GET", "/ap", browser, true},
		{"HEAD", "/ap", browser, true},
		{"POST", "/ap", browser, false},
		{"GET", "/ap", "*/*", false},
		{"GET", "/ap", "application/json", false},
		{"GET", "/ap", "", false},
		{"GET", "/ap", "text/html;q=0.1", false},
		{"GET", "/platform/v1/nothing", browser, false},
		{"GET", "/meta/nothing", browser, false},
	} {
		answer := h.send(t, c.method, c.path, "", "Accept", c.accept)
		kind, _, _ := strings.Cut(answer.Header.Get("Content-Type"), ";")
		if answer.StatusCode != http.StatusNotFound || (kind == "text/html") != c.page || !c.page && kind != "application/json" {
			t.Errorf("%s %s %q: %d %s", c.method, c.path, c.accept, answer.StatusCode, kind)
		}
	}
	if page := wire(t, h.send(t, "GET", "/ap", "", "Accept", browser)); !strings.Contains(page, `<a href="/app/">`) {
		t.Error(page)
	}
}
