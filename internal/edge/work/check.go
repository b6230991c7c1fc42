package work

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/fault"
	"relevo/internal/job"
	"relevo/internal/whatsapp"
)

// The causes of a failed step, stable words that screens explain.
const (
	causeToken         = "token"
	causePermission    = "permission"
	causeUnknown       = "unknown_number"
	causeOffline       = "not_connected"
	causeNotSubscribed = "not_subscribed"
	causeNoWebhook     = "no_webhook"   // nobody has called the address
	causeNoMessage     = "no_message"   // it was verified, and no webhook has come
	causeVerifyToken   = "verify_token" // it was called with another verify token
	causeSignature     = "signature"    // what came was not signed with the app's secret
	causeUnreachable   = "unreachable"
	causeRefused       = "refused"
)

// check tests a number's connection step by step and shows each as it ends.
func (w *Worker) check(ctx context.Context, j job.Job) error {
	in, err := args[app.CheckArgs](j)
	if err != nil {
		return err
	}
	c, connected, err := w.connection(ctx, in.NumberID)
	if err != nil || !connected {
		return err
	}
	t := &test{worker: w, connection: c, in: in, out: app.CheckedNumber{ID: in.ID, NumberID: in.NumberID}}
	for _, name := range app.CheckSteps() {
		t.out.Steps = append(t.out.Steps, channel.CheckStep{Name: name, State: channel.StepWaiting})
	}
	client, err := w.Dial(c)
	if err != nil {
		t.end(app.StepToken, err)
	} else if err := t.run(ctx, client); err != nil {
		return err
	}
	t.out.Job = &j
	_, err = app.Do(context.WithoutCancel(ctx), w.App, system, app.RecordNumberCheck, t.out)
	return err
}

// test is one that runs.
type test struct {
	worker     *Worker
	connection app.Connection
	in         app.CheckArgs
	out        app.CheckedNumber
}

// run asks WhatsApp. Its error is ours; WhatsApp's are in the steps.
func (t *test) run(ctx context.Context, client *whatsapp.Client) error {
	number, err := client.PhoneNumber(ctx, t.connection.Number.PhoneNumberID)
	if graph := graphError(err); err != nil && (graph == nil || graph.Code == 190) {
		t.end(app.StepToken, err) // nothing else would be answered either
		return nil
	}
	t.end(app.StepToken, nil)
	t.number(number, err)
	if err := t.show(ctx); err != nil {
		return err
	}
	t.end(app.StepSubscribe, t.subscription(ctx, client))
	if err := t.show(ctx); err != nil {
		return err
	}
	if err := t.webhook(ctx); err != nil {
		return err
	}
	_, err = client.Templates(ctx, t.connection.Number.BusinessAccountID)
	t.end(app.StepTemplates, err)
	return nil
}

func (t *test) show(ctx context.Context) error {
	if t.in.ID == "" {
		return nil
	}
	_, err := app.Do(ctx, t.worker.App, system, app.RecordNumberCheck, t.out)
	return err
}

// number judges what WhatsApp shows of the number.
func (t *test) number(n whatsapp.PhoneNumber, err error) {
	if err != nil {
		t.end(app.StepNumber, err)
		return
	}
	t.out.Read, t.out.Quality, t.out.MessagingLimit = true, n.Quality, n.MessagingLimit
	switch {
	case n.Status == "RESTRICTED" || n.Status == "RATE_LIMITED":
		t.out.Problem = channel.ProblemLimit
	case n.Status == "BANNED":
		t.out.Problem = channel.ProblemAccount
	case n.Status == "FLAGGED" || n.Quality == "RED":
		t.out.Problem = channel.ProblemQuality
	}
	usable := n.Status == "" || n.Status == "CONNECTED" || t.out.Problem != ""
	if !usable {
		t.fail(app.StepNumber, causeOffline, n.Status, 0)
		return
	}
	t.end(app.StepNumber, nil)
}

func (t *test) subscription(ctx context.Context, client *whatsapp.Client) error {
	account := t.connection.Number.BusinessAccountID
	if t.in.Subscribe {
		if err := client.SubscribeApp(ctx, account, nil); err != nil {
			return err
		}
	}
	subscribed, err := client.Subscribed(ctx, account)
	if err == nil && !subscribed {
		return errNotSubscribed
	}
	return err
}

var errNotSubscribed = fault.New(fault.Conflict, causeNotSubscribed, "No app receives the account's webhooks.")

func (t *test) webhook(ctx context.Context) error {
	h, err := app.Do(ctx, t.worker.App, system, app.ReadNumberHealth, t.in.NumberID)
	if err != nil {
		return err
	}
	if h.WebhooksFail() {
		t.fail(app.StepWebhook, causeOfCall[h.WebhookCall], "", 0)
		return nil
	}
	t.end(app.StepWebhook, nil)
	return nil
}

// causeOfCall says by the last call of a webhook address why none arrives.
var causeOfCall = map[channel.WebhookCall]string{
	"": causeNoWebhook, channel.WebhookVerified: causeNoMessage,
	channel.WebhookWrongVerifyToken: causeVerifyToken, channel.WebhookWrongSignature: causeSignature,
}

// end notes how a step ended.
func (t *test) end(step string, err error) {
	graph := graphError(err)
	switch {
	case err == nil:
		t.set(channel.CheckStep{Name: step, State: channel.StepPassed})
	case fault.HasCode(err, causeNotSubscribed):
		t.fail(step, causeNotSubscribed, "", 0)
	case graph == nil:
		t.fail(step, causeUnreachable, "", 0)
	case graph.Code == 190:
		t.out.Problem, t.out.ProblemCode = channel.ProblemToken, graph.Code
		t.fail(step, causeToken, graph.Message, graph.Code)
	case graph.Code == 10 || graph.Code >= 200 && graph.Code < 300:
		t.fail(step, causePermission, graph.Message, graph.Code)
	case graph.Code == 100 && graph.Subcode == 33:
		t.fail(step, causeUnknown, graph.Message, graph.Code)
	default:
		t.fail(step, causeRefused, graph.Message, graph.Code)
	}
}

func (t *test) fail(step, cause, detail string, code int) {
	t.set(channel.CheckStep{Name: step, State: channel.StepFailed, Cause: cause, Detail: detail, Code: code})
	if step != app.StepToken {
		return
	}
	for n := range t.out.Steps {
		if t.out.Steps[n].State == channel.StepWaiting {
			t.out.Steps[n].State = channel.StepSkipped
		}
	}
}

func (t *test) set(step channel.CheckStep) {
	for n := range t.out.Steps {
		if t.out.Steps[n].Name == step.Name {
			t.out.Steps[n] = step
		}
	}
}
