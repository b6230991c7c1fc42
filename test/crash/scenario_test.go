package crash

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"relevo/internal/db"
	"relevo/test/rig"
)

// ana is the customer of most scenarios.
const ana = "15550300001"

// brazil is another one, where it matters how a number is written.
const brazil = "5531999990000"

// scenario is a piece of a day at the counter: prepare comes before, and starts
// a server when it needs one; act is what happens while the server dies; later, when
// there is one, comes after everything else has.
type scenario struct {
	prepare func(*world)
	act     func(*world)
	later   func(*world)
}

// anaHasWritten opens the conversation and the 24 hours for answers.
func anaHasWritten(w *world) {
	w.start()
	w.customer(ana)
	w.says(ana, "text", map[string]any{"text": "hello"})
	w.settled()
}

var scenarios = map[string]scenario{
	"text": {
		prepare: func(w *world) { w.customer(ana) },
		act:     func(w *world) { w.says(ana, "text", map[string]any{"text": "gr\u00fc\u00dfe"}) },
	},
	"image": {
		prepare: anaHasWritten,
		act:     func(w *world) { w.says(ana, "image", nil) },
	},
	"crowd": {
		prepare: func(*world) {},
		act:     crowd,
	},
	"answer": {
		prepare: anaHasWritten,
		act: func(w *world) {
			w.writes(ana, "first", text("one"))
			w.writes(ana, "second", text("two"))
		},
	},
	"direct": {
		prepare: anaHasWritten,
		act: func(w *world) {
			w.ask("/meta/whatsapp/v24.0/"+rig.PhoneNumberID+"/messages", "key-1", map[string]any{
				"messaging_product": "whatsapp", "to": ana, "type": "text", "text": map[string]any{"body": "by program"}})
		},
	},
	"abroad": { // WhatsApp's id of a Brazilian number differs from the number
		prepare: func(w *world) { w.customer(brazil) },
		act: func(w *world) {
			w.ask("/meta/whatsapp/v24.0/"+rig.PhoneNumberID+"/messages", "key-1", map[string]any{
				"messaging_product": "whatsapp", "to": brazil, "type": "template",
				"template": map[string]any{"name": "hello_world", "language": map[string]any{"code": "en_US"}}})
		},
		later: func(w *world) { w.says(brazil, "text", map[string]any{"text": "oi"}) },
	},
	"picture": {
		prepare: func(w *world) { anaHasWritten(w); w.upload() },
		act: func(w *world) {
			w.writes(ana, "picture", map[string]any{"type": "image", "image": map[string]any{"id": w.uploaded()}})
		},
	},
	"reaction": {
		prepare: anaHasWritten,
		act: func(w *world) {
			w.writes(ana, "thumb", map[string]any{"type": "reaction",
				"reaction": map[string]any{"message_id": w.query(`SELECT wamid FROM messages WHERE direction = 'inbound'`)[0], "emoji": "\U0001f44d"}})
		},
	},
	"receipts": {
		prepare: func(w *world) {
			anaHasWritten(w)
			w.writes(ana, "first", text("one"))
			w.settled()
		},
		act: func(w *world) { w.tell(http.MethodPost, "/customers/+"+ana+"/seen", map[string]any{}, nil) },
	},
	"slower": {
		prepare: func(w *world) {
			anaHasWritten(w)
			w.tell(http.MethodPost, "/faults", map[string]any{"kind": "server_error", "code": 131056, "http_status": 400, "next": 1}, nil)
		},
		act: func(w *world) { w.writes(ana, "first", text("one")) },
	},
	"silence": {
		prepare: func(w *world) {
			anaHasWritten(w)
			w.tell(http.MethodPost, "/faults", map[string]any{"kind": "drop", "event": "status"}, nil)
		},
		act: func(w *world) { w.writes(ana, "first", text("one")) },
	},
	"blue ticks": {
		prepare: anaHasWritten,
		act: func(w *world) {
			w.ask("/meta/whatsapp/v24.0/"+rig.PhoneNumberID+"/messages", "", map[string]any{"messaging_product": "whatsapp",
				"status": "read", "message_id": w.query(`SELECT wamid FROM messages WHERE direction = 'inbound'`)[0]})
		},
	},
	"no answer": {
		prepare: func(w *world) {
			anaHasWritten(w)
			w.stop()
			w.dieAt("after message.begin_send", func(w *world) { w.writes(ana, "first", text("one")) })
			w.start()
			w.waitFor(`SELECT COUNT(*) FROM jobs WHERE kind = 'reconcile_send'`)
			w.waitFor(`SELECT COUNT(*) WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE kind = 'send')`)
		},
		act: func(w *world) { w.hurryReconciliation() },
	},
}

// crowd delivers, as a busy hour does, 250 messages of 10 people in one
// webhook, until it is acknowledged.
func crowd(w *world) {
	var messages []string
	for n := range 250 {
		messages = append(messages, fmt.Sprintf(`{"from":%q,"id":"wamid.crowd.%03d","timestamp":"%d","type":"text","text":{"body":"%d"}}`,
			phoneOf(100+n%10), n, time.Now().Unix(), n))
	}
	body := fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":`+
		`{"messaging_product":"whatsapp","metadata":{"display_phone_number":%q,"phone_number_id":%q},"messages":[%s]}}]}]}`,
		rig.BusinessAccountID, rig.DisplayNumber, rig.PhoneNumberID, strings.Join(messages, ","))
	w.deliver(body)
}

// upload stores a file that a message will carry.
func (w *world) upload() {
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	must(w.T, parts.WriteField("phone_number_id", rig.PhoneNumberID))
	must(w.T, parts.WriteField("kind", "image"))
	file, err := parts.CreatePart(map[string][]string{
		"Content-Disposition": {`form-data; name="file"; filename="p.png"`}, "Content-Type": {"image/png"}})
	must(w.T, err)
	_, err = file.Write([]byte("\x89PNG\r\n\x1a\n picture"))
	must(w.T, err)
	must(w.T, parts.Close())
	r, err := http.NewRequestWithContext(w.ctx, http.MethodPost, w.door.URL+"/platform/v1/media", &form)
	must(w.T, err)
	r.Header.Set("Content-Type", parts.FormDataContentType())
	r.Header.Set("X-API-Key", w.instance.Key)
	answer, err := w.client.Do(r)
	must(w.T, err)
	defer answer.Body.Close()
	var record struct{ Data json.RawMessage }
	if err := json.NewDecoder(answer.Body).Decode(&record); err != nil || answer.StatusCode != http.StatusCreated {
		w.Fatalf("upload: %s %s %v", answer.Status, record.Data, err)
	}
}

func (w *world) uploaded() string {
	return w.query(`SELECT id FROM media WHERE direction = 'outbound'`)[0]
}

// waitFor waits until a count is above nothing.
func (w *world) waitFor(count string) {
	w.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for w.count(count) == 0 {
		select {
		case <-tick.C:
		case <-w.ctx.Done():
			w.Fatalf("in vain: %s\n%s", count, w.server.Log())
		}
	}
}

var dialects = []db.Dialect{db.SQLite, db.Postgres}
