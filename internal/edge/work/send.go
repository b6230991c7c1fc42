package work

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"relevo/internal/app"
	"relevo/internal/conversation"
	"relevo/internal/fault"
	"relevo/internal/job"
	"relevo/internal/media"
	"relevo/internal/whatsapp"
)

// send takes one queued message to WhatsApp, at most once.
func (w *Worker) send(ctx context.Context, j job.Job) error {
	in, err := args[app.SendArgs](j)
	if err != nil {
		return err
	}
	plan, err := app.Do(ctx, w.App, system, app.BeginSend, in.MessageID)
	if err == nil && plan.Upload != nil {
		if err := w.upload(ctx, j, plan); err != nil {
			return err
		}
		plan, err = app.Do(ctx, w.App, system, app.BeginSend, in.MessageID)
	}
	switch {
	case err != nil:
		return ignoreGone(err)
	case plan.Wait > 0:
		return job.Snooze(plan.Wait)
	case !plan.Go:
		return nil
	}
	return w.attempt(ctx, j, plan)
}

func (w *Worker) attempt(ctx context.Context, j job.Job, plan app.SendPlan) error {
	client, err := w.Dial(plan.Connection)
	if err != nil {
		return w.hold(ctx, j, plan, notDialled(err))
	}
	body, err := bodyOf(plan)
	if err != nil {
		return w.hold(ctx, j, plan, job.Discard(err))
	}
	sent, err := client.Send(ctx, plan.Connection.Number.PhoneNumberID, body)
	// What happened must be recorded even when the process is told to stop.
	return w.record(context.WithoutCancel(ctx), j, plan, sent, err)
}

// bodyOf gives the message as it leaves: with Meta's id of our file, and with
// our own id, which every status echoes.
func bodyOf(plan app.SendPlan) (json.RawMessage, error) {
	body := plan.Message.Node
	if plan.File != nil && plan.File.WhatsAppID != nil {
		var err error
		if body, err = whatsapp.WithFileID(body, *plan.File.WhatsAppID); err != nil {
			return nil, err
		}
	}
	o, err := whatsapp.ParseOutbound(body)
	if err != nil {
		return nil, err
	}
	if o.CallbackData != "" {
		return o.Raw, nil // the client's own; it may rely on it
	}
	return o.WithCallbackData(string(plan.Message.ID)).Raw, nil
}

func (w *Worker) record(ctx context.Context, j job.Job, plan app.SendPlan, sent whatsapp.SendResult, err error) error {
	r := app.SendResult{MessageID: plan.Message.ID, Job: j}
	graph := graphError(err)
	switch {
	case err == nil:
		r.WAMID, r.WaID, r.UserID = sent.WAMID, sent.WaID, sent.UserID
		r.Answer = conversation.Answer{HTTPStatus: 200, Body: sent.Raw}
	case graph != nil && waits(graph) && !plan.ByProgram && pauseOf(graph) <= longestHold:
		return w.hold(ctx, j, plan, job.Again(max(pauseOf(graph), backoff(j.Attempt)), err))
	case graph != nil:
		r.Answer = conversation.Answer{HTTPStatus: graph.HTTPStatus, Body: graph.Body()}
		r.Errors = []json.RawMessage{app.ErrorObject(graph)}
	case whatsapp.SendOutcome(err) == whatsapp.OutcomeNotSent:
		return w.hold(ctx, j, plan, err)
	default:
		r.Unknown = true
	}
	_, recordErr := app.Do(ctx, w.App, system, app.RecordSendResult, r)
	return ignoreGone(recordErr)
}

// hold takes the begun attempt back, because nothing has left, and lets the
// queue go on with the job as then says.
func (w *Worker) hold(ctx context.Context, j job.Job, plan app.SendPlan, then error) error {
	r := app.SendResult{MessageID: plan.Message.ID, Job: j, Held: true, ByTheQueue: true}
	if _, err := app.Do(context.WithoutCancel(ctx), w.App, system, app.RecordSendResult, r); err != nil {
		return err
	}
	return then
}

// upload gives WhatsApp the file of a message, before the message leaves.
func (w *Worker) upload(ctx context.Context, j job.Job, plan app.SendPlan) error {
	client, err := w.Dial(plan.Connection)
	if err != nil {
		return notDialled(err)
	}
	id, err := w.Upload(ctx, client, plan.Connection, *plan.Upload)
	graph := graphError(err)
	switch {
	case err == nil:
		_, err = app.Do(ctx, w.App, system, app.RecordUpload, app.UploadedMedia{MediaID: plan.Upload.ID, WhatsAppID: id})
		return err
	case graph != nil && !waits(graph):
		_, err = app.Do(ctx, w.App, system, app.RecordSendResult, app.SendResult{MessageID: plan.Message.ID, Job: j,
			Answer: conversation.Answer{HTTPStatus: graph.HTTPStatus, Body: graph.Body()},
			Errors: []json.RawMessage{app.ErrorObject(graph)}})
		return err
	case fault.Is(err, fault.NotFound):
		return job.Discard(err) // the bytes are not here and will not come back
	default:
		return err
	}
}

// Upload streams a stored file to WhatsApp and gives Meta's id of it.
func (w *Worker) Upload(ctx context.Context, client *whatsapp.Client, c app.Connection, m media.Media) (string, error) {
	bytes, err := w.App.Blobs.Open(ctx, m.SHA256)
	if err != nil {
		return "", err
	}
	defer bytes.Close()
	return client.UploadMedia(ctx, c.Number.PhoneNumberID, whatsapp.Upload{Filename: m.Filename, MIME: m.ContentType, Size: m.ByteSize, Body: bytes})
}

func graphError(err error) *whatsapp.GraphError {
	var graph *whatsapp.GraphError
	if errors.As(err, &graph) {
		return graph
	}
	return nil
}

// waits reports whether WhatsApp will take the same request later: too fast, or
// not well for a moment.
func waits(graph *whatsapp.GraphError) bool { return graph.Explain().Retry == whatsapp.RetryWait }

// longestHold is how long a message may wait for WhatsApp's sake. A person who
// wrote is told about a longer one at once and decides.
const longestHold = 15 * time.Minute

// pauseOf is the least pause that an error asks for.
func pauseOf(graph *whatsapp.GraphError) time.Duration {
	return max(graph.RetryAfter, graph.Explain().Wait)
}

const maxBackoff = 5 * time.Minute

// backoff is 4^n seconds, as WhatsApp asks for. Source: Cloud API, pair rate
// limits.
func backoff(attempt int) time.Duration {
	d := time.Second
	for n := 1; n < attempt && d < maxBackoff; n++ {
		d *= 4
	}
	return min(d, maxBackoff)
}
