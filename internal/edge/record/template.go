package record

import (
	"encoding/json"

	"relevo/internal/whatsapp"
)

// TemplateRecord is a message template as clients see it: WhatsApp's own
// members, and whether it can be used.
type TemplateRecord struct {
	ID              string            `json:"id" doc:"Meta's id"`
	Name            string            `json:"name"`
	Language        string            `json:"language"`
	Category        string            `json:"category"`
	Status          string            `json:"status" doc:"WhatsApp's own word: APPROVED, PENDING, REJECTED, PAUSED, DISABLED, …"`
	ParameterFormat string            `json:"parameter_format" doc:"POSITIONAL or NAMED"`
	Components      []json.RawMessage `json:"components" nullable:"false" doc:"As WhatsApp gives them"`
	Usable          bool              `json:"usable" doc:"Whether it can be sent now"`
	Problem         *TemplateProblem  `json:"problem" doc:"Why it can't be sent; null when it can"`
}

// TemplateProblem says why a template can't be sent.
type TemplateProblem struct {
	Code   string `json:"code" enum:"pending,rejected,paused,disabled,unavailable,unsupported"`
	Detail string `json:"detail" doc:"WhatsApp's reason for a rejection, another status, or the component that isn't supported; may be empty"`
}

// Template makes the record of a template.
func Template(t whatsapp.Template) TemplateRecord {
	r := TemplateRecord{ID: t.ID, Name: t.Name, Language: t.Language, Category: t.Category, Status: t.Status,
		ParameterFormat: t.Format, Components: t.Components}
	if r.Components == nil {
		r.Components = []json.RawMessage{}
	}
	p := t.Problem()
	if r.Usable = p == nil; p != nil {
		r.Problem = &TemplateProblem{Code: p.Code, Detail: p.Detail}
	}
	return r
}
