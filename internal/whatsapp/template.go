package whatsapp

import (
	"encoding/json"
	"slices"
	"strings"
)

// Template is a message template as WhatsApp lists it (Cloud API reference,
// templates).
type Template struct {
	ID             string
	Name           string // lower-case letters, digits and underscores
	Language       string // en, pt_BR, ...
	Category       string // MARKETING, UTILITY, AUTHENTICATION
	Status         string // APPROVED, PENDING, REJECTED, PAUSED, DISABLED, ...
	Format         string // of the variables: POSITIONAL or NAMED
	RejectedReason string // INVALID_FORMAT, ...; empty when none
	Components     []json.RawMessage
}

// ParseTemplate reads one template of a listing; ok is false for what names no
// template.
func ParseTemplate(raw json.RawMessage) (t Template, ok bool) {
	n := objectOf(raw)
	t = Template{ID: n.text("id"), Name: n.text("name"), Language: n.text("language"), Category: strings.ToUpper(n.text("category")),
		Status: strings.ToUpper(n.text("status")), Format: strings.ToUpper(n.text("parameter_format")),
		RejectedReason: n.text("rejected_reason"), Components: n.list("components")}
	if t.Format == "" {
		t.Format = "POSITIONAL"
	}
	if t.RejectedReason == "NONE" {
		t.RejectedReason = ""
	}
	return t, t.Name != "" && t.Language != ""
}

// The reasons for which a template can't be used.
const (
	TemplatePending     = "pending"     // WhatsApp reviews it
	TemplateRejected    = "rejected"    // Detail says why, when WhatsApp does
	TemplatePaused      = "paused"      // for its low quality, for a while
	TemplateDisabled    = "disabled"    // for good
	TemplateUnavailable = "unavailable" // Detail is another status
	TemplateUnsupported = "unsupported" // Detail is the component that Relevo can't fill in
)

// TemplateProblem says why a template can't be used.
type TemplateProblem struct{ Code, Detail string }

var statusProblems = map[string]string{
	"PENDING": TemplatePending, "IN_APPEAL": TemplatePending, "REJECTED": TemplateRejected,
	"PAUSED": TemplatePaused, "DISABLED": TemplateDisabled,
}

// Problem gives why the template can't be used now; nil when it can.
func (t Template) Problem() *TemplateProblem {
	if t.Status != "APPROVED" {
		code, known := statusProblems[t.Status]
		switch {
		case code == TemplateRejected:
			return &TemplateProblem{code, t.RejectedReason}
		case known:
			return &TemplateProblem{Code: code}
		}
		return &TemplateProblem{TemplateUnavailable, t.Status}
	}
	if part := t.unsupported(); part != "" {
		return &TemplateProblem{TemplateUnsupported, part}
	}
	return nil
}

// The parts that Relevo fills in when it sends a template.
var (
	headerFormats = []string{"TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION"}
	buttonTypes   = []string{"QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE"}
)

func (t Template) unsupported() string {
	for _, raw := range t.Components {
		c := objectOf(raw)
		switch kind := strings.ToUpper(c.text("type")); kind {
		case "BODY", "FOOTER":
		case "HEADER":
			if format := strings.ToUpper(c.text("format")); !slices.Contains(headerFormats, format) {
				return format
			}
		case "BUTTONS":
			for _, button := range c.list("buttons") {
				if b := strings.ToUpper(objectOf(button).text("type")); !slices.Contains(buttonTypes, b) {
					return b
				}
			}
		default:
			return kind
		}
	}
	return ""
}

// Text gives the words of the template's body; for searching.
func (t Template) Text() string {
	for _, raw := range t.Components {
		if c := objectOf(raw); strings.EqualFold(c.text("type"), "BODY") {
			return c.text("text")
		}
	}
	return ""
}
