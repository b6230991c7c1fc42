package rest

import (
	"net/http"
	"time"

	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/policy"
)

// SessionOf gives the person whose session cookie a request carries, and when
// the session ends; for connections that outlive a request. Without a session
// it is an unauthenticated fault.
func (s *Server) SessionOf(r *http.Request) (policy.Actor, time.Time, error) {
	token := s.sessionToken(r)
	if token == "" {
		return policy.Actor{}, time.Time{}, fault.New(fault.Unauthenticated, fault.CodeUnauthenticated, "Log in first.")
	}
	session, err := app.Do(r.Context(), s.app, inside, app.AuthenticateSession, app.AuthenticateSessionIn{
		Token: token, Project: projectOf(r),
	})
	return session.Actor, session.ExpiresAt, err
}
