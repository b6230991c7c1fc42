package sim_test

import (
	"net/http"
	"strings"
	"testing"
)

func long(n int) string { return strings.Repeat("é", n) }

func interactive(kind string, action object, more ...string) object {
	content := object{"type": kind, "body": object{"text": "Body"}, "action": action}
	for i := 0; i+1 < len(more); i += 2 {
		content[more[i]] = object{"text": more[i+1], "type": "text"}
	}
	return message(lucia, "interactive", content)
}

func buttons(titles ...string) object {
	var list []any
	for i, title := range titles {
		list = append(list, object{"type": "reply", "reply": object{"id": string(rune('a' + i)), "title": title}})
	}
	return object{"buttons": list}
}

func rows(n int) []any {
	var list []any
	for i := range n {
		list = append(list, object{"id": string(rune('a' + i)), "title": "Row", "description": "d"})
	}
	return list
}

func list(sections ...[]any) object {
	var all []any
	for _, r := range sections {
		all = append(all, object{"title": "Section", "rows": r})
	}
	return object{"button": "Choose", "sections": all}
}

func contactsOf(n int) []any {
	var list []any
	for range n {
		list = append(list, object{"name": object{"formatted_name": "Ada Example", "first_name": "Ada"}, "phones": []any{object{"phone": "+15550100001"}}})
	}
	return list
}

func TestRefusedMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	image := func(header object) object {
		m := interactive("button", buttons("Yes"))
		m["interactive"].(object)["header"] = header
		return m
	}
	for name, c := range map[string]struct {
		body object
		code int
	}{
		"no product":           {object{"to": lucia, "type": "text", "text": object{"body": "x"}}, 100},
		"no recipient":         {object{"messaging_product": "whatsapp", "type": "text", "text": object{"body": "x"}}, 100},
		"no type":              {object{"messaging_product": "whatsapp", "to": lucia}, 100},
		"unknown type":         {message(lucia, "hologram", object{"x": 1}), 100},
		"inbound type":         {message(lucia, "order", object{"x": 1}), 131051},
		"no node":              {object{"messaging_product": "whatsapp", "to": lucia, "type": "text"}, 131008},
		"node is text":         {message(lucia, "image", "x"), 100},
		"empty text":           {text(lucia, ""), 131008},
		"long text":            {text(lucia, long(4097)), 100},
		"group":                {object{"messaging_product": "whatsapp", "recipient_type": "group", "to": "g", "type": "text", "text": object{"body": "x"}}, 100},
		"long callback data":   {object{"messaging_product": "whatsapp", "to": lucia, "biz_opaque_callback_data": long(513), "type": "text", "text": object{"body": "x"}}, 100},
		"image without id":     {message(lucia, "image", object{"caption": "x"}), 100},
		"image with both":      {message(lucia, "image", object{"id": "1", "link": "https://example.com/a.png"}), 100},
		"image unknown id":     {message(lucia, "image", object{"id": "1"}), 131009},
		"image bad link":       {message(lucia, "image", object{"link": "file:///etc/passwd"}), 131009},
		"long caption":         {message(lucia, "video", object{"link": "https://example.com/a.mp4", "caption": long(1025)}), 100},
		"audio caption":        {message(lucia, "audio", object{"link": "https://example.com/a.mp3", "caption": "x"}), 100},
		"location lacks":       {message(lucia, "location", object{"latitude": 1}), 131008},
		"location range":       {message(lucia, "location", object{"latitude": 91, "longitude": 0}), 131009},
		"no contacts":          {message(lucia, "contacts", []any{}), 100},
		"too many contacts":    {message(lucia, "contacts", contactsOf(258)), 100},
		"contact name":         {message(lucia, "contacts", []any{object{"name": object{"formatted_name": "Ada"}}}), 100},
		"reaction target":      {message(lucia, "reaction", object{"emoji": "👍"}), 131008},
		"reaction is a word":   {message(lucia, "reaction", object{"message_id": "wamid.x", "emoji": "yes"}), 131009},
		"interactive type":     {interactive("poll", object{}), 100},
		"no action":            {message(lucia, "interactive", object{"type": "button", "body": object{"text": "x"}}), 131008},
		"four buttons":         {interactive("button", buttons("1", "2", "3", "4")), 131009},
		"no buttons":           {interactive("button", buttons()), 131009},
		"long button":          {interactive("button", buttons(long(21))), 131009},
		"equal buttons":        {interactive("button", buttons("Yes", "Yes")), 131009},
		"long body":            {interactive("button", buttons("Yes"), "body", long(1025)), 100},
		"long footer":          {interactive("button", buttons("Yes"), "footer", long(61)), 100},
		"long header":          {image(object{"type": "text", "text": long(61)}), 100},
		"header kind":          {image(object{"type": "sticker", "sticker": object{"id": "1"}}), 131009},
		"header media id":      {image(object{"type": "image", "image": object{"id": "1"}}), 131009},
		"eleven rows":          {interactive("list", list(rows(6), rows(5))), 131009},
		"equal row ids":        {interactive("list", list(rows(2), rows(2))), 131009},
		"no sections":          {interactive("list", list()), 131009},
		"list media header":    {message(lucia, "interactive", object{"type": "list", "header": object{"type": "image", "image": object{"id": "1"}}, "body": object{"text": "x"}, "action": list(rows(1))}), 131009},
		"cta label":            {interactive("cta_url", object{"name": "cta_url", "parameters": object{"display_text": long(21), "url": "https://example.com"}}), 131009},
		"cta url":              {interactive("cta_url", object{"name": "cta_url", "parameters": object{"display_text": "Go", "url": "javascript:alert(1)"}}), 131009},
		"location request":     {interactive("location_request_message", object{"name": "send"}), 131009},
		"flow label":           {interactive("flow", object{"name": "flow", "parameters": object{"flow_message_version": "3", "flow_id": "1", "flow_cta": long(31)}}), 131009},
		"product":              {interactive("product", object{"catalog_id": "1"}), 131008},
		"too many products":    {message(lucia, "interactive", object{"type": "product_list", "header": object{"type": "text", "text": "x"}, "body": object{"text": "x"}, "action": object{"catalog_id": "1", "sections": []any{object{"title": "x", "product_items": rows(31)}}}}), 131009},
		"one card":             {interactive("carousel", object{"cards": rows(1)}), 131009},
		"template name":        {message(lucia, "template", object{"language": object{"code": "en"}}), 131008},
		"template language":    {message(lucia, "template", object{"name": "hello_world"}), 131008},
		"template unknown":     {message(lucia, "template", object{"name": "none", "language": object{"code": "en"}}), 132001},
		"template translation": {message(lucia, "template", object{"name": "hello_world", "language": object{"code": "de"}}), 132001},
	} {
		status, out := r.graph("POST", number+"/messages", c.body)
		if status == http.StatusOK {
			t.Errorf("%s: accepted", name)
			continue
		}
		if code := int(dig[float64](r, out, "error", "code")); code != c.code {
			t.Errorf("%s: %d %v, want %d", name, code, dig[string](r, out, "error", "message"), c.code)
		}
	}
	r.quiet()
	_, out := r.graph("POST", number+"/messages", text(lucia, long(4097)))
	r.shape("error_too_long", out)
}

func TestAcceptedMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control("PATCH", "/number", object{"throughput": 1000})
	r.opened()
	_, media := r.upload("a.png", "image/png", []byte("\x89PNG…"))
	parts := []object{
		text(lucia, long(4096)),
		{"messaging_product": "whatsapp", "recipient_type": "individual", "to": lucia, "text": object{"body": "type may be absent"}},
		message(lucia, "image", object{"id": media["id"], "caption": long(1024)}),
		message(lucia, "location", object{"latitude": "37.48", "longitude": -122.1, "name": "HQ"}),
		message(lucia, "contacts", contactsOf(257)),
		interactive("button", buttons("1", "2", "3"), "footer", long(60), "header", long(60)),
		interactive("list", list(rows(10))),
		interactive("cta_url", object{"name": "cta_url", "parameters": object{"display_text": "Go", "url": "https://example.com"}}),
		interactive("location_request_message", object{"name": "send_location"}),
		interactive("request_contact_info", object{"name": "request_contact_info"}),
		interactive("address_message", object{"name": "address_message", "parameters": object{"country": "IN"}}),
		interactive("flow", object{"name": "flow", "parameters": object{"flow_message_version": "3", "flow_id": "1", "flow_cta": "Book"}}),
		interactive("product", object{"catalog_id": "1", "product_retailer_id": "2"}),
		interactive("catalog_message", object{"name": "catalog_message"}),
		interactive("carousel", object{"cards": []any{object{"card_index": 0}, object{"card_index": 1}}}),
		interactive("call_permission_request", object{"name": "call_permission_request"}),
	}
	for _, body := range parts {
		r.send(body)
	}
	chat := dig[[]any](r, r.control("GET", "/customers/"+lucia+"/messages", nil), "data")
	if len(chat) != len(parts)+1 {
		t.Errorf("%d messages in the chat, want %d", len(chat), len(parts)+1)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, header := range map[string]http.Header{
		"none": {}, "wrong": {"Authorization": {"Bearer wrong"}}, "basic": {"Authorization": {"Basic x"}},
	} {
		status, got, out := r.request("GET", r.server.URL+"/v25.0/"+number, header, nil)
		if status != http.StatusUnauthorized || got.Get("facebook-api-version") != "v25.0" {
			t.Errorf("%s: %d %v", name, status, got)
		}
		r.shape("error_token", decode(r, out))
	}
	status, _, _ := r.request("GET", r.server.URL+"/v24.0/"+number+"?access_token=EAAGsimulatorAccessToken", nil, nil)
	if status != http.StatusOK {
		t.Errorf("token in the query: %d", status)
	}
	status, _, _ = r.request("GET", r.server.URL+"/"+number, bearer(), nil)
	if status != http.StatusOK {
		t.Errorf("without a version: %d", status)
	}
	for _, call := range [][2]string{{"GET", "999"}, {"GET", "a%2Fb"}} {
		status, out := r.graph(call[0], call[1], nil)
		if status != http.StatusBadRequest || dig[float64](r, out, "error", "error_subcode") != 33 {
			t.Errorf("%s: %d %v", call[1], status, out)
		}
	}
	_, out := r.graph("GET", "999", nil)
	r.shape("error_unknown_id", out)
	for _, path := range []string{number + "/calls", account + "/flows", number + "/groups", "oauth/access_token"} {
		status, out := r.graph("POST", path, object{})
		if status != http.StatusBadRequest || !strings.Contains(dig[string](r, out, "error", "error_data", "details"), "simulator") {
			t.Errorf("%s: %d %v", path, status, out)
		}
	}
	status, _, out2 := r.request("POST", r.server.URL+"/v24.0/"+number+"/messages", bearer(), []byte(`{"a":`))
	if status != http.StatusBadRequest || dig[float64](r, decode(r, out2), "error", "code") != 100 {
		t.Errorf("broken JSON: %d %s", status, out2)
	}
}
