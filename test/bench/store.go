package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
	"relevo/test/rig"
)

const (
	people  = 1000 // who have written before the measurement begins
	clients = 64
)

// store measures ingest without HTTP, by 64 clients at once, beside a loop that
// gives the same statements to the driver, 64 messages to a commit.
func (b *bench) store(ctx context.Context) error {
	i, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(i.Data, "relevo.db")
	own, err := ingestRate(ctx, i, path, b.lasts/6)
	if err != nil {
		return err
	}
	raw, err := rawRate(ctx, path, b.lasts/6)
	if err != nil {
		return err
	}
	show("store ingest", "%.0f messages/s, %.2f of the raw loop (aim ≥ 0.70; floor %.0f/s)", own, own/raw, raw)
	return nil
}

func ingestRate(ctx context.Context, i *rig.Instance, path string, lasts time.Duration) (rate float64, err error) {
	d, err := db.Open(ctx, db.Options{Path: path, Clock: clock.System{}})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	a := &app.App{DB: d, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}
	var next atomic.Int64
	metaApp := ids.MetaAppID(filepath.Base(i.WebhookPath))
	if _, err := together(time.Hour, people, &next, func(n int64) error { return ingest(ctx, a, metaApp, n) }); err != nil {
		return 0, err
	}
	return together(lasts, 1<<40, &next, func(n int64) error { return ingest(ctx, a, metaApp, n) })
}

func ingest(ctx context.Context, a *app.App, metaApp ids.MetaAppID, n int64) error {
	parsed, err := whatsapp.Parse(rig.Text(phone(n), fmt.Sprintf("wamid.%d", n), "hello", time.Now()))
	if err != nil {
		return err
	}
	in := app.IngestIn{MetaAppID: metaApp, Seq: n, ReceivedAt: time.Now()}
	for _, c := range parsed.Changes {
		for _, item := range c.Items {
			in.Items = append(in.Items, app.IngestItem{WABA: c.WABA, PhoneNumberID: c.PhoneNumberID, Item: item})
		}
	}
	_, err = app.Do(ctx, a, policy.Actor{Kind: policy.System}, app.Ingest, in)
	return err
}

func phone(n int64) string { return fmt.Sprintf("1555%07d", n%people) }

// together runs do by all clients until the time is over or most calls are
// made, and gives the calls per second. next numbers the calls.
func together(lasts time.Duration, most int64, next *atomic.Int64, do func(n int64) error) (float64, error) {
	var wg sync.WaitGroup
	var made atomic.Int64
	failed := make([]error, clients)
	began := time.Now()
	for c := range clients {
		wg.Go(func() {
			for time.Since(began) < lasts && failed[c] == nil && made.Add(1) <= most {
				failed[c] = do(next.Add(1))
				if failed[c] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	return float64(min(made.Load(), most)) / time.Since(began).Seconds(), errors.Join(failed...)
}
