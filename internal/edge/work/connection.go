package work

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// errDisconnected ends a job on whose answer somebody waits.
var errDisconnected = fault.New(fault.NotFound, fault.CodeNotFound, "The number was disconnected.")

// connection reads how a number is reached. It reports false when the number
// was disconnected since its job was enqueued: there is nothing to do then.
func (w *Worker) connection(ctx context.Context, number ids.NumberID) (c app.Connection, connected bool, err error) {
	c, err = app.Do(ctx, w.App, system, app.ReadConnection, number)
	if fault.Is(err, fault.NotFound) {
		return c, false, nil
	}
	return c, err == nil, err
}
