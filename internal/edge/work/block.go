package work

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/db"
	"relevo/internal/job"
)

// giveUpBlock tells whoever waits that WhatsApp could not be asked.
func (w *Worker) giveUpBlock(tx *db.Tx, j job.Job, _ error) error {
	in, err := args[app.BlockArgs](j)
	if err != nil {
		return nil //nolint:nilerr // a job without readable arguments has no request
	}
	return app.GiveUpBlock(tx, in.ID)
}

// block asks WhatsApp to block people, or to let them write again. Asking twice
// does no harm, so an attempt without an answer is repeated.
func (w *Worker) block(ctx context.Context, j job.Job) error {
	in, err := args[app.BlockArgs](j)
	if err != nil {
		return err
	}
	r, err := app.Do(ctx, w.App, system, app.ReadBlockAnswer, in.ID)
	if err != nil {
		return ignoreGone(err)
	}
	connection, connected, err := w.connection(ctx, r.NumberID)
	if err != nil {
		return err
	}
	if !connected {
		return job.Discard(errDisconnected)
	}
	client, err := w.Dial(connection)
	if err != nil {
		return notDialled(err)
	}
	answer, err := client.BlockUsers(ctx, connection.Number.PhoneNumberID, r.Block, r.Users)
	if err != nil {
		return err
	}
	_, err = app.Do(context.WithoutCancel(ctx), w.App, system, app.RecordBlockAnswer,
		app.BlockAnswer{ID: in.ID, Status: answer.Status, Body: answer.Body, Done: answer.Done, Job: j})
	return err
}
