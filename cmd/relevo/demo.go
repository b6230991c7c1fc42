package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"

	"relevo/internal/app"
	"relevo/internal/edge/ingress"
	"relevo/internal/edge/rest"
	"relevo/internal/edge/sim"
	"relevo/internal/fault"
	"relevo/internal/policy"
	"relevo/internal/seal"
)

// simulatorPath is where the phone in the browser reaches the simulator's
// control API, as the project's owner or admin.
const simulatorPath = "/platform/v1/simulator/"

// simulation is the Cloud API simulator beside the server, on a loopback port
// of its own, with its state in the data directory.
type simulation struct {
	*instance
	sim     *sim.Simulator // read only after started is closed
	started chan struct{}  // closed when start ends; sim is nil when it failed
	number  app.SimulatedNumber
	url     atomic.Value // string; set once it listens
}

func newSimulation(i *instance) (*simulation, error) {
	secret, _ := seal.NewToken("")
	s := &simulation{instance: i, started: make(chan struct{}), number: app.SimulatedNumber{PhoneNumberID: sim.DefaultPhoneNumberID,
		BusinessAccountID: sim.DefaultBusinessAccountID, DisplayPhoneNumber: sim.DefaultDisplayPhoneNumber,
		AccessToken: sim.DefaultAccessToken, AppSecret: secret, VerifyToken: sim.DefaultVerifyToken}}
	return s, nil
}

// address gives where the simulator listens; "" when there is none.
func (s *simulation) address() string {
	if s == nil {
		return ""
	}
	url, _ := s.url.Load().(string)
	return url
}

// start makes the demo's project, then runs the simulator with its webhooks
// pointed at this server.
func (s *simulation) start(ctx context.Context, g *group, server net.Addr) (app.Demo, error) {
	defer close(s.started)
	d, err := app.Do(ctx, s.App, system, app.PrepareDemo, s.number)
	if err != nil {
		return d, err
	}
	secrets, err := app.Do(ctx, s.App, system, app.ReadWebhookSecrets, d.MetaAppID)
	if err != nil {
		return d, err
	}
	s.sim, err = sim.New(sim.Options{Journal: filepath.Join(s.cfg.Data, "simulator"), Clock: s.Clock, Log: s.Log,
		AppSecret: secrets.AppSecret, VerifyToken: secrets.VerifyToken, AccessToken: s.number.AccessToken,
		PhoneNumberID: s.number.PhoneNumberID, BusinessAccountID: s.number.BusinessAccountID,
		DisplayPhoneNumber: s.number.DisplayPhoneNumber,
		WebhookURL:         "http://" + loopbackOf(server) + ingress.PathOf(d.MetaAppID)})
	if err != nil {
		return d, err
	}
	from, to := io.Pipe()
	g.run(func() error {
		err := s.sim.ListenAndServe(ctx, "127.0.0.1:0", to)
		return errors.Join(err, to.CloseWithError(io.EOF))
	})
	line, err := bufio.NewReader(from).ReadString('\n')
	if err != nil {
		return d, fmt.Errorf("start simulator: %w", err)
	}
	s.url.Store(strings.TrimSpace(strings.TrimPrefix(line, "ready ")))
	go func() { _, _ = io.Copy(io.Discard, from) }() // ends when the simulator does
	if d.First {
		err = s.seed()
	}
	return d, err
}

// loopbackOf gives the address under which this machine reaches a listener.
func loopbackOf(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return a.String()
}

// control hands the simulator's control API to whoever may use it. The server
// takes requests before the simulator runs: they wait for it.
func (s *simulation) control() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.admit(r.Context()); err != nil {
			f := fault.As(err)
			_ = rest.WriteJSON(w, rest.StatusOf(f), map[string]any{"error": f.Message, "code": f.Code}) // a client that has gone needs no answer
			return
		}
		http.StripPrefix(strings.TrimSuffix(simulatorPath, "/"), s.sim.Handler()).ServeHTTP(w, r)
	})
}

// admit waits until the simulator runs and says whether the actor of a request
// may use it.
func (s *simulation) admit(ctx context.Context) error {
	notRunning := fault.New(fault.Unavailable, fault.CodeUnavailable, "The simulator isn't running.")
	select {
	case <-s.started:
	case <-ctx.Done():
		return notRunning
	}
	if s.sim == nil {
		return notRunning
	}
	return policy.Check(policy.Needs(policy.UseSimulator), rest.ActorOf(ctx))
}
