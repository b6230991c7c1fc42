package conversation

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/job"
)

// Silence is after how long without a message or an activity a conversation
// ends by itself.
const Silence = 24 * time.Hour

// JobSilence is the kind of the job that ends a silent conversation. There is
// one for each time a conversation becomes active, enqueued here, so that none
// is forgotten. Nothing moves it on when a message comes: it looks when its
// time has come, and waits again for what is left.
const JobSilence = "end_silence"

// SilenceArgs names an active conversation.
type SilenceArgs struct {
	ConversationID ids.ConversationID `json:"conversation_id"`
}

func watchSilence(tx *db.Tx, id ids.ConversationID) error {
	_, err := job.Enqueue(tx, job.Spec{Kind: JobSilence, RunAt: tx.Now().Add(Silence), Args: SilenceArgs{ConversationID: id}})
	return err
}

// SilentIn tells in how long a conversation will have been silent for long
// enough; zero or less is now. A message counts from when it came here: one
// that WhatsApp delivers late is news too. The caller holds the thread.
func SilentIn(tx *db.Tx, c Conversation) (time.Duration, error) {
	var message, activity int64
	err := tx.QueryRow(`SELECT (SELECT coalesce(max(created_at), 0) FROM messages WHERE conversation_id = $1),
		(SELECT coalesce(max(at), 0) FROM activities WHERE conversation_id = $1)`, c.ID).Scan(&message, &activity)
	if err != nil {
		return 0, err
	}
	last := max(message, activity, clock.Millis(c.LastActiveAt))
	return clock.FromMillis(last).Add(Silence).Sub(tx.Now()), nil
}
