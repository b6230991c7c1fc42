package rest

import (
	"net/http"

	"relevo/internal/fault"
)

// checkOrigin refuses an unsafe request that a browser may have made for
// another site. Requests with a key need no check, because no browser adds a
// key by itself; those of nobody do, or another site could log a person in.
//
// Sec-Fetch-Site and Origin decide where a browser sends them. The content type
// is the second proof: a page of another site can post text, a form or nothing
// without asking first, but not JSON (Fetch standard, CORS-safelisted request
// headers).
func (s *Server) checkOrigin(r *http.Request) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if err := s.crossOrigin().Check(r); err != nil {
		return refusedOrigin()
	}
	if s.provenSameOrigin(r) {
		if r.ContentLength == 0 || isJSON(r.Header.Get("Content-Type")) || mediaType(r.Header.Get("Content-Type")) == "multipart/form-data" {
			return nil
		}
		return refusedOrigin()
	}
	if r.Header.Get("Content-Type") != "" && isJSON(r.Header.Get("Content-Type")) {
		return nil
	}
	if r.Method != http.MethodPost && r.ContentLength == 0 {
		return nil // no form and no simple request has this method
	}
	return refusedOrigin()
}

// crossOrigin compares Sec-Fetch-Site, or else Origin, with the request's host
// and the public URL, which may change while the listener starts.
func (s *Server) crossOrigin() *http.CrossOriginProtection {
	protection := http.NewCrossOriginProtection()
	if err := protection.AddTrustedOrigin(s.app.PublicURL()); err != nil {
		s.log.Warn("public URL is no origin", "err", err)
	}
	return protection
}

// provenSameOrigin reports whether a browser itself says that the request is
// of our own pages; silence is no proof. crossOrigin has judged what it says.
func (s *Server) provenSameOrigin(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") == "same-origin" || r.Header.Get("Origin") != ""
}

func refusedOrigin() error {
	return fault.New(fault.Forbidden, fault.CodeCrossOrigin, "This request came from another site, or without proof that it didn't. Send JSON from the same origin, or use an API key.")
}
