package work_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"relevo/internal/edge/record/recordtest"
)

// A conversation ends 24 hours after the last thing that happened in it, not
// after the first, and once.
func TestSilenceEndsAConversation(t *testing.T) {
	t.Parallel()
	eachStill(t, func(t *testing.T, l *line) {
		id := l.customer(t, ana)
		status := func() string { return fmt.Sprint(l.Call(t, "GET", threads+"/"+id, "").At("data", "status")) }
		l.advance(t, 23*time.Hour)
		l.control(t, "POST", "/customers/"+ana+"/messages", `{"type":"text","text":"still here"}`)
		l.until(t, "the second message", func() bool {
			return fmt.Sprint(l.Call(t, "GET", threads+"/"+id, "").At("data", "kapso", "messages_count")) == "2"
		})
		l.advance(t, 2*time.Hour) // the job looks, and waits for what is left
		l.advance(t, 20*time.Hour)
		if got := status(); got != "active" {
			t.Fatalf("22 hours after the last message it is %s", got)
		}
		l.Call(t, "PATCH", threads+"/"+id, `{"whatsapp_conversation":{"status":"ended"}}`)
		l.Call(t, "PATCH", threads+"/"+id, `{"whatsapp_conversation":{"status":"active"}}`)
		l.advance(t, 3*time.Hour)
		l.advance(t, time.Hour)
		if got := status(); got != "active" {
			t.Fatalf("4 hours after it was reopened it is %s", got)
		}
		l.advance(t, 21*time.Hour)
		l.until(t, "the end", func() bool { return status() == "ended" })
		l.Call(t, "GET", threads+"/"+id, "").Has(t, "system", "data", "kapso", "closed_by")
		l.Call(t, "GET", threads+"/"+id+"/activities", "").Has(t, "ended_by_silence", "data", 0, "type")
		l.advance(t, 48*time.Hour)
		l.until(t, "no timer is left", func() bool { return l.count(t, `SELECT count(*) FROM jobs WHERE kind = 'end_silence'`) == 0 })
	})
}

// What is closed takes nothing from the inbox; the customer and programs begin
// a new conversation, beside which the old one stays closed.
func TestAClosedConversation(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		id := l.customer(t, ana)
		path := threads + "/" + id
		l.Call(t, "PATCH", path, `{"whatsapp_conversation":{"status":"ended"}}`).Has(t, "ended", "data", "status")
		refused := l.Call(t, "POST", path+"/messages", `{"message":{"type":"text","text":{"body":"late"}},"client_id":"late"}`)
		if refused.Status != http.StatusConflict || refused.At("code") != "conversation_closed" {
			t.Errorf("the inbox writes: %d %s", refused.Status, refused.Text)
		}

		sent := l.Call(t, "POST", graphNumber+"/messages", `{"messaging_product":"whatsapp","to":"+`+ana+`","type":"text","text":{"body":"from a program"}}`)
		if sent.Status != http.StatusOK {
			t.Fatalf("a program writes: %d %s", sent.Status, sent.Text)
		}
		l.control(t, "POST", "/customers/"+ana+"/messages", `{"type":"text","text":"again"}`)
		var open recordtest.Reply
		l.until(t, "both in one new conversation", func() bool {
			open = l.Call(t, "GET", threads+"?status=active", "")
			return len(open.Records()) == 1 && fmt.Sprint(open.At("data", 0, "kapso", "messages_count")) == "2"
		})
		newer := fmt.Sprint(open.At("data", 0, "id"))
		if newer == id {
			t.Error("the closed conversation was opened")
		}
		reopened := l.Call(t, "PATCH", path, `{"whatsapp_conversation":{"status":"active"}}`)
		if reopened.Status != http.StatusConflict || reopened.At("code") != "another_conversation_active" {
			t.Errorf("reopen beside the newer one: %d %s", reopened.Status, reopened.Text)
		}
		reopened.Has(t, newer, "fields", "conversation_id")
		l.Call(t, "PATCH", threads+"/"+newer, `{"whatsapp_conversation":{"status":"ended"}}`)
		l.Call(t, "PATCH", path, `{"whatsapp_conversation":{"status":"active"}}`).Has(t, "active", "data", "status")
	})
}
