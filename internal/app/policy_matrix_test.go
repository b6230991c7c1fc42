package app

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relevo/internal/policy"
)

var updateGolden = flag.Bool("update", false, "rewrite the golden files")

// TestPolicyMatrix makes every change of a right a visible difference: each
// use case against each kind of actor.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	scope := policy.Project("p")
	actors := []struct {
		name  string
		actor policy.Actor
	}{
		{"nobody", policy.Actor{}},
		{"owner", policy.Actor{Kind: policy.User, ID: "u", Scope: scope, Role: policy.RoleOwner}},
		{"admin", policy.Actor{Kind: policy.User, ID: "u", Scope: scope, Role: policy.RoleAdmin}},
		{"member", policy.Actor{Kind: policy.User, ID: "u", Scope: scope, Role: policy.RoleMember}},
		{"inbox", policy.Actor{Kind: policy.User, ID: "u", Scope: scope, Role: policy.RoleInbox}},
		{"no_project", policy.Actor{Kind: policy.User, ID: "u"}},
		{"api_key", policy.Actor{Kind: policy.APIKey, ID: "k", Scope: scope}},
		{"embed", policy.Actor{Kind: policy.Embed, ID: "e", Scope: scope}},
		{"system", policy.Actor{Kind: policy.System}},
		{"operator", policy.Actor{Kind: policy.Operator}},
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-34s %-22s", "use case", "rule")
	for _, a := range actors {
		fmt.Fprintf(&b, " %-10s", a.name)
	}
	b.WriteString("\n")
	for _, u := range UseCases() {
		if u.Rule.IsZero() {
			t.Errorf("%s has no rule", u.Name)
		}
		fmt.Fprintf(&b, "%-34s %-22s", u.Name, u.Rule)
		for _, a := range actors {
			verdict := "deny"
			if policy.Check(u.Rule, a.actor) == nil {
				verdict = "allow"
			}
			fmt.Fprintf(&b, " %-10s", verdict)
		}
		b.WriteString("\n")
	}
	path := filepath.Join("testdata", "policy_matrix.txt")
	got := trimLines(b.String())
	if *updateGolden {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the rights differ from %s; look at each and run with -update:\n%s", path, got)
	}
}

func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}
