package rig

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
)

// Door is an address that stays while servers behind it come and go, as a load
// balancer's does. Nobody behind it is 502.
type Door struct {
	URL string

	listener *httptest.Server
	server   atomic.Pointer[url.URL]
}

// NewDoor opens a door with nobody behind it.
func NewDoor() *Door {
	d := &Door{}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(d.server.Load()) },
		// A server that dies under a request is no news here.
		ErrorHandler:  func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
		ErrorLog:      log.New(io.Discard, "", 0),
		FlushInterval: -1,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 32},
	}
	d.listener = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.server.Load() == nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	d.URL = d.listener.URL
	return d
}

// Lead opens the door to a server.
func (d *Door) Lead(s *Server) error {
	u, err := url.Parse(s.URL)
	if err == nil {
		d.server.Store(u)
	}
	return err
}

// Server is the address of the server behind the door, "" for nobody.
func (d *Door) Server() string {
	if u := d.server.Load(); u != nil {
		return u.String()
	}
	return ""
}

// Close closes the door and every connection through it.
func (d *Door) Close() {
	d.listener.CloseClientConnections()
	d.listener.Close()
}
