package app

import (
	"context"
	"strings"
	"time"

	"relevo/internal/db"
)

// Ticker is a part that waits for bells, which may be lost, and is told once a
// second by Pulse what the database says. TickSQL is a scalar sub-select.
type Ticker interface {
	TickSQL() string
	Tick(value int64)
}

// PulseEvery is the pace of the one idle query of the product.
const PulseEvery = time.Second

// Pulse asks the database once a second, with one query for all parts, until
// the context ends. It is the only poll of an idle product.
func (a *App) Pulse(ctx context.Context, parts ...Ticker) {
	columns := make([]string, len(parts))
	for i, p := range parts {
		columns[i] = "coalesce(" + p.TickSQL() + ", 0)"
	}
	query := "SELECT " + strings.Join(columns, ", ")
	for {
		wake, release := a.Clock.After(PulseEvery)
		select {
		case <-ctx.Done():
			release()
			return
		case <-wake:
			a.pulse(ctx, query, parts)
		}
	}
}

func (a *App) pulse(ctx context.Context, query string, parts []Ticker) {
	values := make([]int64, len(parts))
	dest := make([]any, len(parts))
	for i := range values {
		dest[i] = &values[i]
	}
	err := a.DB.Read(ctx, func(tx *db.Tx) error { return tx.QueryRow(query).Scan(dest...) })
	if err != nil {
		a.Log.WarnContext(ctx, "pulse failed", "err", err)
		return
	}
	for i, p := range parts {
		p.Tick(values[i])
	}
}
