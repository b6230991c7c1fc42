package sim

import (
	"regexp"
	"slices"
	"strings"
)

var templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)

// templateError is the answer to a template that breaks a rule.
func templateError(format string, args ...any) *graphError {
	e := newErrorf(100, format, args...)
	e.Message, e.Subcode = "Invalid parameter", 2388299
	return e
}

// checkTemplateDraft validates a template for creation or editing (Cloud API
// reference, templates, components).
func checkTemplateDraft(tpl *template) *graphError {
	if !contains([]string{"MARKETING", "UTILITY", "AUTHENTICATION"}, tpl.Category) {
		return newErrorf(100, "Param category must be one of {AUTHENTICATION, MARKETING, UTILITY} - got %q.", tpl.Category)
	}
	if tpl.Format != "NAMED" && tpl.Format != "POSITIONAL" {
		return newErrorf(100, "Param parameter_format must be one of {NAMED, POSITIONAL} - got %q.", tpl.Format)
	}
	if len(tpl.components()) == 0 {
		return newError(100, "The parameter components is required.")
	}
	seen := map[string]bool{}
	for _, c := range tpl.components() {
		kind := strings.ToUpper(c.str("type"))
		if seen[kind] {
			return templateError("A template has at most one component of type %s.", kind)
		}
		seen[kind] = true
		if err := checkComponent(tpl, kind, c); err != nil {
			return err
		}
	}
	if !seen["BODY"] {
		return templateError("A template needs a component of type BODY.")
	}
	return nil
}

func checkComponent(tpl *template, kind string, c node) *graphError {
	switch kind {
	case "HEADER":
		return checkHeaderDraft(tpl, c)
	case "BODY":
		if tpl.Category == "AUTHENTICATION" && c.str("text") == "" {
			return nil
		}
		return checkBodyDraft(tpl, c)
	case "FOOTER":
		if len(variables(c.str("text"))) > 0 {
			return templateError("The footer cannot have variables.")
		}
		if runes(c.str("text")) > 60 {
			return templateError("The footer is longer than 60 characters.")
		}
		return nil
	case "BUTTONS":
		return checkButtonsDraft(c.objects("buttons"))
	case "CAROUSEL", "LIMITED_TIME_OFFER", "CALL_PERMISSION_REQUEST":
		return nil
	}
	return newErrorf(100, "Component type %q is not known.", kind)
}

func checkHeaderDraft(tpl *template, c node) *graphError {
	format := strings.ToUpper(c.str("format"))
	switch format {
	case "TEXT":
		text := c.str("text")
		if n := runes(text); n < 1 || n > 60 {
			return templateError("The header text must have 1 to 60 characters.")
		}
		if len(variables(text)) > 1 {
			return templateError("The header has at most one variable.")
		}
		return checkExamples(tpl, text, c.obj("example"), "header_text")
	case "IMAGE", "VIDEO", "GIF", "DOCUMENT":
		if len(c.obj("example").list("header_handle")) == 0 {
			return templateError("A media header needs an example with a header_handle.")
		}
		return nil
	case "LOCATION":
		return nil
	}
	return templateError("Header format %q is not known.", format)
}

var (
	touching  = regexp.MustCompile(`\}\}\s*\{\{`)
	openOrEnd = regexp.MustCompile(`^\s*\{\{|\}\}[\s.,!?]*$`)
)

func checkBodyDraft(tpl *template, c node) *graphError {
	text := c.str("text")
	if n := runes(text); n < 1 || n > 1024 {
		return templateError("The body must have 1 to 1024 characters.")
	}
	if touching.MatchString(text) {
		return templateError("Variables cannot stand next to each other.")
	}
	if openOrEnd.MatchString(text) {
		return templateError("Variables cannot stand at the start or end of the body.")
	}
	return checkExamples(tpl, text, c.obj("example"), "body_text")
}

// checkExamples wants an example for each variable, in the form that the
// parameter format has.
func checkExamples(tpl *template, text string, example node, member string) *graphError {
	wanted := variables(text)
	for i, v := range wanted {
		number := digitsOf(v) == v
		if (tpl.Format == "NAMED") == number {
			return templateError("Variable {{%s}} does not fit parameter_format %s.", v, tpl.Format)
		}
		if number && v != itoa(i+1) {
			return templateError("Positional variables must run from {{1}} without gaps.")
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	have := len(example.objects(member + "_named_params"))
	if tpl.Format != "NAMED" {
		have = len(example.list(member))
		if rows := example.list(member); len(rows) > 0 {
			if inner, ok := rows[0].([]any); ok {
				have = len(inner)
			}
		}
	}
	if have != len(wanted) {
		return templateError("%s: an example is required for each of the %d variables.", member, len(wanted))
	}
	return nil
}

var buttonCounts = map[string]int{"QUICK_REPLY": 10, "URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1}

func checkButtonsDraft(buttons []node) *graphError {
	if len(buttons) < 1 || len(buttons) > 10 {
		return templateError("A template has 1 to 10 buttons.")
	}
	counts := map[string]int{}
	var quick []bool
	for _, b := range buttons {
		kind := strings.ToUpper(b.str("type"))
		if buttonTypes[kind] == "" {
			return templateError("Button type %q is not known.", kind)
		}
		counts[kind]++
		if most := buttonCounts[kind]; most > 0 && counts[kind] > most {
			return templateError("At most %d buttons of type %s are allowed.", most, kind)
		}
		if runes(b.str("text")) > 25 {
			return templateError("A button label has at most 25 characters.")
		}
		if address := b.str("url"); kind == "URL" {
			if vars := variables(address); address == "" || len(vars) > 1 || (len(vars) == 1 && !strings.HasSuffix(address, "}}")) {
				return templateError("A button URL has at most one variable, at its end.")
			}
		}
		quick = append(quick, kind == "QUICK_REPLY")
	}
	if len(slices.Compact(quick)) > 2 {
		return templateError("Quick replies must be grouped.")
	}
	return nil
}
