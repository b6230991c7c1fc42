package app

import (
	"sync"
	"time"

	"relevo/internal/channel"
)

// noteAgain is how long something that was noted is not noted again: a number's
// webhooks, and whatever else has no need of a time of its own.
const noteAgain = channel.WebhookNoted

// recently remembers what this process noted within the last minute, so that
// what happens all the time is written once in a while. Its zero value is ready.
type recently struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// forget lets something be noted again at once.
func (r *recently) forget(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.last, what)
}

// due reports whether something is to be noted now, and takes it as noted.
func (r *recently) due(what string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if last, known := r.last[what]; known && now.Sub(last) < noteAgain && !now.Before(last) {
		return false
	}
	if r.last == nil {
		r.last = map[string]time.Time{}
	}
	r.last[what] = now
	return true
}
