package sim_test

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"
)

func TestInboundTypes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	own, _ := r.say(lucia, object{"type": "text", "text": "first"})
	sent := r.send(interactive("button", buttons("Yes", "No")))
	listed := r.send(interactive("list", list(rows(3))))
	template := r.send(message(lucia, "template", object{"name": "delivery_booked", "language": object{"code": "en"}, "components": []any{
		object{"type": "body", "parameters": []any{object{"type": "text", "text": "L"}, object{"type": "text", "text": "Mo"}, object{"type": "text", "text": "9"}}},
		object{"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": []any{object{"type": "payload", "payload": "ok-7"}}},
	}}))
	r.advance(time.Second)
	for range 6 {
		r.hook()
	}
	first := func(body object) object {
		t.Helper()
		_, value := r.say(lucia, body)
		return dig[object](r, value, "messages", 0)
	}
	for name, c := range map[string]struct {
		in   object
		path []any
		want any
	}{
		"image":               {object{"type": "image", "caption": "The leg"}, []any{"image", "mime_type"}, "image/jpeg"},
		"voice":               {object{"type": "voice"}, []any{"audio", "voice"}, true},
		"audio":               {object{"type": "audio"}, []any{"audio", "voice"}, false},
		"video":               {object{"type": "video"}, []any{"video", "mime_type"}, "video/mp4"},
		"document":            {object{"type": "document"}, []any{"document", "filename"}, "assembly-sheet.pdf"},
		"sticker":             {object{"type": "sticker", "animated": true}, []any{"sticker", "animated"}, true},
		"location":            {object{"type": "location"}, []any{"location", "latitude"}, 41.1496},
		"contacts":            {object{"type": "contacts", "share_phone": true}, []any{"contacts", 0, "origin"}, "contact_request"},
		"order":               {object{"type": "order"}, []any{"order", "product_items", 0, "quantity"}, 2.0},
		"reaction":            {object{"type": "reaction", "message_id": sent, "emoji": "❤️"}, []any{"reaction", "emoji"}, "❤️"},
		"reply":               {object{"type": "text", "text": "re", "reply_to": sent}, []any{"context", "from"}, "15550100100"},
		"own reply":           {object{"type": "text", "text": "re", "reply_to": own}, []any{"context", "from"}, "15550104821"},
		"forwarded":           {object{"type": "text", "text": "fw", "forwarded": true}, []any{"context", "forwarded"}, true},
		"forwarded much":      {object{"type": "text", "text": "fw", "forwarded": "frequently"}, []any{"context", "frequently_forwarded"}, true},
		"product":             {object{"type": "text", "text": "this?", "referred_product": object{"catalog_id": "1", "product_retailer_id": "2"}}, []any{"context", "referred_product", "catalog_id"}, "1"},
		"ad":                  {object{"type": "text", "text": "hi", "referral": object{}}, []any{"referral", "source_type"}, "ad"},
		"button":              {object{"type": "choice", "message_id": sent, "title": "No"}, []any{"interactive", "button_reply", "id"}, "b"},
		"row":                 {object{"type": "list_reply", "message_id": listed, "id": "c"}, []any{"interactive", "list_reply", "title"}, "Row"},
		"template button":     {object{"type": "choice", "message_id": template, "title": "Confirm"}, []any{"button", "payload"}, "ok-7"},
		"template button two": {object{"type": "choice", "message_id": template, "title": "Change the time"}, []any{"button", "payload"}, "Change the time"},
		"flow":                {object{"type": "flow_reply", "response": object{"a": 1}}, []any{"interactive", "nfm_reply", "response_json"}, `{"a":1}`},
		"call permission":     {object{"type": "call_permission_reply", "response": "accept"}, []any{"interactive", "call_permission_reply", "response"}, "accept"},
		"media error":         {object{"type": "media_error"}, []any{"errors", 0, "code"}, 131052.0},
		"raw":                 {object{"type": "raw", "message": object{"type": "hologram", "hologram": object{"depth": 3}}}, []any{"hologram", "depth"}, 3.0},
	} {
		if got := dig[any](r, first(c.in), c.path...); got != c.want {
			t.Errorf("%s: %v is %v, want %v", name, c.path, got, c.want)
		}
	}
	removed := first(object{"type": "reaction", "message_id": sent, "emoji": ""})
	r.shape("webhook_reaction_removed", []any{removed})
	r.shape("webhook_image", []any{first(object{"type": "image", "caption": "The leg"})})
	r.shape("webhook_unsupported", []any{first(object{"type": "unsupported"})})
	for _, bad := range []object{
		{"type": "hologram"}, {"type": "text"}, {"type": "reaction", "message_id": "wamid.x", "emoji": "x"}, {"type": "choice", "message_id": sent, "id": "z"},
		{"type": "edit", "message_id": sent, "text": "x"}, {"type": "raw"}, {"type": "image", "media": object{"data": "%%%"}},
	} {
		if status, out := r.controlStatus("POST", "/customers/"+lucia+"/messages", bad); status < 400 || status > 404 {
			t.Errorf("%v: %d %v", bad, status, out)
		}
	}
	r.quiet()
}

