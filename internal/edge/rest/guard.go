package rest

import (
	"net/http"

	"relevo/internal/policy"
)

// guard runs an API operation for whoever may: authentication, cross-origin
// proof, rate limit, rule, body, in this order. What it refuses is answered
// before the body was parsed.
func (s *Server) guard(o *operation, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.admit(w, r, o.rule.IsPublic())
		if err == nil {
			err = o.may(ActorOf(r.Context()))
		}
		if err == nil {
			err = readBody(w, r, o)
		}
		if err != nil {
			s.Fail(w, r, err)
			return
		}
		recordOf(r.Context()).request = r
		next.ServeHTTP(w, r)
	})
}

// Guard is authentication, cross-origin proof and rate limit for a handler that
// is no API operation and asks its own rule: ActorOf gives whoever asks, nobody
// included.
func (s *Server) Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.admit(w, r, false); err != nil {
			s.Fail(w, r, err)
			return
		}
		recordOf(r.Context()).request = r
		next.ServeHTTP(w, r)
	})
}

// admit notes the actor of a request, or says why it is refused. Where the
// operation is public, a session that has run out is no reason: logging in
// again must work.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, public bool) error {
	actor, err := s.authenticate(w, r, public)
	if err != nil {
		return err
	}
	recordOf(r.Context()).actor = actor
	if actor.Kind == policy.APIKey {
		return s.limitKey(w, actor)
	}
	return s.checkOrigin(r)
}
