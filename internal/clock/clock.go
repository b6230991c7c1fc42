// Package clock is the only place that asks the machine for the time, so that
// tests and the simulator can move it. Instants are UTC; the database holds
// them as unix milliseconds. May import the standard library only.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time and makes timers.
type Clock interface {
	Now() time.Time
	// After gives the channel of a timer and a function that releases it.
	After(d time.Duration) (<-chan time.Time, func())
}

// System is the machine's clock.
type System struct{}

// Now gives the present instant in UTC. The monotonic reading is kept, so
// differences are right when the wall clock is set.
func (System) Now() time.Time { return time.Now() }

// After gives a timer's channel and its release.
func (System) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

// Manual is a clock that moves only when told; for tests.
type Manual struct {
	mu     sync.Mutex
	now    time.Time
	timers map[*manualTimer]struct{}
}

type manualTimer struct {
	due time.Time
	c   chan time.Time
}

// NewManual makes a clock that stands at t.
func NewManual(t time.Time) *Manual {
	return &Manual{now: t, timers: map[*manualTimer]struct{}{}}
}

// Now gives the instant at which the clock stands.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// After gives a timer that fires when Advance passes it.
func (m *Manual) After(d time.Duration) (<-chan time.Time, func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := &manualTimer{due: m.now.Add(d), c: make(chan time.Time, 1)}
	if d <= 0 {
		t.c <- m.now
		return t.c, func() {}
	}
	m.timers[t] = struct{}{}
	return t.c, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.timers, t)
	}
}

// Advance moves the clock on and fires the timers that became due.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
	for t := range m.timers {
		if !t.due.After(m.now) {
			t.c <- m.now
			delete(m.timers, t)
		}
	}
}

// Millis gives the unix milliseconds that the database stores.
func Millis(t time.Time) int64 { return t.UnixMilli() }

// FromMillis gives the UTC instant of stored unix milliseconds.
func FromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
