package whatsapp

import "encoding/json"

// interactiveOf reads a person's answer or an outbound interactive message.
func interactiveOf(c node) *Interactive {
	if c == nil {
		return nil
	}
	it := &Interactive{Kind: c.text("type")}
	if it.Kind == "" {
		it.Kind = answerKind(c)
	}
	switch it.Kind {
	case "button_reply", "list_reply":
		r := c.child(it.Kind)
		it.ID, it.Title, it.Description = r.text("id"), r.text("title"), r.text("description")
	case "nfm_reply":
		it.readForm(c.child("nfm_reply"))
	case "call_permission_reply":
		it.Permission = callPermissionOf(c.child("call_permission_reply"))
	default:
		it.readOutbound(c)
	}
	return it
}

func answerKind(c node) string {
	for _, kind := range []string{"button_reply", "list_reply", "nfm_reply", "call_permission_reply"} {
		if c.has(kind) {
			return kind
		}
	}
	return ""
}

// readForm reads a form's answer. response_json is JSON inside a string and may
// be broken, or hold something else than an object.
func (it *Interactive) readForm(c node) {
	it.Title = c.text("name")
	raw := c.raw("response_json")
	if text, ok := stringOf(raw); ok {
		it.ResponseRaw = text
		raw = json.RawMessage(text)
	} else {
		it.ResponseRaw = string(raw)
	}
	if json.Valid(raw) {
		it.Response = raw
	}
}

func callPermissionOf(c node) *CallPermission {
	return &CallPermission{Accepted: c.text("response") == "accept", Permanent: c.flag("is_permanent"),
		Expires: c.instant("expiration_timestamp"), Source: c.text("response_source")}
}

func (it *Interactive) readOutbound(c node) {
	it.Header = c.child("header").text("text")
	it.Text = c.child("body").text("text")
	it.Footer = c.child("footer").text("text")
	action := c.child("action")
	for _, raw := range action.list("buttons") {
		it.Options = append(it.Options, objectOf(raw).child("reply").text("title"))
	}
	for _, raw := range action.list("sections") {
		for _, row := range objectOf(raw).list("rows") {
			it.Options = append(it.Options, objectOf(row).text("title"))
		}
	}
	if label := action.child("parameters").firstText("display_text", "flow_cta"); label != "" {
		it.Options = append(it.Options, label)
	}
}
