package app

import (
	"context"

	"relevo/internal/channel"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// NoteWebhookCall notes how a call of an app's webhook address went that
// brought no delivery, for the test of its numbers. A refusal is noted once a
// minute: anybody who knows the address can have one.
func (a *App) NoteWebhookCall(ctx context.Context, id ids.MetaAppID, call channel.WebhookCall) error {
	if call == channel.WebhookVerified {
		a.forgetWebhookCalls(id)
	} else if !a.recently.due(webhookCallOf(id, call), a.Clock.Now()) {
		return nil
	}
	_, err := Do(ctx, a, policy.Actor{Kind: policy.System}, noteWebhookCall, webhookCall{id, call})
	return err
}

// forgetWebhookCalls lets the next refusal be noted at once: what it told of is
// believed to be mended.
func (a *App) forgetWebhookCalls(id ids.MetaAppID) {
	for _, call := range []channel.WebhookCall{channel.WebhookWrongVerifyToken, channel.WebhookWrongSignature} {
		a.recently.forget(webhookCallOf(id, call))
	}
}

func webhookCallOf(id ids.MetaAppID, call channel.WebhookCall) string {
	return "webhook " + string(call) + " " + string(id)
}

type webhookCall struct {
	app  ids.MetaAppID
	call channel.WebhookCall
}

// noteWebhookCall is the writing step of NoteWebhookCall.
var noteWebhookCall = define(UseCase[webhookCall, struct{}]{
	Name: "meta_app.note_webhook_call", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in webhookCall) (none struct{}, err error) {
		return none, channel.NoteWebhookCall(c.Tx, in.app, in.call)
	},
})
