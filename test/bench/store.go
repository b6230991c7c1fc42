package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
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

// rounds is how often the store and its floor are measured in turns.
const rounds = 3

// store measures ingest without HTTP, by 64 clients at once, beside a loop that
// gives the same statements to the driver, 64 messages to a commit.
func (b *bench) store(ctx context.Context) error {
	i, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(i.Data, "relevo.db")
	var next atomic.Int64
	if _, err := ingestRate(ctx, i, path, &next, time.Hour, people); err != nil { // everybody has written once
		return err
	}
	var ratios []float64
	for range rounds {
		began := ownCPU()
		own, err := ingestRate(ctx, i, path, &next, b.lasts/12, 1<<40)
		if err != nil {
			return err
		}
		turned := ownCPU()
		raw, err := rawRate(ctx, path, b.lasts/12)
		if err != nil {
			return err
		}
		ratios = append(ratios, own/raw)
		lasts := b.lasts.Seconds() / 12
		show("store ingest", "%.0f messages/s, %.2f of the raw loop (floor %.0f/s); CPU %.0f µs each (floor %.0f)", own, own/raw, raw,
			each(turned-began, own*lasts), each(ownCPU()-turned, raw*lasts))
	}
	slices.Sort(ratios)
	show("", "%.2f in the middle of %d rounds (aim ≥ 0.70)", ratios[rounds/2], rounds)
	return nil
}

// ingestRate gives the messages per second that the product's store takes.
func ingestRate(ctx context.Context, i *rig.Instance, path string, next *atomic.Int64, lasts time.Duration, most int64) (rate float64, err error) {
	d, err := db.Open(ctx, db.Options{Path: path, Clock: clock.System{}})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	a := &app.App{DB: d, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}
	metaApp := ids.MetaAppID(filepath.Base(i.WebhookPath))
	return together(lasts, most, next, func(n int64) error { return ingest(ctx, a, metaApp, n) })
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
