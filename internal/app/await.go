package app

import (
	"context"
	"sync"
	"time"

	"relevo/internal/event"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Waits wakes those who wait for what WhatsApp answers: for the outcome of a
// send under the id of its message, for another thing under the subject of its
// event. A wake-up may be lost (the outcome was recorded on another node and the
// tail is behind): whoever waits looks for itself every second.
type Waits struct {
	mu   sync.Mutex
	open map[string]map[chan struct{}]bool
}

// Register begins a wait, before the question is committed, so that no outcome
// can be missed; release ends it.
func (w *Waits) Register(about string) (wake <-chan struct{}, release func()) {
	c := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open == nil {
		w.open = map[string]map[chan struct{}]bool{}
	}
	if w.open[about] == nil {
		w.open[about] = map[chan struct{}]bool{}
	}
	w.open[about][c] = true
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if delete(w.open[about], c); len(w.open[about]) == 0 {
			delete(w.open, about)
		}
	}
}

// Tell wakes those who wait for what a batch of events is about.
func (w *Waits) Tell(batch []event.Record) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.open) == 0 {
		return
	}
	data := DataOf(batch)
	for i, e := range batch {
		w.wake(e.Subject)
		w.wake(string(data[i].MessageID))
	}
}

func (w *Waits) wake(about string) {
	for c := range w.open[about] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Await looks again and again until look says that it is done, at most for a
// limit: at each wake-up, and every second. It gives false when the limit came
// first.
func (a *App) Await(ctx context.Context, wake <-chan struct{}, limit time.Duration, look func() (done bool, err error)) (bool, error) {
	end, stop := a.Clock.After(limit)
	defer stop()
	for {
		if done, err := look(); err != nil || done {
			return done, err
		}
		again, release := a.Clock.After(time.Second)
		select {
		case <-wake:
		case <-again:
		case <-end:
			release()
			return false, nil
		case <-ctx.Done():
			release()
			return false, ctx.Err()
		}
		release()
	}
}

// AwaitSend waits until WhatsApp has answered a send, at most for a limit. An
// outcome that is not Decided is not known yet; the message goes on.
func (a *App) AwaitSend(ctx context.Context, actor policy.Actor, id ids.MessageID, wake <-chan struct{}, limit time.Duration) (out SendOutcome, err error) {
	_, err = a.Await(ctx, wake, limit, func() (bool, error) {
		out, err = Do(ctx, a, actor, ReadSendOutcome, id)
		return out.Decided, err
	})
	return out, err
}
