package sim

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Limits on templates (Cloud API reference, templates).
const (
	creationsPerHour = 100
	editsPer30Days   = 10
)

// listTemplates is GET /{waba-id}/message_templates.
func (c *call) listTemplates() answer {
	var all []node
	c.view(func(time.Time) {
		for _, tpl := range c.state.templates.sorted(func(a, b *template) int { return cmp.Compare(b.Seq, a.Seq) }) {
			if tpl.Status != "DELETED" && c.templateMatches(tpl) {
				all = append(all, templateNode(tpl))
			}
		}
	})
	return c.page(all, []string{"name", "parameter_format", "components", "language", "status", "category", "sub_category", "id", "rejected_reason", "message_send_ttl_seconds"})
}

func (c *call) templateMatches(tpl *template) bool {
	has := func(filter, value string) bool {
		return filter == "" || slices.ContainsFunc(strings.Split(filter, ","), func(f string) bool { return strings.EqualFold(strings.TrimSpace(f), value) })
	}
	text := strings.ToLower(tpl.Name + "\n" + string(tpl.Components))
	return strings.Contains(tpl.Name, strings.ToLower(c.in.str("name"))) &&
		strings.Contains(text, strings.ToLower(c.in.str("name_or_content"))) &&
		has(c.listFilter("status"), tpl.Status) && has(c.listFilter("category"), tpl.Category) &&
		has(c.listFilter("language"), tpl.Language) && has(c.listFilter("quality_score"), cmp.Or(tpl.Quality, "UNKNOWN"))
}

