package app

import (
	"context"
	"time"

	"relevo/internal/fault"
)

// Bound keeps use cases that may cost much from taking what the others need:
// few run at a time in this process, and each ends at its deadline.
type Bound struct {
	deadline time.Duration
	places   chan struct{}
}

func newBound(deadline time.Duration, atOnce int) *Bound {
	return &Bound{deadline: deadline, places: make(chan struct{}, atOnce)}
}

// enter waits for a place within the deadline and gives the context under which
// the use case runs. A nil Bound bounds nothing.
func (b *Bound) enter(ctx context.Context) (bounded context.Context, leave func(), err error) {
	if b == nil {
		return ctx, func() {}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, b.deadline)
	select {
	case b.places <- struct{}{}:
		return ctx, func() { <-b.places; cancel() }, nil
	case <-ctx.Done():
		cancel()
		return ctx, nil, fault.Wrap(fault.Unavailable, fault.CodeTimeout, "Too much is asked at this moment; try again.", ctx.Err())
	}
}
