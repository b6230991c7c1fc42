package serve

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"

	"relevo/internal/app"
	"relevo/internal/policy"
)

// Alive answers as long as the process does.
func Alive(w http.ResponseWriter, _ *http.Request) {
	writeHealth(w, http.StatusOK, map[string]any{"status": "ok"})
}

// Ready answers 200 when the database does, with the relay's lag and the age of
// the queue.
func Ready(a *app.App) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, err := app.Do(r.Context(), a, policy.Actor{Kind: policy.System}, app.ReadHealth, struct{}{})
		if err != nil {
			writeHealth(w, http.StatusServiceUnavailable, map[string]any{"status": "unavailable", "database": "does not answer"})
			return
		}
		writeHealth(w, http.StatusOK, map[string]any{"status": "ok", "database": "ok", "unplaced_events": h.UnplacedEvents,
			"last_event": h.LastPos, "queued_jobs": h.QueuedJobs, "oldest_job_seconds": h.OldestJob})
	})
}

func writeHealth(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that has gone needs no answer
}

// OperatorOnly lets a request through that comes from this machine, asks for
// this machine and came through no proxy: metrics are the operator's. A page in
// the operator's browser can't ask for them either, whatever its name resolves
// to.
func OperatorOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLoopback(r.RemoteAddr) || !isLoopback(r.Host) || forwarded(r.Header) {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLoopback judges a host with or without a port.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.Trim(address, "[]")
	}
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// forwarded reports whether a proxy has left its mark.
func forwarded(h http.Header) bool {
	for _, name := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"} {
		if h.Get(name) != "" {
			return true
		}
	}
	return false
}
