package main

import (
	"context"
	"testing"

	"relevo/internal/fault"
	"relevo/internal/ids"
)

// A job or a request that comes before the server serves, or after it stopped,
// starts no simulator.
func TestNoSimulatorOutsideTheRun(t *testing.T) {
	t.Parallel()
	ended, end := context.WithCancel(t.Context())
	end()
	for name, s := range map[string]*simulators{"before": {}, "after": {until: ended}} {
		if _, err := s.of(ids.NumberID(ids.New())); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s the run: %v", name, err)
		}
	}
}
