package policy_test

import (
	"slices"
	"testing"

	"relevo/internal/policy"
)

func TestLimitedKey(t *testing.T) {
	t.Parallel()
	limit, err := policy.ReadLimit("conversation:read message:send")
	if err != nil {
		t.Fatal(err)
	}
	actor := policy.Actor{Kind: policy.APIKey, ID: "k", Scope: policy.Project("p"), Limit: limit}
	chosen := []policy.Permission{policy.ReadConversation, policy.SendMessage}
	for _, p := range policy.Permissions() {
		if actor.Has(p) != slices.Contains(chosen, p) {
			t.Errorf("%s: %v", p, actor.Has(p))
		}
	}
	if again, err := policy.ReadLimit(limit.String()); err != nil || again != limit || limit.IsZero() {
		t.Errorf("read again: %v, %v", again, err)
	}
	actor.Limit = policy.Limit{}
	for _, p := range policy.Permissions() {
		if actor.Has(p) != slices.Contains(policy.KeyPermissions(), p) {
			t.Errorf("without a limit, %s: %v", p, actor.Has(p))
		}
	}
}

func TestLimitTakesNoOthersPermission(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"key:manage", "conversation:read nonsense", "member:manage"} {
		limit, err := policy.ReadLimit(text)
		if err == nil {
			t.Errorf("%s was taken", text)
		}
		if actor := (policy.Actor{Kind: policy.APIKey, Limit: limit}); actor.Has(policy.ReadConversation) {
			t.Errorf("%s: what could not be read allows", text)
		}
	}
}
