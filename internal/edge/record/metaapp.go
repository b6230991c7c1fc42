package record

import (
	"relevo/internal/channel"
	"relevo/internal/ids"
)

// MetaAppRecord is an app at Meta as clients see it. Its secrets are shown to
// nobody.
type MetaAppRecord struct {
	ID          ids.MetaAppID `json:"id"`
	Name        string        `json:"name"`
	WebhookPath string        `json:"webhook_path" doc:"Where Meta's webhooks for this app come, below the public URL"`
	WebhookURL  string        `json:"webhook_url" doc:"The same as a whole address, to paste at Meta"`
	CreatedAt   string        `json:"created_at" format:"date-time"`
}

// webhookPath is where the ingress takes the webhooks of an app.
const webhookPath = "/webhooks/whatsapp/"

// MetaApp makes the record of an app at Meta, of a server that WhatsApp reaches
// under publicURL.
func MetaApp(a channel.MetaApp, publicURL string) MetaAppRecord {
	path := webhookPath + string(a.ID)
	return MetaAppRecord{ID: a.ID, Name: a.Name, WebhookPath: path, WebhookURL: publicURL + path, CreatedAt: instant(a.CreatedAt)}
}
