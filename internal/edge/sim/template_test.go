package sim_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

func template(name, language string, components ...any) object {
	return message(lucia, "template", object{"name": name, "language": object{"code": language}, "components": components})
}

func params(kind string, texts ...string) object {
	list := []any{}
	for _, t := range texts {
		list = append(list, object{"type": "text", "text": t})
	}
	return object{"type": kind, "parameters": list}
}

func named(kind string, pairs ...string) object {
	list := []any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, object{"type": "text", "parameter_name": pairs[i], "text": pairs[i+1]})
	}
	return object{"type": kind, "parameters": list}
}

func TestTemplateParameters(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	track := object{"type": "button", "sub_type": "url", "index": "0", "parameters": []any{object{"type": "text", "text": "TN-1"}}}
	order := []any{named("header", "order_id", "TN-1"), named("body", "order_state", "packed", "customer_name", "Lucía"), track}
	_, media := r.upload("i.pdf", "application/pdf", []byte("%PDF-1.4"))
	document := object{"type": "header", "parameters": []any{object{"type": "document", "document": object{"id": media["id"], "filename": "i.pdf"}}}}
	for name, c := range map[string]struct {
		body object
		code int
	}{
		"positional":         {template("delivery_booked", "en", params("body", "L", "Mo", "9")), 0},
		"spanish":            {template("delivery_booked", "es", params("body", "L", "lu", "9")), 0},
		"portuguese":         {template("delivery_booked", "pt_BR", params("body", "L", "seg", "9")), 0},
		"too few":            {template("delivery_booked", "en", params("body", "L")), 132000},
		"none":               {template("delivery_booked", "en"), 132000},
		"newline":            {template("delivery_booked", "en", params("body", "L", "a\nb", "9")), 132012},
		"spaces":             {template("delivery_booked", "en", params("body", "L", "a     b", "9")), 132012},
		"empty":              {template("delivery_booked", "en", params("body", "L", "", "9")), 131008},
		"too long":           {template("delivery_booked", "en", params("body", long(1000), "x", "9")), 132005},
		"header not there":   {template("delivery_booked", "en", params("header", "x"), params("body", "L", "Mo", "9")), 132000},
		"named":              {template("order_update", "en", order...), 0},
		"named wrong":        {template("order_update", "en", order[0], named("body", "nobody", "x", "order_state", "y"), track), 132012},
		"named without name": {template("order_update", "en", order[0], params("body", "a", "b"), track), 132012},
		"url lacks":          {template("order_update", "en", order[0], order[1]), 131008},
		"button index":       {template("order_update", "en", order[0], order[1], object{"type": "button", "sub_type": "url", "index": "7"}), 132012},
		"button kind":        {template("order_update", "en", order[0], order[1], object{"type": "button", "sub_type": "flow", "index": "0"}), 132012},
		"media header":       {template("invoice_copy", "en", document, params("body", "7")), 0},
		"text for media":     {template("invoice_copy", "en", params("header", "x"), params("body", "7")), 132012},
		"header lacks":       {template("invoice_copy", "en", params("body", "7")), 132012},
		"unknown component":  {template("hello_world", "en_US", params("trailer", "x")), 100},
		"login code":         {template("login_code", "en", params("body", "123456"), object{"type": "button", "sub_type": "url", "index": "0", "parameters": []any{object{"type": "text", "text": "123456"}}}), 0},
		"pending":            {template("feedback_request", "en", params("body", "L")), 132001},
		"rejected":           {template("free_gift", "en"), 132001},
		"paused":             {template("weekly_offers", "en"), 132015},
	} {
		status, out := r.graph("POST", number+"/messages", c.body)
		if c.code == 0 {
			if status != http.StatusOK {
				t.Errorf("%s: refused: %v", name, out)
			}
			continue
		}
		if status == http.StatusOK {
			t.Errorf("%s: accepted", name)
		} else if code := int(dig[float64](r, out, "error", "code")); code != c.code {
			t.Errorf("%s: %v, want %d", name, out, c.code)
		}
	}
	_, out := r.graph("POST", number+"/messages", template("delivery_booked", "en", params("body", "L")))
	r.shape("error_template_count", out)
	r.send(template("delivery_booked", "en", params("body", "Lucía", "Monday", "nine and ten")))
	chat := dig[[]any](r, r.control("GET", "/customers/"+lucia+"/messages", nil), "data")
	if body := dig[string](r, chat[len(chat)-1], "template", "body"); body != "Hi Lucía, your delivery is booked for Monday between nine and ten. Reply here if that doesn't suit you." {
		t.Errorf("the phone shows %q", body)
	}
	statuses := map[string]int{}
	id := ""
	for _, tpl := range dig[[]any](r, r.mustGraph("GET", account+"/message_templates?fields=name,status", nil), "data") {
		statuses[tpl.(object)["status"].(string)]++
		if tpl.(object)["name"] == "weekly_offers" {
			id = tpl.(object)["id"].(string)
		}
	}
	if statuses["APPROVED"] < 5 || statuses["PENDING"] != 1 || statuses["REJECTED"] != 1 || statuses["PAUSED"] != 1 {
		t.Errorf("seeded templates: %v", statuses)
	}
	r.control("POST", "/templates/"+id, object{"status": "DISABLED"})
	if _, code := r.refused(template("weekly_offers", "en")); code != 132016 {
		t.Errorf("disabled: %d", code)
	}
}

