package whatsapp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"relevo/internal/whatsapp"
)

func TestFileOfAMessage(t *testing.T) {
	t.Parallel()
	for _, message := range []string{
		`{"type":"image","image":{"id":"OLD","caption":"c"}}`,
		`{"type":"interactive","interactive":{"type":"button","header":{"type":"document","document":{"id":"OLD","filename":"f"}}}}`,
		`{"type":"template","template":{"name":"n","components":[{"type":"body","parameters":[]},{"type":"HEADER","parameters":[{"type":"video","video":{"id":"OLD"}}]}]}}`,
	} {
		if id := whatsapp.FileID(json.RawMessage(message)); id != "OLD" {
			t.Errorf("%s: got %q", message, id)
		}
		changed, err := whatsapp.WithFileID(json.RawMessage(message), "NEW")
		if err != nil || whatsapp.FileID(changed) != "NEW" || len(changed) != len(message) {
			t.Errorf("%s: got %s, %v", message, changed, err)
		}
	}
	for _, message := range []string{
		`{}`, `[]`, `{"type":"text","text":{"body":"x"}}`, `{"type":"image","image":7}`, `{"type":"template","template":{"components":[7,{"type":"header"}]}}`,
		`{"type":"template","template":{"components":[{"type":"header","parameters":[{"type":"text","text":"x"}]}]}}`,
		`{"type":"location","location":{"latitude":41.38506300000001,"longitude":2}}`,
	} {
		if id := whatsapp.FileID(json.RawMessage(message)); id != "" {
			t.Errorf("%s: got %q", message, id)
		}
		if same, err := whatsapp.WithFileID(json.RawMessage(message), "NEW"); err == nil && string(same) != message {
			t.Errorf("%s became %s", message, same)
		}
	}
	if _, err := whatsapp.WithFileID(json.RawMessage(strings.Repeat("[", 3)), "x"); err == nil {
		t.Error("what is no JSON passed")
	}
}
