package work

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/job"
	"relevo/internal/whatsapp"
)

// templates asks WhatsApp for the templates of an account, once: who looks at
// the list sees why there is no newer one, and asks again.
func (w *Worker) templates(ctx context.Context, j job.Job) error {
	in, err := args[app.TemplatesArgs](j)
	if err != nil {
		return err
	}
	c, connected, err := w.connection(ctx, in.NumberID)
	if err != nil || !connected {
		return err
	}
	answer := app.FetchedTemplates{NumberID: in.NumberID, Job: j}
	var client *whatsapp.Client
	if client, err = w.Dial(c); err == nil {
		answer.Templates, err = client.Templates(ctx, c.Number.BusinessAccountID)
	}
	if err != nil {
		answer.Failure = whyNoTemplates(err)
		if graph := graphError(err); graph != nil {
			answer.Code = graph.Code
		}
	}
	_, err = app.Do(context.WithoutCancel(ctx), w.App, system, app.RecordTemplates, answer)
	return err
}

// whyNoTemplates says it to a person.
func whyNoTemplates(err error) string {
	if graph := graphError(err); graph != nil {
		return "WhatsApp gave no templates: " + graph.Explain().Cause
	}
	return fault.As(err).Message
}
