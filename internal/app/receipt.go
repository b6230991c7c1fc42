package app

import (
	"relevo/internal/conversation"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
)

// MarkReadDirectIn marks a message as read in WhatsApp's own form.
type MarkReadDirectIn struct {
	PhoneNumberID string
	WAMID         ids.WAMID
	Typing        bool
}

// MarkReadDirect tells WhatsApp that a message, and those before it, were read.
// A message that is not known here is WhatsApp's to judge.
var MarkReadDirect = define(UseCase[MarkReadDirectIn, ids.NumberID]{
	Name: "message.mark_read", Rule: policy.Needs(policy.WriteConversation), Mode: Write,
	Run: func(c *Call, in MarkReadDirectIn) (ids.NumberID, error) {
		n, err := GetNumber.Run(c, in.PhoneNumberID)
		if err != nil {
			return "", err
		}
		key := "receipt:" + string(n.ID)
		m, known, err := conversation.MessageByWAMID(c.Tx, n.ID, in.WAMID)
		if err != nil {
			return "", err
		}
		if known {
			key = "receipt:" + string(m.ConversationID)
		}
		_, err = job.Enqueue(c.Tx, job.Spec{Kind: JobReceipt, Key: key,
			Args: ReceiptArgs{NumberID: n.ID, WAMID: in.WAMID, Typing: in.Typing}})
		return n.ID, err
	},
})
