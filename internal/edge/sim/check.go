package sim

import (
	"fmt"
	"net/url"
	"strings"
)

// Error texts of Graph's parameter checks.

func required(param string) *graphError {
	return newErrorf(131008, "Parameter %s is required.", param)
}

func tooLong(param string, limit int) *graphError {
	return newErrorf(100, "Param %s must be at most %d characters long.", param, limit)
}

func invalid(format string, args ...any) *graphError {
	return newErrorf(131009, format, args...)
}

// textBetween checks the length of a text in characters.
func textBetween(param, text string, low, high int) *graphError {
	if runes(text) > high {
		return tooLong(param, high)
	}
	if runes(text) < low {
		return required(param)
	}
	return nil
}

// firstOf gives the first error.
func firstOf(errs ...*graphError) *graphError {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// checkType validates the object of the message's type.
func checkType(in node, m *sending) *graphError {
	check, known := typeChecks[m.Type]
	switch {
	case m.Type == "":
		return newError(100, "The parameter type is required.")
	case inboundOnly[m.Type]:
		return newErrorf(131051, "Message type %s cannot be sent.", m.Type)
	case !known:
		return newErrorf(100, "Param type must be one of {AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, REACTION, STICKER, TEMPLATE, TEXT, VIDEO} - got %q.", m.Type)
	case !in.has(m.Type):
		return required(m.Type)
	}
	m.Node = raw(in[m.Type])
	if m.Type == "contacts" {
		return checkContacts(in)
	}
	m.Fields = in.obj(m.Type)
	if m.Fields == nil {
		return newErrorf(100, "Param %s must be a JSON object.", m.Type)
	}
	return check(m)
}

var typeChecks map[string]func(*sending) *graphError

func init() { // the checks of interactive messages refer back to this table's users
	typeChecks = map[string]func(*sending) *graphError{
		"text": checkText, "image": checkMedia, "video": checkMedia, "audio": checkMedia,
		"document": checkMedia, "sticker": checkMedia, "location": checkLocation,
		"contacts": nil, "reaction": checkReaction, "interactive": checkInteractive,
		"template": checkTemplateForm,
	}
}

// inboundOnly are types that exist in webhooks and cannot be sent.
var inboundOnly = map[string]bool{
	"order": true, "system": true, "unsupported": true, "button": true, "edit": true,
	"revoke": true, "unknown": true, "poll": true, "errors": true, "pin": true, "voice": true,
}

func checkText(m *sending) *graphError {
	return textBetween("text['body']", m.Fields.str("body"), 1, 4096)
}

func checkLocation(m *sending) *graphError {
	for _, axis := range []struct {
		name  string
		limit float64
	}{{"latitude", 90}, {"longitude", 180}} {
		if !m.Fields.has(axis.name) {
			return required("location['" + axis.name + "']")
		}
		if v, ok := m.Fields.number(axis.name); !ok || v < -axis.limit || v > axis.limit {
			return invalid("Param location['%s'] must be a number between -%g and %g.", axis.name, axis.limit, axis.limit)
		}
	}
	return nil
}

func checkReaction(m *sending) *graphError {
	if m.Fields.str("message_id") == "" {
		return required("reaction['message_id']")
	}
	if _, isText := m.Fields["emoji"].(string); !isText {
		return required("reaction['emoji']")
	}
	if emoji := m.Fields.str("emoji"); runes(emoji) > 20 || strings.ContainsAny(emoji, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ") {
		return invalid("Param reaction['emoji'] must be a single emoji.")
	}
	return nil
}

const maxContacts = 257

func checkContacts(in node) *graphError {
	list := in.objects("contacts")
	if len(list) == 0 {
		return newError(100, "Param contacts must be a non-empty array of objects.")
	}
	if len(list) > maxContacts {
		return newErrorf(100, "Param contacts must have at most %d elements.", maxContacts)
	}
	for i, contact := range list {
		name := contact.obj("name")
		if name.str("formatted_name") == "" {
			return required(fmt.Sprintf("contacts[%d]['name']['formatted_name']", i))
		}
		if name.str("first_name")+name.str("last_name")+name.str("middle_name")+name.str("suffix")+name.str("prefix") == "" {
			return newErrorf(100, "Param contacts[%d]['name'] needs at least one name besides formatted_name.", i)
		}
	}
	return nil
}

var captionLimits = map[string]int{"image": 1024, "video": 1024, "document": 1024}

func checkMedia(m *sending) *graphError {
	err := checkMediaObject(m.Fields, m.Type)
	if err != nil {
		return err
	}
	m.Link = m.Fields.str("link")
	caption := m.Fields.str("caption")
	if limit := captionLimits[m.Type]; limit > 0 {
		return textBetween(m.Type+"['caption']", caption, 0, limit)
	}
	if caption != "" {
		return newErrorf(100, "Unexpected key %q on param %q.", "caption", m.Type)
	}
	return nil
}

// checkMediaObject wants exactly one of id and link.
func checkMediaObject(fields node, param string) *graphError {
	id, link := fields.str("id"), fields.str("link")
	switch {
	case id == "" && link == "":
		return newErrorf(100, "Param %s must have either 'id' or 'link'.", param)
	case id != "" && link != "":
		return newErrorf(100, "Param %s cannot have both 'id' and 'link'.", param)
	}
	if link == "" {
		return nil
	}
	if u, err := url.Parse(link); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return invalid("Param %s['link'] is not a valid URL.", param)
	}
	return nil
}
