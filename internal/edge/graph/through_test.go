package graph_test

import (
	"fmt"
	"testing"

	"relevo/internal/clock"
)

func TestTemplateBelowItsAccount(t *testing.T) {
	t.Parallel()
	eachLine(t, false, clock.System{}, func(t *testing.T, l *line) {
		list := l.Call(t, "GET", account+"/message_templates?name=order_update", "")
		id := fmt.Sprint(list.At("data", 0, "id"))
		one := l.Call(t, "GET", account+"/message_templates/"+id, "")
		one.Has(t, id, "id")
		one.Has(t, "order_update", "name")
		one.Has(t, "BODY", "components", 1, "type")
		few := l.Call(t, "GET", account+"/message_templates/"+id+"?fields=status", "")
		few.Has(t, "APPROVED", "status")
		if few.At("components") != nil {
			t.Errorf("more than the fields: %s", few.Text)
		}
		checkError(t, "no template", l.Call(t, "GET", account+"/message_templates/me", ""), 400, 100, 33, "GraphMethodException")
		checkError(t, "another's account", l.Call(t, "GET", version+"999/message_templates/"+id, ""), 400, 100, 33, "GraphMethodException")
	})
}
