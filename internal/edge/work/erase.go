package work

import (
	"context"
	"time"

	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/job"
)

// ingestPause is how long an erasure waits for a delivery that is not ingested
// yet: what it says of the person is erased too.
const ingestPause = 2 * time.Second

// erase removes a person with everything of theirs, in many small transactions.
// An attempt that ended in the middle is repeated from the start and finds what
// is left.
func (w *Worker) erase(ctx context.Context, j job.Job) error {
	in, err := args[app.EraseArgs](j)
	if err != nil {
		return err
	}
	for {
		e, err := app.Do(ctx, w.App, system, app.ReadErasure, in.ContactID)
		if fault.Is(err, fault.NotFound) {
			return nil // an attempt before this one came to its end
		}
		if err != nil {
			return err
		}
		if err := w.eraseEverything(ctx, e); err != nil {
			return err
		}
		more, err := app.Do(ctx, w.App, system, app.FinishErasure, e)
		if err != nil || !more {
			return err
		}
	}
}

func (w *Worker) eraseEverything(ctx context.Context, e app.Erasure) error {
	if err := w.eraseFiles(ctx, e); err != nil {
		return err
	}
	for _, step := range []app.UseCase[app.Erasure, bool]{app.EraseSome, app.EraseInGroups, app.EraseParked} {
		for more := true; more; {
			var err error
			if more, err = app.Do(ctx, w.App, system, step, e); err != nil {
				return err
			}
		}
	}
	return w.eraseDeliveries(ctx, e)
}

// eraseFiles removes the bytes first: their records are what leads to them.
func (w *Worker) eraseFiles(ctx context.Context, e app.Erasure) error {
	for {
		files, err := app.Do(ctx, w.App, system, app.ErasedFiles, e.ContactID)
		if err != nil || len(files) == 0 {
			return err
		}
		now := w.App.Clock.Now()
		for _, f := range files {
			if f.SHA256 == "" {
				continue
			}
			// What somebody else puts meanwhile is spared by the store.
			if _, err := w.App.Blobs.Delete(ctx, f.SHA256, now); err != nil {
				return err
			}
		}
		if _, err := app.Do(ctx, w.App, system, app.EraseFiles, app.EraseFilesIn{ContactID: e.ContactID, Files: files}); err != nil {
			return err
		}
	}
}

func (w *Worker) eraseDeliveries(ctx context.Context, e app.Erasure) error {
	for after := int64(0); ; {
		out, err := app.Do(ctx, w.App, system, app.ErasedDeliveries, app.DeliveriesIn{Erasure: e, After: after})
		if err != nil {
			return err
		}
		if out.Waiting {
			return job.Snooze(ingestPause)
		}
		if _, err := app.Do(ctx, w.App, system, app.EraseDeliveries, out.Seqs); err != nil {
			return err
		}
		if after = out.Next; after == 0 {
			return nil
		}
	}
}
