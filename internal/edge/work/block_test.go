package work_test

import (
	"fmt"
	"testing"

	"relevo/internal/edge/record/recordtest"
)

func TestBlockingIsWhatsApps(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		l.customer(t, ana)
		path := contacts + "/" + ana + "/block"
		body := `{"block":{"phone_number_id":"` + recordtest.PhoneNumberID + `"}}`
		blocked := func(want string, r recordtest.Reply) {
			t.Helper()
			r.Has(t, want, "data", "blocked_phone_number_ids")
			l.Call(t, "GET", contacts+"/"+ana, "").Has(t, want, "data", "blocked_phone_number_ids")
		}
		blocked("["+recordtest.PhoneNumberID+"]", l.Call(t, "POST", path, body))
		if r := l.Call(t, "GET", graphNumber+"/block_users", ""); len(r.Records()) != 1 {
			t.Errorf("blocked at WhatsApp: %d %s", r.Status, r.Text)
		}
		blocked("[]", l.Call(t, "DELETE", path+"?phone_number_id="+recordtest.PhoneNumberID, ""))
		if r := l.Call(t, "GET", graphNumber+"/block_users", ""); len(r.Records()) != 0 {
			t.Errorf("still blocked at WhatsApp: %d %s", r.Status, r.Text)
		}
		for body, want := range map[string]int{`{}`: 422, `{"block":{"phone_number_id":"0"}}`: 404} {
			if r := l.Call(t, "POST", path, body); r.Status != want {
				t.Errorf("%s: %d %s", body, r.Status, r.Text)
			}
		}
	})
}

func TestBlockingInGraphsForm(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		l.customer(t, ana)
		body := `{"messaging_product":"whatsapp","block_users":[{"user":"+` + ana + `"}]}`
		r := l.Call(t, "POST", graphNumber+"/block_users", body)
		r.Has(t, ana, "block_users", "added_users", 0, "wa_id")
		l.Call(t, "GET", contacts+"/"+ana, "").Has(t, "["+recordtest.PhoneNumberID+"]", "data", "blocked_phone_number_ids")
		l.Call(t, "DELETE", graphNumber+"/block_users", body).Has(t, ana, "block_users", "removed_users", 0, "wa_id")
		l.Call(t, "GET", contacts+"/"+ana, "").Has(t, "[]", "data", "blocked_phone_number_ids")
	})
}

// WhatsApp would refuse what is sent to somebody whom the number has blocked:
// the sender is told at once, and nothing is left behind.
func TestNothingIsSentToWhomTheNumberBlocked(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		open := l.customer(t, ana)
		first := `{"whatsapp_conversation":{"phone_number_id":"` + recordtest.PhoneNumberID + `","phone_number":"+` + ana + `"},
			"message":{"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}},"client_id":"%s"}`
		before := l.Call(t, "POST", threads, fmt.Sprintf(first, "before"))
		if before.Status != 202 {
			t.Fatalf("%d %s", before.Status, before.Text)
		}
		l.Call(t, "POST", contacts+"/"+ana+"/block", `{"block":{"phone_number_id":"`+recordtest.PhoneNumberID+`"}}`)
		for path, body := range map[string]string{
			threads:                            fmt.Sprintf(first, "after"),
			threads + "/" + open + "/messages": `{"message":{"type":"text","text":{"body":"Still there?"}},"client_id":"text"}`,
		} {
			r := l.Call(t, "POST", path, body)
			if r.Status != 409 || fmt.Sprint(r.At("code")) != "contact_blocked" {
				t.Errorf("%s: %d %s", path, r.Status, r.Text)
			}
		}
		again := l.Call(t, "POST", threads, fmt.Sprintf(first, "before"))
		again.Has(t, fmt.Sprint(before.At("data", "message", "kapso", "id")), "data", "message", "kapso", "id")
		if rows := l.Call(t, "GET", messages+"?conversation_id="+open+"&direction=outbound", "").Records(); len(rows) != 1 {
			t.Errorf("%d messages left, want the one before the block", len(rows))
		}
		l.Call(t, "DELETE", contacts+"/"+ana+"/block?phone_number_id="+recordtest.PhoneNumberID, "")
		if r := l.Call(t, "POST", threads, fmt.Sprintf(first, "after")); r.Status != 202 {
			t.Errorf("after the block was lifted: %d %s", r.Status, r.Text)
		}
	})
}

// Somebody who has not written for a day can't be blocked: WhatsApp's own words
// say so.
func TestARefusedBlockSaysWhy(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		l.customer(t, ana)
		l.control(t, "POST", "/clock", `{"advance":"25h"}`)
		r := l.Call(t, "POST", contacts+"/"+ana+"/block", `{"block":{"phone_number_id":"`+recordtest.PhoneNumberID+`"}}`)
		if r.Status != 409 {
			t.Fatalf("%d %s", r.Status, r.Text)
		}
		r.Has(t, "whatsapp_refused", "code")
		r.Has(t, "131047", "fields", "whatsapp_code")
		l.Call(t, "GET", contacts+"/"+ana, "").Has(t, "[]", "data", "blocked_phone_number_ids")
		told := l.Call(t, "POST", graphNumber+"/block_users", `{"messaging_product":"whatsapp","block_users":[{"user":"`+ana+`"}]}`)
		if told.Status != 400 || fmt.Sprint(told.At("error", "code")) != "139100" {
			t.Errorf("in Graph's form: %d %s", told.Status, told.Text)
		}
	})
}