func draft(name string, components ...any) object {
	return object{"name": name, "language": "en_US", "category": "UTILITY", "components": components}
}

func body(text string, examples ...any) object {
	c := object{"type": "BODY", "text": text}
	if len(examples) > 0 {
		c["example"] = object{"body_text": []any{examples}}
	}
	return c
}

func TestTemplateLife(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	made := r.mustGraph("POST", account+"/message_templates", draft("order_ready", body("Hi {{1}}, it is ready.", "Lucía")))
	if made["status"] != "PENDING" || made["category"] != "UTILITY" {
		t.Fatalf("%v", made)
	}
	send := template("order_ready", "en_US", params("body", "L"))
	if _, code := r.refused(send); code != 132001 {
		t.Errorf("sent while pending: %d", code)
	}
	r.advance(59 * time.Second)
	r.quiet()
	r.advance(time.Second)
	r.shape("webhook_template_status", r.hook().JSON)
	r.send(send)
	r.advance(time.Second)
	r.status("sent")
	r.status("delivered")
	id := made["id"].(string)
	if got := r.mustGraph("GET", id+"?fields=name,status", nil); got["name"] != "order_ready" || got["components"] != nil {
		t.Errorf("get %v", got)
	}
	r.mustGraph("POST", id, object{"components": []any{body("Hello {{1}}, it is ready.", "Lucía")}})
	r.advance(time.Minute)
	r.hook()
	if status, _ := r.graph("POST", id, object{"components": []any{body("Third")}}); status != 400 {
		t.Errorf("a second edit in a day: %d", status)
	}
	if status, _ := r.graph("POST", account+"/message_templates", draft("order_ready", body("Twice"))); status != 400 {
		t.Errorf("the same name twice: %d", status)
	}
	r.control("POST", "/templates/"+id, object{"status": "PAUSED"})
	if title := dig[string](r, r.value(), "other_info", "title"); title != "FIRST_PAUSE" {
		t.Errorf("pause %s", title)
	}
	r.advance(3 * time.Hour)
	if event := r.value()["event"]; event != "APPROVED" {
		t.Errorf("after three hours: %v", event)
	}
	r.mustGraph("DELETE", account+"/message_templates?name=order_ready", nil)
	r.advance(time.Minute)
	r.hook()
	if event := r.value()["event"]; event != "DELETED" {
		t.Errorf("deleted: %v", event)
	}
	if status, _ := r.graph("GET", id, nil); status != 400 {
		t.Errorf("deleted template: %d", status)
	}
	if status, _ := r.graph("POST", account+"/message_templates", draft("order_ready", body("Too soon"))); status != 400 {
		t.Errorf("the deleted name at once: %d", status)
	}
	r.mustGraph("POST", account+"/message_templates", draft("please_reject", body("No.")))
	r.advance(time.Minute)
	if v := r.value(); v["event"] != "REJECTED" || v["reason"] != "INVALID_FORMAT" {
		t.Errorf("%v", v)
	}
}

