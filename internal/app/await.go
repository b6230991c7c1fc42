package app

import (
	"context"
	"sync"
	"time"

	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Waits wakes those who wait for the outcome of a send. A wake-up may be lost
// (the outcome was recorded on another node and the tail is behind): whoever
// waits looks for itself every second.
type Waits struct {
	mu   sync.Mutex
	open map[ids.MessageID]chan struct{}
}

// Register begins a wait, before the message is committed, so that no outcome
// can be missed; release ends it.
func (w *Waits) Register(id ids.MessageID) (wake <-chan struct{}, release func()) {
	c := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open == nil {
		w.open = map[ids.MessageID]chan struct{}{}
	}
	w.open[id] = c
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.open, id)
	}
}

// Wake tells that something happened to a message.
func (w *Waits) Wake(id ids.MessageID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c, ok := w.open[id]; ok {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// AwaitSend waits until WhatsApp has answered a send, at most for a limit. An
// outcome that is not Decided is not known yet; the message goes on.
func (a *App) AwaitSend(ctx context.Context, actor policy.Actor, id ids.MessageID, wake <-chan struct{}, limit time.Duration) (SendOutcome, error) {
	end, stop := a.Clock.After(limit)
	defer stop()
	for {
		out, err := Do(ctx, a, actor, ReadSendOutcome, id)
		if err != nil || out.Decided {
			return out, err
		}
		again, release := a.Clock.After(time.Second)
		select {
		case <-wake:
		case <-again:
		case <-end:
			release()
			return out, nil
		case <-ctx.Done():
			release()
			return out, ctx.Err()
		}
		release()
	}
}
