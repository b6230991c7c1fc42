package rest

import (
	_ "embed"
	"mime"
	"net/http"
	"strings"

	"relevo/internal/fault"
)

//go:embed unmatched.html
var nothingHere []byte

// nothingHerePolicy allows the page its own style and nothing else.
const nothingHerePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// serveUnmatched answers for a path or method that nothing is registered for.
// The mux decides which of the two it is; only its plain text is replaced. A
// person who followed a wrong link gets a page, a program the error shape.
func (s *Server) serveUnmatched(w http.ResponseWriter, r *http.Request, muxAnswer http.Handler) {
	probe := &headerProbe{header: http.Header{}}
	muxAnswer.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		allow := probe.header.Get("Allow")
		w.Header().Set("Allow", allow)
		s.Fail(w, r, fault.Newf(fault.NotFound, fault.CodeMethodNotAllowed, "This path does not take %s; it takes %s.", r.Method, allow))
		return
	}
	w.Header().Set("Vary", "Accept")
	if !s.isVisit(r) {
		s.Fail(w, r, fault.New(fault.NotFound, fault.CodeNotFound, "There is nothing at this path."))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", nothingHerePolicy)
	w.WriteHeader(http.StatusNotFound)
	if _, err := w.Write(nothingHere); err != nil {
		s.log.DebugContext(r.Context(), "error answer not written", "err", err)
	}
}

// isVisit reports whether a browser opens a page: it wants text/html before all
// else, and the path is not an API's.
func (s *Server) isVisit(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || strings.HasPrefix(r.URL.Path, "/platform/") {
		return false
	}
	for _, shape := range s.shapes {
		if strings.HasPrefix(r.URL.Path, shape.prefix) {
			return false
		}
	}
	for one := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		kind, parameters, err := mime.ParseMediaType(one)
		if _, weighed := parameters["q"]; err == nil && kind == "text/html" && !weighed {
			return true
		}
	}
	return false
}

// headerProbe takes the status and headers of an answer and drops its body.
type headerProbe struct {
	header http.Header
	status int
}

func (p *headerProbe) Header() http.Header         { return p.header }
func (p *headerProbe) Write(b []byte) (int, error) { return len(b), nil }
func (p *headerProbe) WriteHeader(status int)      { p.status = status }
