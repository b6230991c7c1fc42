package sim

import "strings"

// choice is something that a customer can tap on a message.
type choice struct {
	Kind        string `json:"kind"` // button_reply, list_reply, template_button, url, phone, copy_code, flow, action
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Section     string `json:"section,omitempty"`
	URL         string `json:"url,omitempty"`
}

// choicesOf lists what can be tapped on a message of the business.
func choicesOf(m *message) []choice {
	if !m.Outbound {
		return nil
	}
	if m.Type == "template" {
		return templateChoices(parsed(m.Rendered))
	}
	if m.Type != "interactive" {
		return nil
	}
	n := parsed(m.Payload)
	action := n.obj("action")
	var out []choice
	switch n.str("type") {
	case "button":
		for _, b := range action.objects("buttons") {
			out = append(out, choice{Kind: "button_reply", ID: b.obj("reply").str("id"), Title: b.obj("reply").str("title")})
		}
	case "list":
		for _, section := range action.objects("sections") {
			for _, row := range section.objects("rows") {
				out = append(out, choice{
					Kind: "list_reply", ID: row.str("id"), Title: row.str("title"), Description: row.str("description"), Section: section.str("title"),
				})
			}
		}
	case "cta_url":
		p := action.obj("parameters")
		out = append(out, choice{Kind: "url", Title: p.str("display_text"), URL: p.str("url")})
	case "flow":
		out = append(out, choice{Kind: "flow", Title: action.obj("parameters").str("flow_cta")})
	case "location_request_message", "request_contact_info", "call_permission_request", "address_message":
		out = append(out, choice{Kind: "action", ID: n.str("type"), Title: strings.ReplaceAll(n.str("type"), "_", " ")})
	}
	return out
}

func templateChoices(rendered node) []choice {
	var out []choice
	for _, b := range rendered.objects("buttons") {
		c := choice{Title: b.str("text"), URL: b.str("url")}
		switch b.str("type") {
		case "QUICK_REPLY":
			c.Kind, c.ID = "template_button", b.str("payload")
		case "URL":
			c.Kind = "url"
		case "PHONE_NUMBER":
			c.Kind, c.ID = "phone", b.str("phone_number")
		case "COPY_CODE", "OTP":
			c.Kind, c.ID = "copy_code", b.str("code")
		default:
			c.Kind = strings.ToLower(b.str("type"))
		}
		out = append(out, c)
	}
	return out
}

// choice answers a message by one of its buttons or rows, found by id, or by
// title when no id is given.
func (b *builder) choice() error {
	on, err := b.target()
	if err != nil {
		return err
	}
	id, title := b.in.str("id"), b.in.str("title")
	for _, c := range choicesOf(on) {
		if (id != "" && c.ID != id) || (id == "" && c.Title != title) {
			continue
		}
		b.u.Context = b.replying(on.ID)
		switch c.Kind {
		case "button_reply":
			b.u.Type = "interactive"
			b.u.Payload = node{"type": c.Kind, c.Kind: node{"id": c.ID, "title": c.Title}}
			return nil
		case "list_reply":
			row := node{"id": c.ID, "title": c.Title}
			if c.Description != "" {
				row["description"] = c.Description
			}
			b.u.Type = "interactive"
			b.u.Payload = node{"type": c.Kind, c.Kind: row}
			return nil
		case "template_button":
			b.u.Type = "button"
			b.u.Payload = node{"payload": c.ID, "text": c.Title}
			return nil
		}
	}
	return badInput("the message has no such choice")
}
