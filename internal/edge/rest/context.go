package rest

import (
	"context"
	"net/http"

	"relevo/internal/policy"
)

type contextKey struct{}

// record is what the server gathers about one request.
type record struct {
	id      string
	actor   policy.Actor
	request *http.Request // as the operation sees it: with its limited body
	gone    bool          // the client left before the answer
	quiet   bool          // of a kind that comes in masses
}

// recordOf gives the request's record; outside a Server an empty one, so that
// nobody is known.
func recordOf(ctx context.Context) *record {
	if rec, found := ctx.Value(contextKey{}).(*record); found {
		return rec
	}
	return &record{}
}

// ActorOf gives whoever makes the request; the zero Actor is nobody.
func ActorOf(ctx context.Context) policy.Actor { return recordOf(ctx).actor }

// RequestID gives the id under which the request stands in the log and in the
// X-Request-Id header of its answer.
func RequestID(ctx context.Context) string { return recordOf(ctx).id }

// Quiet puts the request's line of the access log on the level debug, unless it
// fails: for what comes in masses, such as webhooks.
func Quiet(ctx context.Context) { recordOf(ctx).quiet = true }

// RequestOf gives the HTTP request of an operation, for toIn: its address, its
// body as a stream. Only the context that an operation was given holds it.
func RequestOf(ctx context.Context) *http.Request { return recordOf(ctx).request }
