package db

import "sync"

// bells wakes listeners inside the process. The doorbell is never the mail: a
// ring says "look", and a listener that missed it finds the same rows later.
type bells struct {
	mu        sync.Mutex
	listeners map[string]map[chan struct{}]struct{}
}

func newBells() *bells {
	return &bells{listeners: map[string]map[chan struct{}]struct{}{}}
}

func (b *bells) listen(bell string) (<-chan struct{}, func()) {
	wake := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners[bell] == nil {
		b.listeners[bell] = map[chan struct{}]struct{}{}
	}
	b.listeners[bell][wake] = struct{}{}
	return wake, func() { b.leave(bell, wake) }
}

func (b *bells) leave(bell string, wake chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.listeners[bell], wake)
	if len(b.listeners[bell]) == 0 {
		delete(b.listeners, bell)
	}
}

// ring wakes the listeners of the named bells.
func (b *bells) ring(names []string) {
	if len(names) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, name := range names {
		wakeAll(b.listeners[name])
	}
}

// ringAll wakes everybody: rings may have been lost.
func (b *bells) ringAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, listeners := range b.listeners {
		wakeAll(listeners)
	}
}

func wakeAll(listeners map[chan struct{}]struct{}) {
	for wake := range listeners {
		select {
		case wake <- struct{}{}:
		default: // a wake-up is already waiting
		}
	}
}
