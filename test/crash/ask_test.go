package crash

import (
	"context"
	"fmt"
	"time"
)

// request is what a client of the API asks for until it is acknowledged.
type request struct {
	path, key    string
	body         any
	webhook      []byte // in place of the above: a delivery of WhatsApp's
	acknowledged bool
}

// ask posts to the API; what is not acknowledged is asked again by askAgain,
// under the same key.
func (w *world) ask(path, key string, body any) {
	r := &request{path: path, key: key, body: body}
	w.asked = append(w.asked, r)
	w.try(r)
}

// deliver posts a webhook that the simulator knows nothing of, likewise.
func (w *world) deliver(body []byte) {
	r := &request{path: w.instance.WebhookPath, webhook: body}
	w.asked = append(w.asked, r)
	w.try(r)
}

func (w *world) try(r *request) {
	ctx, cancel := context.WithTimeout(w.ctx, 5*time.Second)
	defer cancel()
	if r.webhook != nil {
		r.acknowledged = w.instance.Deliver(ctx, w.client, w.door.URL, r.webhook) == nil
		return
	}
	var headers []string
	if r.key != "" {
		headers = []string{"Idempotency-Key", r.key}
	}
	r.acknowledged = w.instance.Post(ctx, w.client, w.door.URL+r.path, r.body, nil, headers...) == nil
}

func (w *world) askAgain() {
	for _, r := range w.asked {
		if !r.acknowledged {
			w.try(r)
		}
		if !r.acknowledged {
			w.Errorf("POST %s was not acknowledged by a server that runs", r.path)
		}
	}
}

// conversation gives the id of a person's conversation.
func (w *world) conversation(phone string) string {
	w.Helper()
	found := w.query(`SELECT v.id FROM conversations v JOIN contacts c ON c.id = v.contact_id WHERE c.wa_id = $1`, phone)
	if len(found) != 1 {
		w.Fatalf("%s has %d conversations", phone, len(found))
	}
	return found[0]
}

// writes sends a message of the inbox into a person's conversation.
func (w *world) writes(phone, id string, message map[string]any) {
	w.Helper()
	w.ask("/platform/v1/whatsapp/conversations/"+w.conversation(phone)+"/messages", "",
		map[string]any{"client_id": id, "message": message})
}

func text(body string) map[string]any {
	return map[string]any{"type": "text", "text": map[string]any{"body": body}}
}

func phoneOf(n int) string { return fmt.Sprintf("1555030%04d", n) }
