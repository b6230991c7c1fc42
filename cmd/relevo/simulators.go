package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"

	"relevo/internal/app"
	"relevo/internal/edge/ingress"
	"relevo/internal/edge/rest"
	"relevo/internal/edge/sim"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// simulatorPath is where the phone in the browser reaches the control API of
// its project's simulator, as the project's owner or admin.
const simulatorPath = "/platform/v1/simulator/"

// simulators are the Cloud API simulators beside the server: one for each
// number that was added for it, on a loopback port of its own, with its state
// in the data directory. Those of numbers that are there at the start run from
// then on; that of a number added later starts when somebody takes up its phone
// or sends from it, so that nothing has to be asked of the database meanwhile.
type simulators struct {
	*instance
	server net.Addr // where the webhooks go
	// until ends them all; nil before open.
	until   context.Context //nolint:containedctx // a simulator outlives the request that starts it
	mu      sync.Mutex      // held while one starts
	running map[ids.NumberID]*simulation
	all     sync.WaitGroup
}

// simulation is one running simulator.
type simulation struct {
	url     string // on loopback
	handler http.Handler
}

func newSimulators(i *instance) *simulators {
	return &simulators{instance: i, running: map[ids.NumberID]*simulation{}}
}

// open runs the simulators of the numbers that are there, until the context
// ends. One that does not start is no reason not to serve the other numbers.
func (s *simulators) open(ctx context.Context, server net.Addr) error {
	numbers, err := app.Do(ctx, s.App, system, app.ListSimulated, struct{}{})
	if err != nil {
		return err
	}
	s.server, s.until = server, ctx
	for _, n := range numbers {
		if _, err := s.of(n.ID); err != nil {
			s.Log.Error("simulator not started", "number", n.ID, "err", err)
		}
	}
	return nil
}

// wait waits for all to end after their context.
func (s *simulators) wait() {
	s.mu.Lock() // nobody starts one any more
	defer s.mu.Unlock()
	s.all.Wait()
}

// address gives where the simulator of a number listens; "" when it cannot run.
func (s *simulators) address(number ids.NumberID) string {
	running, err := s.of(number)
	if err != nil {
		s.Log.Error("simulator not started", "number", number, "err", err)
		return ""
	}
	return running.url
}

// of gives the simulator of a number, and starts it when it does not run.
func (s *simulators) of(number ids.NumberID) (*simulation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if running := s.running[number]; running != nil {
		return running, nil
	}
	if s.until == nil || s.until.Err() != nil {
		return nil, fault.New(fault.Unavailable, fault.CodeUnavailable, "The server is not ready.")
	}
	started, err := s.start(number)
	if err == nil {
		s.running[number] = started
	}
	return started, err
}

func (s *simulators) start(number ids.NumberID) (*simulation, error) {
	n, err := app.Do(s.until, s.App, system, app.ReadSimulation, number)
	if err != nil {
		return nil, err
	}
	simulator, err := sim.New(sim.Options{Journal: filepath.Join(s.cfg.Data, "simulator", string(n.Number.PhoneNumberID)),
		Clock: s.Clock, Log: s.Log, AppSecret: n.AppSecret, VerifyToken: n.VerifyToken, AccessToken: n.Token,
		PhoneNumberID: string(n.Number.PhoneNumberID), BusinessAccountID: string(n.Number.BusinessAccountID),
		DisplayPhoneNumber: n.Number.DisplayPhoneNumber,
		WebhookURL:         "http://" + loopbackOf(s.server) + ingress.PathOf(n.Number.MetaAppID)})
	if err != nil {
		return nil, err
	}
	from, to := io.Pipe()
	s.all.Go(func() {
		err := simulator.ListenAndServe(s.until, "127.0.0.1:0", to)
		_ = to.CloseWithError(io.EOF) // never fails
		if err != nil {
			s.Log.Error("simulator ended", "number", number, "err", err)
		}
	})
	line, err := bufio.NewReader(from).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("start simulator: %w", err)
	}
	return &simulation{url: strings.TrimSpace(strings.TrimPrefix(line, "ready ")), handler: simulator.Handler()}, nil
}

// loopbackOf gives the address under which this machine reaches a listener.
func loopbackOf(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return a.String()
}

// control hands the control API of a project's simulator to whoever may use it:
// that of the number that the query parameter phone_number_id names, or of the
// project's first.
func (s *simulators) control(server *rest.Server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number, err := rest.Call(r.Context(), server, app.FindSimulated, r.URL.Query().Get("phone_number_id"))
		if err != nil {
			server.Fail(w, r, err)
			return
		}
		running, err := s.of(number.ID)
		if err != nil {
			server.Fail(w, r, err)
			return
		}
		http.StripPrefix(strings.TrimSuffix(simulatorPath, "/"), running.handler).ServeHTTP(w, r)
	})
}
