package ingress

import (
	"context"
	"sync"

	"relevo/internal/app"
	"relevo/internal/fault"
)

// What one transaction stores at most, in deliveries and in bytes.
const (
	longestIntake = 64
	widestIntake  = MaxBody
)

// intake stores deliveries together. Each goes with the next transaction that
// begins, and none waits for company. Its zero value is ready.
type intake struct {
	mu      sync.Mutex
	begins  bool // a transaction is asked for and has not begun
	waiting []*arrival
}

// arrival is a delivery whose sender waits for the answer.
type arrival struct {
	app.ReceiveDeliveryIn
	stored chan error
}

type storing func(context.Context, app.ReceiveDeliveryIn) error

// add stores a delivery and returns when it is durable, or cannot be. What a
// sender brought who goes away meanwhile may be stored.
func (i *intake) add(ctx context.Context, store storing, d app.ReceiveDeliveryIn) error {
	a := &arrival{d, make(chan error, 1)}
	i.mu.Lock()
	if i.begins {
		i.waiting = append(i.waiting, a)
	} else {
		i.begins = true
		go i.work(context.WithoutCancel(ctx), store, a)
	}
	i.mu.Unlock()
	select {
	case err := <-a.stored:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// work stores a delivery and those that wait when its transaction begins.
func (i *intake) work(ctx context.Context, store storing, first *arrival) {
	batch := []*arrival{first}
	take := sync.OnceFunc(func() { batch = append(batch, i.take(ctx, store, len(first.Body))...) })
	first.With = func() (others []app.ReceiveDeliveryIn) {
		take()
		for _, a := range batch[1:] {
			others = append(others, a.ReceiveDeliveryIn)
		}
		return others
	}
	err := store(ctx, first.ReceiveDeliveryIn)
	take() // where it never began
	first.With = nil
	for _, a := range batch {
		own := err
		if err != nil && len(batch) > 1 && !busy(err) { // one that is refused takes no other with it
			own = store(ctx, a.ReceiveDeliveryIn)
		}
		a.stored <- own
	}
}

// busy tells a database that has no time from one that refuses.
func busy(err error) bool {
	switch fault.As(err).Kind {
	case fault.Retryable, fault.Unavailable, fault.Timeout:
		return true
	}
	return false
}

// take gives what goes with a delivery of some bytes whose transaction begins,
// and has the rest stored by another.
func (i *intake) take(ctx context.Context, store storing, bytes int) []*arrival {
	i.mu.Lock()
	defer i.mu.Unlock()
	n := 0
	for ; n < min(len(i.waiting), longestIntake-1); n++ {
		if bytes += len(i.waiting[n].Body); bytes > widestIntake {
			break
		}
	}
	batch, rest := i.waiting[:n:n], i.waiting[n:]
	i.waiting, i.begins = nil, len(rest) > 0
	if i.begins {
		i.waiting = rest[1:]
		go i.work(ctx, store, rest[0])
	}
	return batch
}
