package rest

import (
	"net/http"
	"strings"
	"time"
)

// cookieName is the session cookie's name when the public URL is http. With
// https it is prefixed __Host-, by which a browser refuses one that another
// host or an insecure page set (RFC 6265bis, 4.1.3.2).
const cookieName = "relevo_session"

func (s *Server) secure() bool { return strings.HasPrefix(s.app.PublicURL(), "https://") }

func (s *Server) cookieName() string {
	if s.secure() {
		return "__Host-" + cookieName
	}
	return cookieName
}

func (s *Server) sessionToken(r *http.Request) string {
	cookie, err := r.Cookie(s.cookieName())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// SessionCookie gives the cookie of a session: not readable by scripts, not
// sent with another site's posts, Secure exactly when the public URL is https.
func (s *Server) SessionCookie(token string, expires time.Time) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName(), Value: token, Path: "/",
		MaxAge:   max(int(expires.Sub(s.app.Clock.Now()).Seconds()), 0),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure(),
	}
}

// EndedCookie gives the cookie that makes a browser forget the session.
func (s *Server) EndedCookie() *http.Cookie {
	cookie := s.SessionCookie("", s.app.Clock.Now())
	cookie.MaxAge = -1
	return cookie
}
