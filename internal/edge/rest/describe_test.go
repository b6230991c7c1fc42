package rest_test

import (
	"context"
	"encoding/json"
	"testing"

	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/policy"
)

// TestDescription holds what an operation's description takes from its use
// case: id, security, errors and permission.
func TestDescription(t *testing.T) {
	t.Parallel()
	mount := func(s *rest.Server, route, name string, rule policy.Rule, options ...rest.Option) {
		rest.Mount(s, route, app.UseCase[struct{}, struct{}]{
			Name: name, Rule: rule, Mode: app.Read, Run: func(*app.Call, struct{}) (none struct{}, err error) { return none, nil },
		}, func(context.Context, *struct{}) (none struct{}, err error) { return none, nil },
			func(struct{}) *rest.Empty { return nil }, options...)
	}
	h := newHarness(t, func(s *rest.Server) {
		mountEchoFor(policy.Needs(policy.SendMessage), rest.Summary("Echo"), rest.Doc("Gives back."))(s)
		mount(s, "GET /platform/v1/public", "test.public", policy.Anyone)
		mount(s, "GET /platform/v1/keys", "test.keys", policy.Needs(policy.ManageKey))
		mount(s, "GET /platform/v1/person", "test.person", policy.AnyPerson)
		mount(s, "GET /platform/v1/person/again", "test.person", policy.AnyPerson, rest.Variant("again"))
	})
	raw := description(t, h)
	if again := description(t, h); again != raw {
		t.Error("the description differs from one time to the next")
	}
	var parsed struct {
		Paths map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(raw), &parsed); err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(parsed.Paths, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "description.json", string(got)+"\n")
}
