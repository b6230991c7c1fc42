package work

import (
	"context"
	"time"

	"relevo/internal/app"
	"relevo/internal/job"
)

const (
	// orphanAge is how long a blob may lie without a record: between the end
	// of an upload and its record is a moment, and this is many of them.
	orphanAge   = 24 * time.Hour
	orphanBatch = 500
)

// clean removes what is kept only for a while: rows first, in many small
// transactions, then files. An attempt that ended in the middle is repeated
// from the start.
func (w *Worker) clean(ctx context.Context, _ job.Job) error {
	for step := (app.CleanStep{}); !step.Done(); {
		next, err := app.Do(ctx, w.App, system, app.Clean, step)
		if err != nil {
			return err
		}
		step = next
	}
	if err := w.App.Blobs.ClearAbandoned(ctx); err != nil {
		return err
	}
	return w.sweep(ctx, w.App.Clock.Now().Add(-orphanAge))
}

// sweep removes blobs put before an instant that no file names. One that is
// put again between the question and the removal is spared by the store.
func (w *Worker) sweep(ctx context.Context, before time.Time) error {
	var asked []string
	for entry, err := range w.App.Blobs.List(ctx) {
		if err != nil {
			return err
		}
		if !entry.PutAt.Before(before) {
			continue
		}
		if asked = append(asked, entry.SHA256); len(asked) < orphanBatch {
			continue
		}
		if err := w.removeOrphans(ctx, asked, before); err != nil {
			return err
		}
		asked = asked[:0]
	}
	return w.removeOrphans(ctx, asked, before)
}

func (w *Worker) removeOrphans(ctx context.Context, asked []string, before time.Time) error {
	if len(asked) == 0 {
		return nil
	}
	orphans, err := app.Do(ctx, w.App, system, app.ListOrphans, asked)
	if err != nil {
		return err
	}
	for _, blob := range orphans {
		if _, err := w.App.Blobs.Delete(ctx, blob, before); err != nil {
			return err
		}
	}
	return nil
}