func TestEditAndRevoke(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.opened()
	_, value := r.say(lucia, object{"type": "edit", "message_id": id, "text": "Hello"})
	edit := dig[object](r, value, "messages", 0, "edit")
	if edit["original_message_id"] != id || dig[string](r, edit, "message", "text", "body") != "Hello" {
		t.Errorf("edit %v", edit)
	}
	r.advance(16 * time.Minute)
	if status, _ := r.controlStatus("POST", "/customers/"+lucia+"/messages", object{"type": "edit", "message_id": id, "text": "late"}); status != http.StatusBadRequest {
		t.Errorf("late edit: %d", status)
	}
	_, value = r.say(lucia, object{"type": "revoke", "message_id": id})
	if got := dig[string](r, value, "messages", 0, "revoke", "original_message_id"); got != id {
		t.Errorf("revoke of %s", got)
	}
	m := dig[object](r, r.control("GET", "/customers/"+lucia+"/messages", nil), "data", 0)
	if m["content"] != nil || m["revoked_at"] == nil || m["edited_at"] == nil {
		t.Errorf("the phone shows %v", m)
	}
}

func TestNumberChange(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before := r.control("GET", "/customers/"+lucia, nil)
	r.control("POST", "/customers/"+lucia+"/change-number", object{"phone": "+1 555 010 4822"})
	r.shape("webhook_number_changed", r.value())
	changed := dig[object](r, r.value(), "messages", 0)
	after := r.control("GET", "/customers/+15550104822", nil)
	if changed["from_user_id"] != before["bsuid"] || dig[string](r, changed, "system", "user_id") != after["bsuid"] || before["id"] != after["id"] {
		t.Errorf("%v then %v", changed, after)
	}
	_, value := r.say("+15550104822", object{"type": "text", "text": "it's me"})
	if from := dig[string](r, value, "messages", 0, "from"); from != "15550104822" {
		t.Errorf("from %s", from)
	}
}

func TestMarketingPreference(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control("PATCH", "/customers/"+lucia, object{"marketing_stopped": true})
	p := r.hook()
	r.shape("webhook_preferences", dig[object](r, p.JSON, "entry", 0, "changes", 0, "value"))
	_, media := r.upload("a.png", "image/png", []byte("\x89PNG"))
	r.send(message(lucia, "template", object{"name": "spring_sale", "language": object{"code": "en"}, "components": []any{
		object{"type": "header", "parameters": []any{object{"type": "image", "image": object{"id": media["id"]}}}},
		object{"type": "body", "parameters": []any{object{"type": "text", "text": "L"}}},
		object{"type": "button", "sub_type": "copy_code", "index": 0, "parameters": []any{object{"type": "coupon_code", "coupon_code": "X"}}},
	}}))
	r.advance(time.Second)
	if code := r.failure(); code != 131050 {
		t.Errorf("failed with %d", code)
	}
}

func TestBlockedByTheBusiness(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	users := object{"messaging_product": "whatsapp", "block_users": []any{object{"user": lucia}}}
	status, out := r.graph("POST", number+"/block_users", users)
	if status != 400 || dig[float64](r, out, "error", "code") != 139100 || dig[float64](r, out, "block_users", "failed_users", 0, "errors", 0, "code") != 131047 {
		t.Errorf("blocked without a conversation: %d %v", status, out)
	}
	r.opened()
	out = r.mustGraph("POST", number+"/block_users", users)
	if dig[string](r, out, "block_users", "added_users", 0, "wa_id") != "15550104821" {
		t.Errorf("%v", out)
	}
	r.control("POST", "/customers/"+lucia+"/messages", object{"type": "text", "text": "hello?"})
	r.quiet()
	if rows := dig[[]any](r, r.mustGraph("GET", number+"/block_users", nil), "data"); len(rows) != 1 {
		t.Errorf("list %v", rows)
	}
	if status, code := r.refused(message(lucia, "text", object{"body": "are you there?"})); status != 400 || code != 130403 {
		t.Errorf("written to while blocked: %d, code %d", status, code)
	}
	r.mustGraph("DELETE", number+"/block_users", users)
	r.opened()
}

func TestEchoes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control("POST", "/customers/"+lucia+"/echoes", object{"text": "On it"})
	p := r.hook()
	if dig[string](r, p.JSON, "entry", 0, "changes", 0, "field") != "smb_message_echoes" ||
		dig[string](r, p.JSON, "entry", 0, "changes", 0, "value", "message_echoes", 0, "to") != "15550104821" {
		t.Errorf("%s", p.Body)
	}
}

func TestFilesFromThePhone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	data := []byte("a file of the customer")
	_, value := r.say(lucia, object{"type": "document", "caption": "see", "media": object{
		"data": base64.StdEncoding.EncodeToString(data), "mime_type": "text/plain", "filename": "../../etc/passwd"}})
	doc := dig[object](r, value, "messages", 0, "document")
	if doc["filename"] != "../../etc/passwd" { // hostile names arrive as they are
		t.Errorf("document %v", doc)
	}
	status, _, got := r.request("GET", doc["url"].(string), bearer(), nil)
	if status != http.StatusOK || string(got) != string(data) {
		t.Errorf("url: %d %q", status, got)
	}
	chat := r.control("GET", "/customers/"+lucia+"/messages", nil)
	status, _, got = r.request("GET", r.server.URL+dig[string](r, chat, "data", 0, "media", "url"), nil, nil)
	if status != http.StatusOK || string(got) != string(data) {
		t.Errorf("phone: %d %q", status, got)
	}
	r.advance(8 * 24 * time.Hour)
	if status, _ := r.graph("GET", doc["id"].(string), nil); status != http.StatusBadRequest {
		t.Errorf("after 8 days: %d", status)
	}
}
