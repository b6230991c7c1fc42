package sim

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// template is a message template in one language.
type template struct {
	ID          string          `json:"id"`
	Seq         int64           `json:"seq"`
	Name        string          `json:"name"`
	Language    string          `json:"language"`
	Category    string          `json:"category"`
	SubCategory string          `json:"sub_category,omitempty"`
	Status      string          `json:"status"`
	Reason      string          `json:"rejected_reason,omitempty"`
	Format      string          `json:"parameter_format"` // POSITIONAL or NAMED
	Components  json.RawMessage `json:"components"`
	Quality     string          `json:"quality,omitempty"`
	TTL         json.RawMessage `json:"ttl,omitempty"` // message_send_ttl_seconds
	Edits       []time.Time     `json:"edits,omitempty"`
	Pauses      int             `json:"pauses,omitempty"`
	DeletedAt   time.Time       `json:"deleted_at,omitzero"`
	Decision    string          `json:"decision,omitempty"` // what the running review will say
}

// component gives the first component of a type, or nil.
func (tpl *template) component(kind string) node {
	for _, c := range tpl.components() {
		if strings.EqualFold(c.str("type"), kind) {
			return c
		}
	}
	return nil
}

func (tpl *template) components() []node {
	return parsed(raw(node{"c": tpl.Components})).objects("c")
}

func (tpl *template) buttons() []node { return tpl.component("BUTTONS").objects("buttons") }

var variableForm = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

// variables gives the distinct variables of a text: names in the order of
// their first use, numbers by value.
func variables(text string) []string {
	var out []string
	for _, m := range variableForm.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	slices.SortStableFunc(out, func(a, b string) int {
		x, errX := strconv.Atoi(a)
		y, errY := strconv.Atoi(b)
		if errX != nil || errY != nil {
			return 0
		}
		return x - y
	})
	return out
}

// fill puts values into the variables of a text.
func fill(text string, values map[string]string) string {
	return variableForm.ReplaceAllStringFunc(text, func(v string) string {
		return values[variableForm.FindStringSubmatch(v)[1]]
	})
}

// findTemplate finds by name and language; deleted ones are gone.
func (s *Simulator) findTemplate(name, language string) *template {
	for _, tpl := range s.state.templates.rows {
		if tpl.Name == name && tpl.Language == language && tpl.Status != "DELETED" {
			return tpl
		}
	}
	return nil
}

func (t *tx) saveTemplate(tpl *template) {
	t.state.templates.put(t, tpl.ID, tpl)
	t.tell("template", func() any { return templateNode(tpl) })
}

func templateNode(tpl *template) node {
	out := node{
		"id": tpl.ID, "name": tpl.Name, "language": tpl.Language, "category": tpl.Category,
		"status": tpl.Status, "parameter_format": tpl.Format, "components": tpl.Components,
	}
	if tpl.SubCategory != "" {
		out["sub_category"] = tpl.SubCategory
	}
	if tpl.Reason != "" {
		out["rejected_reason"] = tpl.Reason
	}
	if tpl.TTL != nil {
		out["message_send_ttl_seconds"] = tpl.TTL
	}
	if tpl.Quality != "" {
		out["quality_score"] = node{"score": tpl.Quality}
	}
	return out
}
