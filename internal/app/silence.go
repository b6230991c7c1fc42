package app

import (
	"time"

	"relevo/internal/conversation"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
)

// EndSilentIn is a conversation that may have been silent for long, and the
// job that looks after it.
type EndSilentIn struct {
	ConversationID ids.ConversationID
	Job            job.Job
}

// EndSilent ends a conversation in which nothing has happened for 24 hours and
// completes its job with it. Where something happened it changes nothing and
// gives after how long to look again.
var EndSilent = define(UseCase[EndSilentIn, time.Duration]{
	Name: "conversation.end_silent", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in EndSilentIn) (time.Duration, error) {
		if _, err := conversation.Lock(c.Tx, in.ConversationID); err != nil {
			if fault.Is(err, fault.NotFound) {
				return 0, job.Complete(c.Tx, in.Job)
			}
			return 0, err
		}
		cv, err := conversation.Get(c.Tx, in.ConversationID)
		if err != nil {
			return 0, err
		}
		if cv.Status == conversation.Ended {
			return 0, job.Complete(c.Tx, in.Job)
		}
		left, err := conversation.SilentIn(c.Tx, cv)
		if err != nil || left > 0 {
			return left, err
		}
		if err := endConversation(c, cv, conversation.EndedBySilence); err != nil {
			return 0, err
		}
		return 0, job.Complete(c.Tx, in.Job)
	},
})
