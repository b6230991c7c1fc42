package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"relevo/internal/fault"
)

// ListenAndServe runs the simulator on a loopback address (host:port; port 0
// picks one), prints "ready URL" as one line on out once it serves, and
// returns when ctx ends, after the deliveries in flight. Requests whose Host
// is not loopback are refused, so that a web page cannot reach the control
// API by a name that resolves here.
func (s *Simulator) ListenAndServe(ctx context.Context, address string, out io.Writer) error {
	if address == "" {
		address = DefaultListen
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil || !loopback(host) {
		return fault.New(fault.Invalid, fault.CodeInvalidInput, "the simulator listens on loopback only, for example 127.0.0.1:8090")
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.mu.Lock()
	s.baseURL = "http://" + listener.Addr().String()
	s.mu.Unlock()
	s.Start(ctx)
	server := &http.Server{Handler: loopbackOnly(s.Handler()), ReadHeaderTimeout: 10 * time.Second}
	if _, err := fmt.Fprintf(out, "ready %s\n", s.listenURL()); err != nil {
		return errors.Join(fmt.Errorf("print address: %w", err), listener.Close(), s.Stop())
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err = <-ended:
		return errors.Join(err, s.Stop())
	case <-ctx.Done():
	}
	close(s.closing)
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return errors.Join(server.Close(), s.Stop())
	}
	return s.Stop()
}

func (s *Simulator) listenURL() string { return s.baseURL }

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// loopbackOnly refuses requests that name another host, or that a browser
// sends for a page from elsewhere.
func loopbackOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopback(hostOf(r.Host)) || foreignOrigin(r) {
			writeJSON(w, http.StatusForbidden, node{"error": "The simulator answers on loopback only.", "code": fault.CodeForbidden})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func hostOf(hostport string) string {
	u := url.URL{Host: hostport}
	return u.Hostname()
}

func foreignOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return r.Header.Get("Sec-Fetch-Site") == "cross-site"
	}
	u, err := url.Parse(origin)
	return err != nil || !loopback(u.Hostname())
}
