package sim

import (
	"sync"
	"time"

	"relevo/internal/clock"
)

// clockState is the journal form of the virtual clock: at the real instant
// Real it showed Virtual and ran Factor times as fast.
type clockState struct {
	Real    time.Time `json:"real"`
	Virtual time.Time `json:"virtual"`
	Factor  float64   `json:"factor"`
}

// virtualClock follows a real clock by a factor and can be moved forward.
type virtualClock struct {
	base clock.Clock
	mu   sync.Mutex
	at   clockState
}

func newVirtualClock(base clock.Clock) *virtualClock {
	now := base.Now()
	return &virtualClock{base: base, at: clockState{Real: now, Virtual: now, Factor: 1}}
}

// now gives the virtual instant.
func (v *virtualClock) now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.nowLocked(v.base.Now())
}

func (v *virtualClock) nowLocked(real time.Time) time.Time {
	passed := max(real.Sub(v.at.Real), 0)
	return v.at.Virtual.Add(time.Duration(float64(passed) * v.at.Factor)).UTC()
}

// move advances by d and, when factor is positive, changes the speed. It
// gives the state to be stored.
func (v *virtualClock) move(d time.Duration, factor float64) clockState {
	v.mu.Lock()
	defer v.mu.Unlock()
	real := v.base.Now()
	v.at.Virtual = v.nowLocked(real).Add(d)
	v.at.Real = real
	if factor > 0 {
		v.at.Factor = factor
	}
	return v.at
}

func (v *virtualClock) restore(at clockState) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if at.Factor > 0 && !at.Virtual.IsZero() {
		v.at = at
	}
}

func (v *virtualClock) reset() clockState {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.base.Now()
	v.at = clockState{Real: now, Virtual: now, Factor: 1}
	return v.at
}

func (v *virtualClock) factor() float64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.at.Factor
}

// after gives a timer for a virtual duration.
func (v *virtualClock) after(d time.Duration) (<-chan time.Time, func()) {
	return v.base.After(time.Duration(float64(d) / v.factor()))
}
