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
