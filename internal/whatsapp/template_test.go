package whatsapp_test

import (
	"encoding/json"
	"testing"

	"relevo/internal/whatsapp"
)

func TestTemplateSaysWhetherItCanBeUsed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ template, code, detail string }{
		"approved":         {`"status":"APPROVED","components":[{"type":"BODY","text":"Hi"}]`, "", ""},
		"every known part": {`"status":"approved","components":[{"type":"header","format":"image"},{"type":"body"},{"type":"FOOTER"},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY"},{"type":"URL"},{"type":"PHONE_NUMBER"},{"type":"COPY_CODE"}]}]`, "", ""},
		"in review":        {`"status":"PENDING"`, "pending", ""},
		"in appeal":        {`"status":"IN_APPEAL"`, "pending", ""},
		"rejected":         {`"status":"REJECTED","rejected_reason":"INVALID_FORMAT"`, "rejected", "INVALID_FORMAT"},
		"rejected, unsaid": {`"status":"REJECTED","rejected_reason":"NONE"`, "rejected", ""},
		"paused":           {`"status":"PAUSED"`, "paused", ""},
		"disabled":         {`"status":"DISABLED"`, "disabled", ""},
		"another status":   {`"status":"ARCHIVED"`, "unavailable", "ARCHIVED"},
		"no status":        {`"components":[]`, "unavailable", ""},
		"carousel":         {`"status":"APPROVED","components":[{"type":"BODY"},{"type":"CAROUSEL","cards":[]}]`, "unsupported", "CAROUSEL"},
		"moving header":    {`"status":"APPROVED","components":[{"type":"HEADER","format":"GIF"}]`, "unsupported", "GIF"},
		"one-time code":    {`"status":"APPROVED","components":[{"type":"BUTTONS","buttons":[{"type":"OTP"}]}]`, "unsupported", "OTP"},
	} {
		parsed, ok := whatsapp.ParseTemplate(json.RawMessage(`{"id":"1","name":"n","language":"en",` + c.template + `}`))
		if !ok {
			t.Errorf("%s: not read", name)
		}
		got := whatsapp.TemplateProblem{}
		if p := parsed.Problem(); p != nil {
			got = *p
		}
		if want := (whatsapp.TemplateProblem{Code: c.code, Detail: c.detail}); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	for _, text := range []string{`null`, `7`, `{}`, `{"name":"n"}`, `[]`} {
		if parsed, ok := whatsapp.ParseTemplate(json.RawMessage(text)); ok {
			t.Errorf("%s was read as %v", text, parsed)
		}
	}
}
