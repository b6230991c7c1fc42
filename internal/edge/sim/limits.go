package sim

import "time"

// Send limits (Cloud API reference, throughput and pair rate limit).
const (
	pairBurst        = 45
	pairInterval     = 6 * time.Second
	throughputNormal = 80
	throughputHigh   = 1000
)

// bucket is a token bucket on the virtual clock.
type bucket struct {
	tokens float64
	at     time.Time
}

// take refills by rate per second up to capacity and takes one token; the
// zero bucket is full. Forced takes go below zero.
func (b *bucket) take(now time.Time, capacity, rate float64, forced bool) bool {
	if b.at.IsZero() {
		b.tokens = capacity
	} else if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.tokens = min(capacity, b.tokens+passed*rate)
	}
	b.at = now
	if b.tokens < 1-1e-9 && !forced {
		return false
	}
	b.tokens = max(b.tokens-1, -capacity)
	return true
}

// limits counts what may be sent. It is not part of the journal: a restart
// gives a full allowance, as minutes of silence would.
type limits struct {
	pairs  map[string]*bucket
	number bucket
}

func newLimits() limits { return limits{pairs: map[string]*bucket{}} }

// admit counts one outbound message, or says which limit refuses it.
func (t *tx) admit(customerID string) *graphError {
	rate := float64(t.settings().throughput())
	if !t.limits.number.take(t.now, rate, rate, false) {
		return newError(130429, "")
	}
	b := t.limits.pairs[customerID]
	if b == nil {
		b = &bucket{}
		t.limits.pairs[customerID] = b
	}
	if !b.take(t.now, pairBurst, 1/pairInterval.Seconds(), false) {
		return newError(131056, "")
	}
	return nil
}

// countInbound takes an inbound message out of the number's throughput, which
// it shares with outbound ones; it is never refused.
func (t *tx) countInbound() {
	rate := float64(t.settings().throughput())
	t.limits.number.take(t.now, rate, rate, true)
}
