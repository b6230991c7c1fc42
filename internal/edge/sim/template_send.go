package sim

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// checkTemplateForm validates what needs no look-up.
func checkTemplateForm(m *sending) *graphError {
	if m.Fields.str("name") == "" {
		return required("template['name']")
	}
	if m.Fields.obj("language").str("code") == "" {
		return required("template['language']['code']")
	}
	if m.Fields.has("components") && m.Fields.list("components") == nil {
		return newError(100, "Param template['components'] must be an array.")
	}
	return nil
}

// checkContent validates what a message refers to: its template and media.
func (t *tx) checkContent(m *sending) *graphError {
	if m.Type == "template" {
		if err := t.checkTemplate(m); err != nil {
			return err
		}
	}
	return t.checkMediaIDs(m)
}

// checkTemplate finds an approved template and compares the parameters with
// its variables by number, name and kind.
func (t *tx) checkTemplate(m *sending) *graphError {
	name, language := m.Fields.str("name"), m.Fields.obj("language").str("code")
	tpl := t.findTemplate(name, language)
	if tpl == nil {
		return newErrorf(132001, "template name (%s) does not exist in %s", name, language)
	}
	switch tpl.Status {
	case "APPROVED":
	case "PAUSED":
		return newError(132015, "")
	case "DISABLED":
		return newError(132016, "")
	default:
		return newErrorf(132001, "template name (%s) does not exist in %s", name, language)
	}
	if tpl.Category == "AUTHENTICATION" && m.Input == "" {
		return newError(131062, "")
	}
	m.Template = tpl
	f := filling{tpl: tpl, given: m.Fields.objects("components"), shown: node{}}
	if err := firstOf(f.known(), f.header(), f.body(), f.buttons()); err != nil {
		return err
	}
	m.Rendered = raw(f.shown)
	return nil
}

// filling puts the parameters of one send into a template.
type filling struct {
	tpl   *template
	given []node
	shown node // the message as the phone shows it
}

func (f *filling) part(kind string) node {
	for _, g := range f.given {
		if strings.EqualFold(g.str("type"), kind) {
			return g
		}
	}
	return nil
}

func (f *filling) known() *graphError {
	for i, g := range f.given {
		switch strings.ToLower(g.str("type")) {
		case "header", "body", "button", "carousel", "limited_time_offer", "order_status":
		default:
			return newErrorf(100, "Param template['components'][%d]['type'] must be one of {HEADER, BODY, BUTTON, CAROUSEL, LIMITED_TIME_OFFER} - got %q.", i, g.str("type"))
		}
	}
	return nil
}

func (f *filling) header() *graphError {
	def, part := f.tpl.component("HEADER"), f.part("header")
	given := part.objects("parameters")
	if def == nil {
		if len(given) > 0 {
			return mismatch("header", len(given), 0)
		}
		return nil
	}
	format := strings.ToUpper(def.str("format"))
	if format == "TEXT" {
		text, err := f.text("header", def.str("text"), given)
		f.shown["header"] = node{"format": "TEXT", "text": text}
		if err == nil && runes(text) > 60 {
			err = newError(132005, "header: the text is longer than 60 characters.")
		}
		return err
	}
	kind := strings.ToLower(format)
	if len(given) != 1 || given[0].str("type") != kind {
		got := "UNKNOWN"
		if len(given) > 0 {
			got = strings.ToUpper(given[0].str("type"))
		}
		return newErrorf(132012, "header: Format mismatch, expected %s, received %s", format, got)
	}
	value := given[0].obj(kind)
	f.shown["header"] = node{"format": format, kind: value}
	if kind == "location" {
		return checkLocation(&sending{Fields: value})
	}
	return checkMediaObject(value, "template['components'][header]['"+kind+"']")
}

func (f *filling) body() *graphError {
	def := f.tpl.component("BODY")
	text := def.str("text")
	if f.tpl.Category == "AUTHENTICATION" && text == "" {
		text = "*{{1}}* is your verification code."
	}
	filled, err := f.text("body", text, f.part("body").objects("parameters"))
	f.shown["body"] = filled
	if err == nil && runes(filled) > 1024 {
		err = newError(132005, "body: the text is longer than 1024 characters.")
	}
	if footer := f.tpl.component("FOOTER").str("text"); footer != "" {
		f.shown["footer"] = footer
	}
	return err
}

func mismatch(part string, given, expected int) *graphError {
	return newErrorf(132000, "%s: number of localizable_params (%d) does not match the expected number of params (%d)", part, given, expected)
}

