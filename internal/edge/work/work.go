// Package work holds the handlers of jobs: all input and output with WhatsApp
// that the product does on its own. A handler reads what it needs by one use
// case, does its input or output outside every transaction, and records the
// result by another, which completes the job in the same commit. It holds no
// rules. May import package app and the layers below it.
package work

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"relevo/internal/app"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/job"
	"relevo/internal/policy"
)

// Worker does the product's jobs.
type Worker struct {
	App  *app.App
	Dial app.Dialer

	arrived tally
}

var system = policy.Actor{Kind: policy.System}

// Kinds lists what the worker can do, for the runner.
func (w *Worker) Kinds() []job.Kind {
	return []job.Kind{
		{Name: app.JobIngest, Handler: w.ingest, Together: w.ingestTogether, Batch: app.MaxIngest, Workers: 4, MaxAttempts: 50},
		{Name: app.JobSend, Handler: w.send, Workers: 32, MaxAttempts: 20, Timeout: 6 * time.Minute, Dead: w.giveUp},
		{Name: app.JobReconcile, Handler: w.conclude, Workers: 4},
		{Name: app.JobFetch, Handler: w.fetch, Workers: 8, MaxAttempts: 12, Timeout: 6 * time.Minute, Dead: w.giveUpFetch},
		{Name: app.JobReceipt, Handler: w.receipt, Workers: 4, MaxAttempts: 4},
		{Name: app.JobTemplates, Handler: w.templates, Workers: 2, MaxAttempts: 1, Timeout: time.Minute},
		{Name: app.JobCheck, Handler: w.check, Workers: 2, MaxAttempts: 2, Timeout: 3 * time.Minute},
		{Name: app.JobErase, Handler: w.erase, Workers: 2, MaxAttempts: 50, Timeout: time.Hour},
		{Name: app.JobBlock, Handler: w.block, Workers: 4, MaxAttempts: 4, Dead: w.giveUpBlock},
		{Name: app.JobClean, Handler: w.clean, Workers: 1, Timeout: time.Hour},
		{Name: app.JobIndex, Handler: w.index, Workers: 1, Timeout: 6 * time.Hour},
		{Name: app.JobSilence, Handler: w.endSilence, Workers: 2},
	}
}

// args reads a job's arguments. What can't be read will never be readable.
func args[T any](j job.Job) (T, error) {
	var out T
	if err := json.Unmarshal(j.Args, &out); err != nil {
		return out, job.Discard(fmt.Errorf("read arguments of %s: %w", j.Kind, err))
	}
	return out, nil
}

// ignoreGone ends the job of a record that was erased meanwhile.
func ignoreGone(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// notDialled ends the attempt of a job that found nobody to speak to. Only a
// simulator may be there the next time.
func notDialled(err error) error {
	if fault.Is(err, fault.Unavailable) {
		return err
	}
	return job.Discard(err)
}

func (w *Worker) conclude(ctx context.Context, j job.Job) error {
	in, err := args[app.SendArgs](j)
	if err != nil {
		return err
	}
	_, err = app.Do(ctx, w.App, system, app.ConcludeSend, in.MessageID)
	return ignoreGone(err)
}

func (w *Worker) receipt(ctx context.Context, j job.Job) error {
	in, err := args[app.ReceiptArgs](j)
	if err != nil {
		return err
	}
	c, connected, err := w.connection(ctx, in.NumberID)
	if err != nil || !connected {
		return err
	}
	client, err := w.Dial(c)
	if err != nil {
		return notDialled(err)
	}
	err = client.MarkRead(ctx, c.Number.PhoneNumberID, in.WAMID, in.Typing)
	if graph := graphError(err); graph != nil && !waits(graph) {
		return job.Discard(err) // WhatsApp will not take it later either
	}
	return err
}

// giveUpFetch fails a file that was tried to be fetched too often; a person sees
// why, and the job can be run again.
func (w *Worker) giveUpFetch(tx *db.Tx, j job.Job, cause error) error {
	in, err := args[app.FetchArgs](j)
	if err != nil {
		return nil //nolint:nilerr // a job without readable arguments has no file
	}
	return app.GiveUpFetch(tx, in.MediaID, cause)
}

// giveUp fails a message whose sending was tried too often, so that a person
// sees it; nothing of it has left.
func (w *Worker) giveUp(tx *db.Tx, j job.Job, cause error) error {
	in, err := args[app.SendArgs](j)
	if err != nil {
		return nil //nolint:nilerr // a job without readable arguments has no message
	}
	return app.GiveUpSend(tx, in.MessageID, cause)
}
