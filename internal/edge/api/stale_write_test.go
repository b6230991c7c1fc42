package api_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"relevo/internal/edge/record/recordtest"
)

// Who names what they saw writes over nothing that somebody else wrote since;
// who names nothing writes as ever.
func TestNoteThatSomebodyElseChanged(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		path := contacts + "/" + ana + "/notes"
		first := ask(t, s, "POST", path, `{"note":{"name":"Bell","content":"Ring twice."}}`)
		one, seen := path+"/"+fmt.Sprint(first.At("data", "id")), fmt.Sprint(first.At("data", "updated_at"))
		save := func(content, seen string) recordtest.Reply {
			return ask(t, s, "PATCH", one, fmt.Sprintf(`{"note":{"content":%q},"seen_updated_at":%q}`, content, seen))
		}
		theirs := save("The bell is mended.", seen)
		if theirs.Status != http.StatusOK {
			t.Fatalf("nobody else has written: %d %s", theirs.Status, theirs.Text)
		}
		refused := func(what string, r recordtest.Reply) {
			t.Helper()
			if r.Status != http.StatusConflict {
				t.Fatalf("%s: %d %s", what, r.Status, r.Text)
			}
			r.Has(t, "stale_write", "code")
			r.Has(t, "Somebody else has changed this meanwhile.", "error")
			r.Has(t, "The bell is mended.", "current", "content")
			r.Has(t, fmt.Sprint(theirs.At("data", "updated_at")), "current", "updated_at")
		}
		refused("a stale change", save("Ring once.", seen))
		refused("a stale deletion", ask(t, s, "DELETE", one+"?seen_updated_at="+seen, ""))
		ask(t, s, "GET", one, "").Has(t, "The bell is mended.", "data", "content")
		kept := save("Ring once.", fmt.Sprint(theirs.At("data", "updated_at")))
		kept.Has(t, "Ring once.", "data", "content")
		if r := save("Ring once.", "yesterday"); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("no instant: %d %s", r.Status, r.Text)
		}
		ask(t, s, "PATCH", one, `{"note":{"content":"blind"}}`).Has(t, "blind", "data", "content")
		last := fmt.Sprint(ask(t, s, "GET", one, "").At("data", "updated_at"))
		if r := ask(t, s, "DELETE", one+"?seen_updated_at="+last, ""); r.Status != http.StatusNoContent {
			t.Errorf("a deletion of what was seen: %d %s", r.Status, r.Text)
		}
	})
}

func TestNoteOfWhichOnlyOneChangeWins(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		note := ask(t, s, "POST", contacts+"/"+ana+"/notes", `{"note":{"content":"Ring twice."}}`)
		one := contacts + "/" + ana + "/notes/" + fmt.Sprint(note.At("data", "id"))
		statuses := make([]int, 8)
		var all sync.WaitGroup
		for n := range statuses {
			all.Go(func() {
				statuses[n] = ask(t, s, "PATCH", one, fmt.Sprintf(`{"note":{"content":"writer %d"},"seen_updated_at":%q}`, n, note.At("data", "updated_at"))).Status
			})
		}
		all.Wait()
		count := map[int]int{}
		for _, status := range statuses {
			count[status]++
		}
		if count[http.StatusOK] != 1 || count[http.StatusConflict] != len(statuses)-1 {
			t.Errorf("answers by status: %v", count)
		}
	})
}

func TestDisplayNameThatSomebodyElseChanged(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		rename := func(name, seen string) recordtest.Reply {
			return ask(t, s, "PATCH", contacts+"/"+ana, fmt.Sprintf(`{"contact":{"display_name":%q},"seen_display_name":%q}`, name, seen))
		}
		if r := rename("Ana of the harbour", ""); r.Status != http.StatusOK {
			t.Fatalf("nobody else has written: %d %s", r.Status, r.Text)
		}
		stale := rename("Ana B.", "")
		if stale.Status != http.StatusConflict {
			t.Fatalf("a stale name: %d %s", stale.Status, stale.Text)
		}
		stale.Has(t, "stale_write", "code")
		stale.Has(t, "Ana of the harbour", "current", "display_name")
		if r := rename("Ana of the harbour", ""); r.Status != http.StatusOK {
			t.Errorf("both chose the same: %d %s", r.Status, r.Text)
		}
		s.Receive(t, from(ana, "Ana Beltrán", "wamid.2", "my name now", start.Unix()-50))
		if r := rename("Ana B.", "Ana of the harbour"); r.Status != http.StatusOK {
			t.Errorf("what WhatsApp tells stands in nobody's way: %d %s", r.Status, r.Text)
		}
		ask(t, s, "PATCH", contacts+"/"+ana, `{"contact":{"display_name":"blind"}}`).Has(t, "blind", "data", "display_name")
	})
}