// text fills a text with parameters, positional or named.
func (f *filling) text(part, text string, given []node) (string, *graphError) {
	wanted := variables(text)
	if len(given) != len(wanted) {
		return "", mismatch(part, len(given), len(wanted))
	}
	values := map[string]string{}
	for i, p := range given {
		value, err := textParameter(part, p)
		if err != nil {
			return "", err
		}
		key := wanted[i]
		if f.tpl.Format == "NAMED" {
			key = p.str("parameter_name")
			if key == "" {
				return "", newErrorf(132012, "%s: Parameter name is missing or empty", part)
			}
			if !contains(wanted, key) {
				return "", newErrorf(132012, "%s: Parameter name %s does not exist in the template", part, key)
			}
		}
		if _, twice := values[key]; twice {
			return "", newErrorf(132012, "%s: Parameter name %s is given twice", part, key)
		}
		values[key] = value
	}
	return fill(text, values), nil
}

var forbiddenText = regexp.MustCompile(`[\n\t\r]| {5,}`)

// textParameter gives the text of a parameter: plain, or the fallback of the
// currency and date kinds.
func textParameter(part string, p node) (string, *graphError) {
	kind := p.str("type")
	value := p.str("text")
	switch kind {
	case "text":
	case "currency", "date_time":
		value = p.obj(kind).str("fallback_value")
	default:
		return "", newErrorf(132012, "%s: Format mismatch, expected TEXT, received %s", part, strings.ToUpper(kind))
	}
	if value == "" {
		return "", newErrorf(131008, "%s: Parameter of type text is missing text value", part)
	}
	if forbiddenText.MatchString(value) {
		return "", newErrorf(132012, "%s: Param text cannot have new-line/tab characters or more than 4 consecutive spaces", part)
	}
	return value, nil
}

// buttonTypes maps a button's kind to the sub_type that fills it.
var buttonTypes = map[string]string{
	"QUICK_REPLY": "quick_reply", "URL": "url", "COPY_CODE": "copy_code", "OTP": "url", "FLOW": "flow",
	"CATALOG": "catalog", "MPM": "mpm", "SPM": "spm", "PHONE_NUMBER": "phone_number",
	"VOICE_CALL": "voice_call", "REQUEST_CONTACT_INFO": "request_contact_info",
}

func (f *filling) buttons() *graphError {
	defs := f.tpl.buttons()
	parts := map[int]node{}
	for _, g := range f.given {
		if !strings.EqualFold(g.str("type"), "button") {
			continue
		}
		at, err := strconv.Atoi(g.str("index"))
		if err != nil || at < 0 || at >= len(defs) {
			return newErrorf(132012, "buttons: Button at index %s does not exist in the template", g.str("index"))
		}
		want := buttonTypes[strings.ToUpper(defs[at].str("type"))]
		if got := strings.ToLower(g.str("sub_type")); got != want {
			return newErrorf(132012, "buttons: Button at index %d is of type %s, received %s", at, want, got)
		}
		parts[at] = g
	}
	var shown []any
	for i, def := range defs {
		view, err := fillButton(i, def, parts[i].objects("parameters"))
		if err != nil {
			return err
		}
		shown = append(shown, view)
	}
	if shown != nil {
		f.shown["buttons"] = shown
	}
	return nil
}

func fillButton(index int, def node, given []node) (node, *graphError) {
	kind := strings.ToUpper(def.str("type"))
	view := node{"type": kind, "text": def.str("text"), "index": index}
	missing := newErrorf(131008, "buttons: Button at index %d of type %s requires a parameter", index, fmt.Sprint(kind))
	switch kind {
	case "QUICK_REPLY":
		view["payload"] = def.str("text")
		if len(given) > 0 && given[0].str("payload") != "" {
			view["payload"] = given[0].str("payload")
		}
	case "URL":
		address := def.str("url")
		if len(variables(address)) > 0 {
			if len(given) != 1 || given[0].str("text") == "" {
				return nil, missing
			}
			address = fill(address, map[string]string{"1": given[0].str("text")})
		}
		view["url"] = address
	case "OTP":
		if len(given) != 1 || given[0].str("text") == "" {
			return nil, missing
		}
		view["code"] = given[0].str("text")
	case "COPY_CODE":
		if len(given) != 1 || given[0].str("coupon_code") == "" {
			return nil, missing
		}
		if runes(given[0].str("coupon_code")) > 20 {
			return nil, newErrorf(132012, "buttons: The code of the button at index %d is longer than 20 characters", index)
		}
		view["code"] = given[0].str("coupon_code")
	case "PHONE_NUMBER":
		view["phone_number"] = def.str("phone_number")
	}
	return view, nil
}
