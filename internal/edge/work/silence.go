package work

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/conversation"
	"relevo/internal/job"
)

// endSilence ends a conversation that has been silent for long, or waits for
// what is left.
func (w *Worker) endSilence(ctx context.Context, j job.Job) error {
	in, err := args[conversation.SilenceArgs](j)
	if err != nil {
		return err
	}
	left, err := app.Do(ctx, w.App, system, app.EndSilent, app.EndSilentIn{ConversationID: in.ConversationID, Job: j})
	if err == nil && left > 0 {
		return job.Snooze(left)
	}
	return err
}
