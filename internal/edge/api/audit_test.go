package api_test

import (
	"encoding/json"
	"os"
	"testing"

	"relevo/internal/app"
)

// The audit page has a sentence for each action, so that nobody reads its name.
func TestEveryAuditActionHasWords(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../../../web/src/features/settings/en.json")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	if err := json.Unmarshal(file, &words); err != nil {
		t.Fatal(err)
	}
	for _, action := range app.AuditActions {
		if words["did."+action] == "" {
			t.Errorf("there are no words for %q", action)
		}
	}
}
