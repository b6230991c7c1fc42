package rest

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"relevo/internal/ids"
)

// requestIDHeader carries the id of a request in and out.
const requestIDHeader = "X-Request-Id"

// observed runs a request inside what every answer gets: an id, security
// headers, recovery from a panic, and one line in the access log.
func (s *Server) observed(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	started := s.app.Clock.Now()
	rec := &record{id: requestID(r)}
	r = r.WithContext(context.WithValue(r.Context(), contextKey{}, rec))
	answer := &answerWriter{ResponseWriter: w}
	answer.Header().Set(requestIDHeader, rec.id)
	setSecurityHeaders(answer.Header())
	defer func() {
		if cause := recover(); cause != nil {
			s.recovered(answer, r, cause)
		}
		status := answer.status
		if rec.gone {
			status = statusGone
		}
		level := slog.LevelInfo
		if rec.quiet && status < http.StatusBadRequest {
			level = slog.LevelDebug
		}
		// The route, not the path: a path may hold a phone number.
		s.log.Log(r.Context(), level, "request", "request_id", rec.id, "method", r.Method, "route", route(r),
			"status", status, "bytes", answer.bytes, "took", s.app.Clock.Now().Sub(started), "actor", rec.actor.String())
	}()
	next(answer, r)
}

// recovered answers for a handler that panicked, unless the panic is the
// standard way to cut a connection or the answer has begun.
func (s *Server) recovered(w *answerWriter, r *http.Request, cause any) {
	if cause == any(http.ErrAbortHandler) {
		panic(cause)
	}
	err := fmt.Errorf("panic in a handler: %v\n%s", cause, debug.Stack())
	if w.status != 0 {
		s.log.ErrorContext(r.Context(), "request failed after its answer began", "request_id", RequestID(r.Context()), "err", err)
		return
	}
	s.Fail(w, r, err)
}

// route gives the pattern that the mux noted in the request.
func route(r *http.Request) string {
	if r.Pattern == "" {
		return "unmatched"
	}
	return r.Pattern
}

// requestID takes the caller's id when it is plain, so that logs of a proxy
// and ours can be joined; anything else gets an id of ours.
func requestID(r *http.Request) string {
	given := r.Header.Get(requestIDHeader)
	if given == "" || len(given) > 64 || strings.IndexFunc(given, notIDRune) >= 0 {
		return ids.New()
	}
	return given
}

func notIDRune(c rune) bool {
	return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' && c != '.'
}

// setSecurityHeaders sets what is right for an API and for most pages; a
// handler that must be framed sets its own Content-Security-Policy.
func setSecurityHeaders(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
}