// listFilter reads a filter that is one value, a comma list or a JSON array.
func (c *call) listFilter(key string) string {
	if list := c.in.list(key); list != nil {
		var parts []string
		for _, v := range list {
			if s, ok := v.(string); ok {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ",")
	}
	return c.in.str(key)
}

// createTemplate is POST /{waba-id}/message_templates.
func (c *call) createTemplate() answer {
	tpl := &template{
		ID: randomDigits(15), Name: c.in.str("name"), Language: c.in.str("language"),
		Category: strings.ToUpper(c.in.str("category")), SubCategory: c.in.str("sub_category"),
		Format: cmp.Or(strings.ToUpper(c.in.str("parameter_format")), "POSITIONAL"), Components: raw(c.in["components"]),
	}
	if c.in.has("message_send_ttl_seconds") {
		tpl.TTL = raw(c.in["message_send_ttl_seconds"])
	}
	switch {
	case !templateName.MatchString(tpl.Name):
		return refuse(newError(100, "Param name must have 1 to 512 lower-case letters, digits and underscores."))
	case tpl.Language == "":
		return refuse(newError(100, "The parameter language is required."))
	}
	if err := checkTemplateDraft(tpl); err != nil {
		return refuse(err)
	}
	out := okay(node{"id": tpl.ID, "status": "PENDING", "category": tpl.Category})
	c.update(func(t *tx) {
		if err := t.mayCreate(tpl); err != nil {
			out = refuse(err)
			return
		}
		tpl.Seq = t.nextSeq()
		t.changeSettings(func(set *settings) { set.TemplateCreations = append(set.TemplateCreations, t.now) })
		t.startReview(tpl)
	})
	return out
}

func (t *tx) mayCreate(tpl *template) *graphError {
	for _, other := range t.state.templates.rows {
		if other.Name != tpl.Name || other.Language != tpl.Language {
			continue
		}
		if other.Status != "DELETED" {
			e := newError(100, "There is already content in this language for this template. You can create a new template and try again.")
			e.Message, e.Subcode = "Invalid parameter", 2388024
			return e
		}
		if t.now.Sub(other.DeletedAt) < nameBlocked {
			e := newError(100, "New content in this language cannot be added while the existing content is being deleted. Try again in 30 days or use another name.")
			e.Message, e.Subcode = "Invalid parameter", 2388023
			return e
		}
	}
	set := t.settings()
	set.TemplateCreations = slices.DeleteFunc(set.TemplateCreations, func(at time.Time) bool { return t.now.Sub(at) > time.Hour })
	if len(set.TemplateCreations) >= creationsPerHour {
		e := newError(80007, "")
		e.Subcode = 2388019
		return e
	}
	return nil
}

// deleteTemplates is DELETE /{waba-id}/message_templates?name=[&hsm_id=].
func (c *call) deleteTemplates() answer {
	name, id := c.in.str("name"), c.in.str("hsm_id")
	if name == "" {
		return refuse(newError(100, "The parameter name is required."))
	}
	out := success()
	c.update(func(t *tx) {
		var found []*template
		for _, tpl := range t.state.templates.rows {
			if tpl.Name == name && (id == "" || tpl.ID == id) && tpl.Status != "DELETED" {
				found = append(found, tpl)
			}
		}
		if len(found) == 0 {
			e := newError(100, "The template to be deleted was not found.")
			e.Message, e.Subcode = "Invalid parameter", 2593002
			out = refuse(e)
			return
		}
		for _, tpl := range found {
			if tpl.Status == "DISABLED" {
				out = refuse(templateError("A disabled template cannot be deleted."))
				return
			}
		}
		for _, tpl := range found {
			t.setTemplateStatus(tpl, "PENDING_DELETION", "NONE")
			t.schedule(deletionTime, taskDelete, tpl.ID, nil)
		}
	})
	return out
}

// getTemplate is GET /{template-id}.
func (c *call) getTemplate() answer {
	var out node
	c.view(func(time.Time) {
		if tpl := c.state.templates.get(c.id); tpl != nil && tpl.Status != "DELETED" {
			out = templateNode(tpl)
		}
	})
	if out == nil {
		return refuse(unknownObject(http.MethodGet, c.id))
	}
	return okay(c.fields(out, slices.Sorted(maps.Keys(out))))
}

// editTemplate is POST /{template-id}: components are replaced whole and
// reviewed anew.
func (c *call) editTemplate() answer {
	out := success()
	c.update(func(t *tx) {
		tpl := t.state.templates.get(c.id)
		if !contains([]string{"APPROVED", "REJECTED", "PAUSED"}, tpl.Status) {
			out = refuse(templateError("Only approved, rejected and paused templates can be edited."))
			return
		}
		draft := *tpl
		if err := draft.edit(c.in, tpl.Status == "APPROVED", t.now); err != nil {
			out = refuse(err)
			return
		}
		if out.err = checkTemplateDraft(&draft); out.err != nil {
			return
		}
		*tpl = draft
		t.startReview(tpl)
	})
	return out
}

func (tpl *template) edit(in node, approved bool, now time.Time) *graphError {
	if in.has("category") {
		category := strings.ToUpper(in.str("category"))
		if approved && category != tpl.Category {
			return templateError("The category of an approved template cannot be changed.")
		}
		tpl.Category = category
	}
	if in.has("components") {
		tpl.Components = raw(in["components"])
	}
	if in.has("message_send_ttl_seconds") {
		tpl.TTL = raw(in["message_send_ttl_seconds"])
	}
	recent := 0
	for _, at := range tpl.Edits {
		if now.Sub(at) < 24*time.Hour && approved {
			return templateError("An approved template can be edited once in 24 hours.")
		}
		if now.Sub(at) < 30*24*time.Hour {
			recent++
		}
	}
	if recent >= editsPer30Days {
		return templateError("A template can be edited %d times in 30 days.", editsPer30Days)
	}
	tpl.Edits = append(slices.Clone(tpl.Edits), now)
	return nil
}

// unpauseTemplate is POST /{template-id}/unpause.
func (c *call) unpauseTemplate() answer {
	out := success()
	c.update(func(t *tx) {
		tpl := t.state.templates.get(c.id)
		if tpl.Status != "PAUSED" {
			out = refuse(templateError("The template is not paused."))
			return
		}
		t.setTemplateStatus(tpl, "APPROVED", "NONE")
	})
	return out
}

// mustJSON is for literals of this package.
func mustJSON(text string) json.RawMessage {
	if !json.Valid([]byte(text)) {
		panic("sim: a literal is not JSON")
	}
	return json.RawMessage(text)
}
