package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"relevo/internal/edge/record/recordtest"
)

// What a colleague wrote after the position that the writer saw is shown before
// the answer goes out; one's own messages never stand in the way.
func TestSendAfterSomebodyElse(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		me, mate := loggedIn(t, s, "me@shop.test"), loggedIn(t, s, "mate@shop.test")
		path := conversations + "/" + onlyConversation(t, s) + "/messages"
		send := func(who []string, text string, seen int64) recordtest.Reply {
			return ask(t, s, "POST", path, fmt.Sprintf(`{"message":{"type":"text","text":{"body":%q}},"client_id":%q,"seen_pos":%d}`, text, text, seen), who...)
		}
		thumb := `{"message":{"type":"reaction","reaction":{"message_id":"wamid.1","emoji":"👍"}},"client_id":"thumb"}`
		if r := ask(t, s, "POST", path, thumb, mate...); r.Status != http.StatusAccepted {
			t.Fatalf("a reaction: %d %s", r.Status, r.Text)
		}
		if r := send(me, "mine", 0); r.Status != http.StatusAccepted {
			t.Fatalf("nobody else has written: %d %s", r.Status, r.Text)
		}
		if r := send(me, "mine too", 0); r.Status != http.StatusAccepted {
			t.Fatalf("only I have written: %d %s", r.Status, r.Text)
		}
		stale := send(mate, "hers", 0)
		if stale.Status != http.StatusConflict {
			t.Fatalf("a stale send: %d %s", stale.Status, stale.Text)
		}
		stale.Has(t, "stale_send", "code")
		stale.Has(t, "Somebody else has answered meanwhile.", "error")
		stale.Has(t, "mine", "missed", 0, "text", "body")
		stale.Has(t, "mine too", "missed", 1, "text", "body")
		if list := ask(t, s, "GET", path[:len(path)-len("/messages")], ""); fmt.Sprint(list.At("data", "kapso", "messages_count")) != "4" {
			t.Errorf("the refused message is stored: %s", list.Text)
		}
		// Placed or not yet, a rival counts until its position was seen.
		const last = 6 // two joined, received, reacted, queued, queued
		place(t, s, last)
		if r := send(mate, "hers", last-1); r.Status != http.StatusConflict || fmt.Sprint(r.At("missed", 1)) != "<nil>" {
			t.Errorf("the last one was not seen: %d %s", r.Status, r.Text)
		}
		if r := send(mate, "hers", last); r.Status != http.StatusAccepted {
			t.Errorf("all was seen: %d %s", r.Status, r.Text)
		}
		if r := send(me, "mine", 0); r.Status != http.StatusAccepted {
			t.Errorf("a repeat is no new send: %d %s", r.Status, r.Text)
		}
		if r := ask(t, s, "POST", path, `{"message":{"type":"text","text":{"body":"blind"}},"client_id":"blind"}`, me...); r.Status != http.StatusAccepted {
			t.Errorf("a send without a position: %d %s", r.Status, r.Text)
		}
	})
}

func TestInboxSendByIdempotencyKey(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		path := conversations + "/" + onlyConversation(t, s) + "/messages"
		const body = `{"message":{"type":"text","text":{"body":"once"}}}`
		first := ask(t, s, "POST", path, body, "Idempotency-Key", "k1")
		again := ask(t, s, "POST", path, body, "Idempotency-Key", "k1")
		if first.Status != http.StatusAccepted || again.Status != http.StatusAccepted || first.At("data", "id") != again.At("data", "id") {
			t.Errorf("got %d %s and %d %s", first.Status, first.Text, again.Status, again.Text)
		}
		if r := ask(t, s, "POST", path, `{"message":{"type":"text","text":{"body":"twice"}}}`, "Idempotency-Key", "k1"); r.Status != http.StatusConflict {
			t.Errorf("the key of another message: %d %s", r.Status, r.Text)
		}
	})
}