func TestTemplateRules(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	button := func(kind, label string) object {
		return object{"type": kind, "text": label, "url": "https://example.com/", "phone_number": "+15550100100"}
	}
	withButtons := func(list ...any) object {
		return draft("t", body("Text"), object{"type": "BUTTONS", "buttons": list})
	}
	for name, in := range map[string]object{
		"name":               draft("Bad Name", body("x")),
		"no body":            draft("t", object{"type": "FOOTER", "text": "x"}),
		"no components":      draft("t"),
		"two bodies":         draft("t", body("x"), body("y")),
		"opens with":         draft("t", body("{{1}} is here", "x")),
		"ends with":          draft("t", body("Here is {{1}}", "x")),
		"touching":           draft("t", body("a {{1}} {{2}} b", "x", "y")),
		"no example":         draft("t", body("a {{1}} b")),
		"gap":                draft("t", body("a {{2}} b", "x")),
		"named in position":  draft("t", body("a {{name}} b", "x")),
		"long body":          draft("t", body(long(1025))),
		"long footer":        draft("t", body("x"), object{"type": "FOOTER", "text": long(61)}),
		"footer variable":    draft("t", body("x"), object{"type": "FOOTER", "text": "a {{1}} b"}),
		"header variables":   draft("t", body("x"), object{"type": "HEADER", "format": "TEXT", "text": "{{1}} and {{2}}"}),
		"media header":       draft("t", body("x"), object{"type": "HEADER", "format": "IMAGE"}),
		"unknown component":  draft("t", body("x"), object{"type": "SIDEBAR"}),
		"eleven buttons":     withButtons(make11(button("QUICK_REPLY", "x"))...),
		"three urls":         withButtons(button("URL", "a"), button("URL", "b"), button("URL", "c")),
		"long label":         withButtons(button("QUICK_REPLY", long(26))),
		"scattered replies":  withButtons(button("QUICK_REPLY", "a"), button("URL", "b"), button("QUICK_REPLY", "c")),
		"variable in middle": withButtons(object{"type": "URL", "text": "x", "url": "https://example.com/{{1}}/x"}),
		"category":           {"name": "t", "language": "en", "category": "FUN", "components": []any{body("x")}},
	} {
		if status, _ := r.graph("POST", account+"/message_templates", in); status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
	}
	for n := range 100 {
		r.mustGraph("POST", account+"/message_templates", draft(fmt.Sprintf("draft_%d", n), body("x")))
	}
	if status, out := r.graph("POST", account+"/message_templates", draft("one_more", body("x"))); status != 400 || dig[float64](r, out, "error", "code") != 80007 {
		t.Errorf("the 101st in an hour: %d %v", status, out)
	}
}

func make11(b object) (out []any) {
	for range 11 {
		out = append(out, b)
	}
	return out
}

func TestTemplatePacing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, c := range []struct {
		code int
		want string
	}{{0, "sent"}, {132015, "failed"}} {
		r.control("POST", "/faults", object{"kind": "pacing", "next": 1, "seconds": 600, "code": c.code})
		_, out := r.graph("POST", number+"/messages", template("hello_world", "en_US"))
		if got := dig[string](r, out, "messages", 0, "message_status"); got != "held_for_quality_assessment" {
			t.Errorf("message_status %s", got)
		}
		r.advance(9 * time.Minute)
		r.quiet()
		r.advance(2 * time.Minute)
		r.status(c.want)
		if c.want == "sent" {
			r.status("delivered")
		}
	}
}

func TestTemplatePaging(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	seen := map[string]bool{}
	path := account + "/message_templates?limit=4&fields=name,language"
	for pages := 0; ; pages++ {
		out := r.mustGraph("GET", path, nil)
		for _, tpl := range dig[[]any](r, out, "data") {
			seen[tpl.(object)["id"].(string)] = true
		}
		paging := dig[object](r, out, "paging")
		if paging["next"] == nil {
			break
		}
		if pages > 10 {
			t.Fatal("pages never end")
		}
		path = account + "/message_templates?limit=4&after=" + dig[string](r, paging, "cursors", "after")
	}
	if len(seen) != 11 {
		t.Errorf("%d templates", len(seen))
	}
	for filter, want := range map[string]int{
		"name=delivery_booked": 3, "status=PAUSED": 1, "category=AUTHENTICATION": 1, "language=es": 1, "status=PENDING,REJECTED": 2, "name_or_content=oak": 1,
	} {
		if got := len(dig[[]any](r, r.mustGraph("GET", account+"/message_templates?limit=100&"+filter, nil), "data")); got != want {
			t.Errorf("%s: %d, want %d", filter, got, want)
		}
	}
}
