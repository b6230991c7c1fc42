package live

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"relevo/internal/fault"

	"github.com/centrifugal/centrifuge"
)

// The paths of Handler. Clients that cannot hold a WebSocket read from one of
// the streams and write to PathEmulation.
const (
	Path           = "/realtime"             // WebSocket
	PathHTTPStream = "/realtime/http_stream" // POST, a stream of JSON lines
	PathSSE        = "/realtime/sse"         // server-sent events
	PathEmulation  = "/realtime/emulation"   // POST, the frames of a client on a stream
)

// Handler serves the connections under Path.
func (h *Hub) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(Path, centrifuge.NewWebsocketHandler(h.node, centrifuge.WebsocketConfig{
		CheckOrigin:        func(*http.Request) bool { return true }, // enter has judged it
		ReadBufferSize:     1024,
		UseWriteBufferPool: true,
	}))
	mux.Handle(PathHTTPStream, centrifuge.NewHTTPStreamHandler(h.node, centrifuge.HTTPStreamConfig{}))
	mux.Handle(PathSSE, centrifuge.NewSSEHandler(h.node, centrifuge.SSEConfig{}))
	mux.Handle(PathEmulation, centrifuge.NewEmulationHandler(h.node, centrifuge.EmulationConfig{}))
	return h.enter(mux)
}

// enter judges what all transports have in common and hands on what
// Authenticate needs of the HTTP request.
func (h *Hub) enter(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !h.running.Load() {
			refuse(w, http.StatusServiceUnavailable, fault.CodeUnavailable, "The server is starting or stopping.")
			return
		}
		if !h.o.CheckOrigin(r) {
			refuse(w, http.StatusForbidden, fault.CodeCrossOrigin, "This page may not connect here.")
			return
		}
		asked := Connect{Header: kept(r.Header), Query: r.URL.Query(), Origin: r.Header.Get("Origin")}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), askedKey{}, asked)))
	})
}

type askedKey struct{}

func askedOf(ctx context.Context) Connect {
	asked, _ := ctx.Value(askedKey{}).(Connect)
	return asked
}

// kept copies the headers that prove something; they stay in memory as long
// as the connection does.
func kept(all http.Header) http.Header {
	some := http.Header{}
	for _, name := range []string{"Cookie", "Authorization", "X-Api-Key"} {
		if values := all.Values(name); len(values) > 0 {
			some[name] = values
		}
	}
	return some
}

func sameHost(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": message, "code": code}) // the client may be gone
}
