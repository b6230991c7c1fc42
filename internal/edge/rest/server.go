// Package rest is what every HTTP edge stands on: the server with its
// middleware, the one way to mount a use case as an API operation (Mount),
// authentication, cross-origin protection, rate limits, the shapes of errors
// and lists, and JSON as other parties expect it.
//
// It promises that no operation runs before its actor is known and its rule
// was asked, that every answer below an API prefix is JSON in the error shape
// of that prefix, and that nothing internal is shown. May import package app
// and the layers below it.
package rest

import (
	"log/slog"
	"net/http"
	"time"

	"relevo/internal/app"

	"github.com/danielgtaylor/huma/v2"
)

// Options are the settings of a Server. App is needed; the rest has defaults.
type Options struct {
	App     *app.App
	Version string // of the product, for the API description
	// RateLimit is how many requests per minute one API key may make; 0 means
	// no limit.
	RateLimit int
}

// Server is the HTTP front of the product: a standard mux behind the shared
// middleware, and the registry of API operations on it.
type Server struct {
	app       *app.App
	log       *slog.Logger
	mux       *http.ServeMux
	api       huma.API
	keys      *limiters // per API key; nil for no limit
	logins    *limiters // per address and email
	addresses *limiters // of log-ins, per address
	shapes    []errorShape
}

// Bounds of the limiters' memory, and the pace of log-in attempts: a person who
// mistypes is not stopped, nor a team behind one address; a program that
// guesses, or tries one email after the other, is.
const (
	limitedNames    = 10_000
	loginBurst      = 20
	loginInterval   = 15 * time.Second
	addressBurst    = 300
	addressInterval = time.Second
)

// New makes a server with no operation but the API description.
func New(o Options) *Server {
	s := &Server{
		app:       o.App,
		log:       o.App.Log,
		mux:       http.NewServeMux(),
		logins:    newLimiters(o.App.Clock, limitedNames, loginInterval, loginBurst),
		addresses: newLimiters(o.App.Clock, limitedNames, addressInterval, addressBurst),
	}
	if o.RateLimit > 0 {
		s.keys = newLimiters(o.App.Clock, limitedNames, time.Minute/time.Duration(o.RateLimit), o.RateLimit)
	}
	s.api = huma.NewAPI(apiConfig(o.Version), &adapter{server: s})
	s.mux.HandleFunc("GET "+descriptionPath, s.serveDescription)
	return s
}

// Handle registers a handler that is not an API operation (a web app, media,
// a webhook). It gets the shared middleware, but neither authentication nor a
// body limit; Guard adds those.
func (s *Server) Handle(pattern string, h http.Handler) { s.mux.Handle(pattern, h) }

// ServeHTTP answers a request: request id, access log, security headers and
// recovery around the mux, whose own 404 and 405 are answered in the error
// shape of the path.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.observed(w, r, func(w http.ResponseWriter, r *http.Request) {
		handler, pattern := s.mux.Handler(r)
		if pattern == "" {
			s.serveUnmatched(w, r, handler)
			return
		}
		// The mux again, because it alone sets the path values.
		s.mux.ServeHTTP(w, r)
	})
}
