package ingress

import (
	"context"

	"relevo/internal/app"
)

// Intake stores deliveries together.
type Intake struct{ inner intake }

// Add stores one.
func (i *Intake) Add(ctx context.Context, store func(context.Context, app.ReceiveDeliveryIn) error, d app.ReceiveDeliveryIn) error {
	return i.inner.add(ctx, store, d)
}

// Waiting counts what nobody stores yet.
func (i *Intake) Waiting() int {
	i.inner.mu.Lock()
	defer i.inner.mu.Unlock()
	return len(i.inner.waiting)
}
