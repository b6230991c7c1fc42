package work

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/job"
)

// index reads what was there before the search index, batch by batch. After
// each it rests as long as the batch took: what people do now goes first. An
// attempt that ended in the middle goes on where it was.
func (w *Worker) index(ctx context.Context, _ job.Job) error {
	for {
		began := w.App.Clock.Now()
		done, err := app.Do(ctx, w.App, system, app.IndexPast, struct{}{})
		if err != nil || done {
			return err
		}
		rest, release := w.App.Clock.After(w.App.Clock.Now().Sub(began))
		select {
		case <-rest:
		case <-ctx.Done():
		}
		release()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
