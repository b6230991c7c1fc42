// Package app is the one entrance to everything that anybody can do. Each
// ability is a UseCase; Do checks the right, opens the transaction, runs the use
// case and commits. Nothing else checks rights or begins a transaction, and no
// use case does input or output of its own: a job does that between two use
// cases. May import the domain packages and everything below them.
package app

import (
	"context"
	"log/slog"
	"time"

	"relevo/internal/blob"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/seal"
)

// App holds what use cases need. Its fields are set once, before the first Do.
type App struct {
	DB        *db.DB
	Clock     clock.Clock
	Log       *slog.Logger
	Seal      *seal.Sealer
	Blobs     blob.Store
	PublicURL func() string // absolute, without a slash at the end
	Waits     Waits

	recently recently
	// Observe receives one measurement per use case: its name, "ok" or the
	// kind of the fault, and how long it took. May be nil.
	Observe func(useCase, outcome string, took time.Duration)
}

func (a *App) observe(ctx context.Context, name string, started time.Time, err error) {
	took := a.Clock.Now().Sub(started)
	outcome := "ok"
	if err != nil {
		outcome = string(fault.As(err).Kind)
	}
	if a.Observe != nil {
		a.Observe(name, outcome, took)
	}
	if outcome == string(fault.Internal) {
		a.Log.ErrorContext(ctx, "use case failed", "use_case", name, "took", took, "err", err)
		return
	}
	a.Log.DebugContext(ctx, "use case", "use_case", name, "outcome", outcome, "took", took)
}
