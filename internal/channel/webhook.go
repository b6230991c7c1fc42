package channel

import (
	"time"

	"relevo/internal/db"
	"relevo/internal/ids"
)

// WebhookCall is how a call of an app's webhook address went that brought no
// delivery. "" is none yet.
type WebhookCall string

// The outcomes.
const (
	WebhookVerified         WebhookCall = "verified" // Meta's handshake, when the address is saved there
	WebhookWrongVerifyToken WebhookCall = "wrong_verify_token"
	WebhookWrongSignature   WebhookCall = "wrong_signature" // signed with another app secret, or not at all
)

// NoteWebhookCall writes how the last such call of an app went.
func NoteWebhookCall(tx *db.Tx, id ids.MetaAppID, call WebhookCall) error {
	_, err := tx.Exec(`UPDATE meta_apps SET webhook_call = $1, webhook_call_at = $2 WHERE id = $3`, call, tx.NowMillis(), id)
	return err
}

// WebhookNoted is how often the last webhook of a number is noted at most, and
// so how old WebhookAt can be while webhooks arrive.
const WebhookNoted = time.Minute

// WebhooksFail reports that no webhook of the number has arrived, or that those
// that come now aren't signed with the app secret that is known here.
// WebhookCall says which. A stranger's unsigned call counts only until the next
// webhook arrives.
func (h Health) WebhooksFail() bool {
	return h.WebhookAt.IsZero() || h.WebhookCall == WebhookWrongSignature && h.WebhookCallAt.Sub(h.WebhookAt) > WebhookNoted
}
