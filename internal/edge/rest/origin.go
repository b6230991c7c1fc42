package rest

import (
	"net/http"
	"net/url"

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
	sent := r.Header.Get("Content-Type")
	if provenSameOrigin(r) {
		if r.ContentLength == 0 || isJSON(sent) || mediaType(sent) == "multipart/form-data" {
			return nil
		}
		return refusedOrigin()
	}
	if sent != "" && isJSON(sent) {
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
	if public, err := url.Parse(s.app.PublicURL()); err == nil {
		// A public URL that is no origin trusts nobody.
		_ = protection.AddTrustedOrigin(public.Scheme + "://" + public.Host)
	}
	return protection
}

// provenSameOrigin reports whether a browser itself says that the request is
// of our own pages; silence is no proof. crossOrigin has judged what it says.
func provenSameOrigin(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") == "same-origin" || r.Header.Get("Origin") != ""
}

func refusedOrigin() error {
	return fault.New(fault.Forbidden, fault.CodeCrossOrigin, "This request came from another site, or without proof that it didn't. Send JSON from the same origin, or use an API key.")
}
