package app

import (
	"time"

	"relevo/internal/conversation"
	"relevo/internal/ids"
)

// The kinds of job and their arguments. Package edge/work holds the handlers.
const (
	JobIngest    = "ingest"
	JobSend      = "send"
	JobReconcile = "reconcile_send"
	JobFetch     = "fetch_media"
	JobReceipt   = "read_receipt"
	JobTemplates = "fetch_templates"
	JobCheck     = "check_number"
	JobClean     = "clean"
	JobErase     = "erase_contact"
	JobBlock     = "block_users"
	JobIndex     = "index_past"
	JobSilence   = conversation.JobSilence
)

// CheckArgs names a number whose connection is tested. Subscribe asks WhatsApp
// before for its webhooks; without an ID the test is shown to nobody.
type CheckArgs struct {
	NumberID  ids.NumberID `json:"number_id"`
	ID        string       `json:"id,omitempty"`
	Subscribe bool         `json:"subscribe,omitempty"`
}

// IngestArgs names a stored delivery.
type IngestArgs struct {
	Seq int64 `json:"seq"`
}

// SendArgs names a queued message.
type SendArgs struct {
	MessageID ids.MessageID `json:"message_id"`
}

// FetchArgs names a file that WhatsApp holds.
type FetchArgs struct {
	MediaID ids.MediaID `json:"media_id"`
	URL     string      `json:"url,omitempty"`    // short-lived, from the webhook
	SHA256  string      `json:"sha256,omitempty"` // of the file, in hex or base64, from the webhook
}

// ReceiptArgs says up to which message the person's messages were read.
type ReceiptArgs struct {
	NumberID ids.NumberID `json:"number_id"`
	WAMID    ids.WAMID    `json:"wamid"`
	Typing   bool         `json:"typing,omitempty"`
}

// TemplatesArgs names a number of the account whose templates are wanted.
// Notice is set where WhatsApp told of a change and nobody waits for the list.
type TemplatesArgs struct {
	NumberID ids.NumberID `json:"number_id"`
	Notice   bool         `json:"notice,omitempty"`
}

// EraseArgs names a contact that nobody finds any more.
type EraseArgs struct {
	ContactID ids.ContactID `json:"contact_id"`
}

// BlockArgs names a request to block or unblock people.
type BlockArgs struct {
	ID string `json:"id"`
}

// How long what is kept for a while is kept, at least: the daily job may come
// up to a day later. An idempotency key is for retries of the same request,
// which come within minutes; a day covers a client that was down over night.
const (
	keepDeliveries  = 10 * 24 * time.Hour
	keepEvents      = 72 * time.Hour
	keepStatuses    = 8 * 24 * time.Hour
	keepKeys        = 24 * time.Hour
	keepDeadLetters = 30 * 24 * time.Hour
	// A deleted note stays for as long as somebody may want it back.
	keepDeletedNotes = 24 * time.Hour
	keepRevoked      = 30 * 24 * time.Hour // API keys
	keepInvitations  = 30 * 24 * time.Hour // that ran out
	// Whoever asked has had the answer to a request to block long before.
	keepBlockRequests = time.Hour
)
