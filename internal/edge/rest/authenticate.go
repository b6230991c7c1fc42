package rest

import (
	"cmp"
	"net/http"
	"strings"

	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// The headers by which a program says who it is, and a person with several
// projects in which of them. Where a browser sets no headers (a WebSocket, an
// event stream, a picture) a query parameter names the project.
const (
	keyHeader     = "X-Api-Key"
	projectHeader = "X-Project-Id"
	projectQuery  = "project_id"
	bearerPrefix  = "bearer "
)

// projectOf gives the project that a request names, "" for none.
func projectOf(r *http.Request) ids.ProjectID {
	return ids.ProjectID(cmp.Or(r.Header.Get(projectHeader), r.URL.Query().Get(projectQuery)))
}

// inside is the actor of what the server itself asks: who holds a credential.
var inside = policy.Actor{Kind: policy.System, Name: "rest"}

// authenticate finds the actor: X-API-Key, then a bearer token, then the
// session cookie. A wrong key is refused everywhere; no credential is nobody.
func (s *Server) authenticate(w http.ResponseWriter, r *http.Request, public bool) (policy.Actor, error) {
	if key := presentedKey(r); key != "" {
		known, err := callAs(r.Context(), s, inside, app.AuthenticateKey, app.AuthenticateKeyIn{Key: key})
		if err == nil && known.Unnoted {
			s.note(r, app.NoteUseIn{Key: ids.APIKeyID(known.Actor.ID)})
		}
		return known.Actor, err
	}
	token := s.sessionToken(r)
	if token == "" {
		return policy.Actor{}, nil
	}
	session, err := callAs(r.Context(), s, inside, app.AuthenticateSession, app.AuthenticateSessionIn{
		Token: token, Project: projectOf(r),
	})
	if public && fault.Is(err, fault.Unauthenticated) {
		return policy.Actor{}, nil
	}
	if err != nil {
		return policy.Actor{}, err
	}
	if session.Renewable {
		s.renew(w, r, token)
	}
	if session.Unnoted {
		s.note(r, app.NoteUseIn{Session: session.Actor.Session, Browser: r.UserAgent()})
	}
	return session.Actor, nil
}

// renew moves the end of a session on, at most once a day, and gives the
// browser a cookie that lasts as long. A failure costs nothing: the next
// request tries again.
func (s *Server) renew(w http.ResponseWriter, r *http.Request, token string) {
	expires, err := callAs(r.Context(), s, inside, app.RenewSession, app.RenewSessionIn{Token: token})
	if err != nil {
		s.log.WarnContext(r.Context(), "session not renewed", "request_id", RequestID(r.Context()), "err", err)
		return
	}
	http.SetCookie(w, s.SessionCookie(token, expires))
}

// note writes that a session or key is in use. A failure costs nothing: the
// next request tries again.
func (s *Server) note(r *http.Request, in app.NoteUseIn) {
	if _, err := callAs(r.Context(), s, inside, app.NoteUse, in); err != nil {
		s.log.WarnContext(r.Context(), "use not noted", "request_id", RequestID(r.Context()), "err", err)
	}
}

func presentedKey(r *http.Request) string {
	if key := strings.TrimSpace(r.Header.Get(keyHeader)); key != "" {
		return key
	}
	header := r.Header.Get("Authorization")
	if len(header) > len(bearerPrefix) && strings.EqualFold(header[:len(bearerPrefix)], bearerPrefix) {
		return strings.TrimSpace(header[len(bearerPrefix):])
	}
	return ""
}
