package record

import (
	"relevo/internal/canned"
	"relevo/internal/ids"
)

// CannedReplyRecord is a canned reply as clients see it.
type CannedReplyRecord struct {
	ID        ids.CannedReplyID `json:"id"`
	Shortcut  string            `json:"shortcut" doc:"In lower case, without a slash"`
	Text      string            `json:"text" doc:"May hold places such as {{contact.name}}"`
	CreatedAt string            `json:"created_at" format:"date-time"`
	UpdatedAt string            `json:"updated_at" format:"date-time"`
}

// CannedReply makes the record of a canned reply.
func CannedReply(r canned.Reply) CannedReplyRecord {
	return CannedReplyRecord{ID: r.ID, Shortcut: r.Shortcut, Text: r.Text, CreatedAt: instant(r.CreatedAt), UpdatedAt: instant(r.UpdatedAt)}
}
