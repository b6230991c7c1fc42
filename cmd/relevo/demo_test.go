package main

import (
	"context"
	"testing"

	"relevo/internal/edge/sim"
	"relevo/internal/fault"
)

// The server takes requests before the simulator beside it runs.
func TestSimulatorRequestsWaitForTheStart(t *testing.T) {
	t.Parallel()
	gone, leave := context.WithCancel(t.Context())
	leave()
	running := &simulation{started: make(chan struct{})}
	if err := running.admit(gone); !fault.Is(err, fault.Unavailable) {
		t.Errorf("before the start, by a client that has gone: %v", err)
	}
	waited := make(chan error, 1)
	go func() { waited <- running.admit(t.Context()) }()
	running.sim = new(sim.Simulator)
	close(running.started)
	if err := <-waited; !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("after the start, by nobody: %v", err)
	}
	failed := &simulation{started: make(chan struct{})}
	close(failed.started)
	if err := failed.admit(t.Context()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("after a start that failed: %v", err)
	}
}
