package rest

import (
	"net/http"

	"relevo/internal/fault"
)

// serveUnmatched answers for a path or method that nothing is registered for.
// The mux decides which of the two it is; only its plain text is replaced.
func (s *Server) serveUnmatched(w http.ResponseWriter, r *http.Request, muxAnswer http.Handler) {
	probe := &headerProbe{header: http.Header{}}
	muxAnswer.ServeHTTP(probe, r)
	if probe.status != http.StatusMethodNotAllowed {
		s.Fail(w, r, fault.New(fault.NotFound, fault.CodeNotFound, "There is nothing at this path."))
		return
	}
	allow := probe.header.Get("Allow")
	w.Header().Set("Allow", allow)
	s.Fail(w, r, fault.Newf(fault.NotFound, fault.CodeMethodNotAllowed, "This path does not take %s; it takes %s.", r.Method, allow))
}

// headerProbe takes the status and headers of an answer and drops its body.
type headerProbe struct {
	header http.Header
	status int
}

func (p *headerProbe) Header() http.Header         { return p.header }
func (p *headerProbe) Write(b []byte) (int, error) { return len(b), nil }
func (p *headerProbe) WriteHeader(status int)      { p.status = status }
