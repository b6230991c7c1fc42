package sim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"relevo/internal/edge/sim"
)

func TestSendAnswers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	bsuid := dig[string](r, r.control("GET", "/customers/"+lucia, nil), "bsuid")
	_, out := r.graph("POST", number+"/messages", text("+1 (555) 010-4821", "a"))
	r.shape("send_phone", out)
	_, out = r.graph("POST", number+"/messages", object{"messaging_product": "whatsapp", "recipient": bsuid, "type": "text", "text": object{"body": "b"}})
	r.shape("send_bsuid", out)
	both := text(lucia, "c")
	both["recipient"] = bsuid
	_, out = r.graph("POST", number+"/messages", both)
	r.shape("send_both", out)
	_, out = r.graph("POST", number+"/messages", message(lucia, "template", object{"name": "hello_world", "language": object{"code": "en_US"}}))
	r.shape("send_template", out)
}

func TestStatusLadder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	body := text(lucia, "Hi")
	body["biz_opaque_callback_data"] = "outbox-7"
	id := r.send(body)
	r.advance(time.Second)
	value := r.value()
	r.shape("status_sent", value)
	if got := dig[string](r, value, "statuses", 0, "id"); got != id {
		t.Errorf("status for %s, want %s", got, id)
	}
	delivered := r.status("delivered")
	if delivered["pricing"] == nil || delivered["biz_opaque_callback_data"] != "outbox-7" {
		t.Errorf("delivered without pricing or callback data: %v", delivered)
	}
	r.advance(48 * time.Hour)
	r.quiet() // read never comes by a timer
	r.control("POST", "/customers/"+lucia+"/seen", nil)
	if read := r.status("read"); read["pricing"] != nil {
		t.Errorf("pricing a third time: %v", read)
	}
	r.control("POST", "/customers/"+lucia+"/seen", nil)
	r.quiet()
}

func TestConversationByVersion(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	status, _, out := r.request("POST", r.server.URL+"/v23.0/"+number+"/messages", bearer(),
		[]byte(`{"messaging_product":"whatsapp","to":"+15550104821","type":"template","template":{"name":"spring_sale","language":{"code":"en"},"components":[
		{"type":"header","parameters":[{"type":"image","image":{"link":"`+r.receiver.URL+`/none"}}]},
		{"type":"body","parameters":[{"type":"text","text":"Lucía"}]},
		{"type":"button","sub_type":"copy_code","index":"0","parameters":[{"type":"coupon_code","coupon_code":"SPRING15"}]}]}}`))
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, out)
	}
	r.advance(time.Second)
	r.shape("status_sent_v23", r.value())
	delivered := r.status("delivered")
	conversation := dig[object](r, delivered, "conversation")
	if conversation["expiration_timestamp"] != nil {
		t.Errorf("expiration outside sent: %v", conversation)
	}
}

func TestFreeEntryPoint(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, value := r.say(lucia, object{"type": "text", "text": "Hi", "referral": object{"headline": "Oak tables"}})
	if got := dig[string](r, value, "messages", 0, "referral", "headline"); got != "Oak tables" {
		t.Errorf("referral headline %q", got)
	}
	r.send(text(lucia, "Hello"))
	r.advance(time.Second)
	st := r.status("sent")
	if dig[string](r, st, "pricing", "type") != "free_entry_point" || dig[string](r, st, "conversation", "origin", "type") != "referral_conversion" {
		t.Errorf("status %v", st)
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.send(text(lucia, "too early"))
	r.advance(time.Second)
	r.shape("status_failed", r.value())
	r.opened()
	r.advance(24*time.Hour - time.Second)
	r.send(text(lucia, "in time"))
	r.advance(500 * time.Millisecond)
	r.status("sent")
	r.status("delivered")
	r.advance(time.Second)
	r.send(text(lucia, "too late"))
	r.advance(time.Second)
	if code := r.failure(); code != 131047 {
		t.Errorf("failed with %d", code)
	}
	r.send(message(lucia, "template", object{"name": "hello_world", "language": object{"code": "en_US"}}))
	r.advance(time.Second)
	r.status("sent")
}

func TestMagicRecipients(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for to, code := range map[string]int{
		"+15550104711": 131047, "+15550103326": 131026, "+1 555 010 3349": 131049, "+15559131042": 131042,
		"+15559130472": 130472, "+15559131050": 131050, "+15559131053": 131053, "+15559137000": 137000,
	} {
		if code == 131047 { // although the customer wrote
			r.control("POST", "/customers", object{"name": "Magic", "phone": to})
			r.say(to, object{"type": "text", "text": "hi"})
		}
		r.send(text(to, "hello"))
		r.advance(time.Second)
		if got := r.failure(); got != code {
			t.Errorf("%s failed with %d, want %d", to, got, code)
		}
	}
	r.send(message("+15550104711", "template", object{"name": "hello_world", "language": object{"code": "en_US"}}))
	r.advance(time.Second)
	r.status("sent")
	r.status("delivered")
	for to, code := range map[string]int{"+15559131056": 131056, "+15559131030": 131030} {
		if _, got := r.refused(text(to, "hello")); got != code {
			t.Errorf("%s refused with %d, want %d", to, got, code)
		}
	}
}

func TestRecipients(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	for to, waID := range map[string]string{
		"15550104821":      "15550104821", // complete with the own code
		"5550109999":       "15550109999", // the business's own code is put in front
		"4930999999":       "14930999999",
		"+49 30 123-456":   "4930123456",
		"+5531999990000":   "553199990000",
		"+52 55 1234 5678": "5215512345678",
	} {
		_, out := r.graph("POST", number+"/messages", text(to, "x"))
		if got := dig[string](r, out, "contacts", 0, "wa_id"); got != waID {
			t.Errorf("%s became %s, want %s", to, got, waID)
		}
		if got := dig[string](r, out, "contacts", 0, "input"); got != to {
			t.Errorf("input %s became %s", to, got)
		}
	}
	if _, code := r.refused(text(sim.DefaultDisplayPhoneNumber, "me")); code != 131021 {
		t.Errorf("own number refused with %d", code)
	}
	if _, code := r.refused(text("not a number", "x")); code != 131009 {
		t.Errorf("nonsense refused with %d", code)
	}
	r.control("PATCH", "/number", object{"allowed_recipients": []string{lucia}})
	if _, code := r.refused(text("+15550107730", "x")); code != 131030 {
		t.Errorf("not allowed: %d", code)
	}
	r.send(text(lucia, "allowed"))
}

func TestBSUIDInToIsLost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	bsuid := dig[string](r, r.control("GET", "/customers/"+lucia, nil), "bsuid")
	if id := r.send(text(bsuid, "lost")); !strings.HasPrefix(id, "wamid.") {
		t.Errorf("id %s", id)
	}
	r.advance(40 * 24 * time.Hour)
	r.quiet()
	if chat := dig[[]any](r, r.control("GET", "/customers/"+lucia+"/messages", nil), "data"); len(chat) != 1 {
		t.Errorf("the phone shows %d messages", len(chat))
	}
}

func TestCustomersWithoutPhone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	bsuid := "US.13491208655302741918"
	r.control("POST", "/customers", object{"name": "Aya", "bsuid": bsuid, "username": "@aya"})
	_, value := r.say(bsuid, object{"type": "text", "text": "hi"})
	r.shape("webhook_bsuid_only", value)
	r.send(object{"messaging_product": "whatsapp", "recipient": bsuid, "type": "text", "text": object{"body": "b"}})
	r.advance(time.Second)
	if st := r.status("sent"); st["recipient_id"] != nil || st["recipient_user_id"] != bsuid {
		t.Errorf("status %v", st)
	}
	r.status("delivered")
	_, code := r.refused(object{"messaging_product": "whatsapp", "recipient": bsuid, "type": "template", "template": object{
		"name": "login_code", "language": object{"code": "en"}, "components": []any{}}})
	if code != 131062 {
		t.Errorf("login code to a BSUID: %d", code)
	}
	r.send(object{"messaging_product": "whatsapp", "recipient": "US.1", "type": "text", "text": object{"body": "nobody"}})
	r.advance(time.Second)
	if code := r.failure(); code != 131026 {
		t.Errorf("unknown BSUID failed with %d", code)
	}
}

func TestPairRate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	for range 45 {
		r.send(text(lucia, "burst"))
	}
	status, out := r.graph("POST", number+"/messages", text(lucia, "one too many"))
	if status != http.StatusBadRequest {
		t.Errorf("status %d", status)
	}
	r.shape("error_pair", out)
	r.send(text("+15550107730", "another person"))
	r.clock.Advance(6 * time.Second)
	r.send(text(lucia, "after six seconds"))
	if _, code := r.refused(text(lucia, "again")); code != 131056 {
		t.Errorf("refused with %d", code)
	}
}

func TestThroughput(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for n := range 80 {
		r.send(text(fmt.Sprintf("+1555011%04d", n), "x"))
	}
	if status, code := r.refused(text("+15550119999", "x")); code != 130429 || status != http.StatusBadRequest {
		t.Errorf("refused with %d %d", status, code)
	}
	r.control("PATCH", "/number", object{"throughput": 1000})
	r.clock.Advance(time.Second)
	for n := range 200 {
		r.send(text(fmt.Sprintf("+1555012%04d", n), "x"))
	}
}

func TestPhoneSwitches(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	who := "/customers/" + lucia
	r.control("PATCH", who, object{"online": false})
	r.send(text(lucia, "later"))
	r.advance(time.Hour)
	r.status("sent")
	r.quiet()
	if on := dig[bool](r, r.control("GET", who+"/messages", nil), "data", 1, "on_phone"); on {
		t.Error("an offline phone shows a message")
	}
	r.control("PATCH", who, object{"online": true, "reads_at_once": true})
	r.advance(time.Second)
	r.status("delivered")
	r.status("read")
	r.control("PATCH", who, object{"read_receipts": false})
	r.send(text(lucia, "unseen"))
	r.advance(time.Second)
	r.status("sent")
	r.status("delivered")
	r.control("POST", who+"/seen", nil)
	r.quiet()
	r.control("PATCH", who, object{"deliver_after_seconds": 5, "reads_at_once": false})
	r.send(text(lucia, "slow"))
	r.advance(4 * time.Second)
	r.status("sent")
	r.quiet()
	r.advance(2 * time.Second)
	r.status("delivered")
	r.control("PATCH", who, object{"blocked": true})
	r.send(text(lucia, "blocked"))
	r.advance(time.Second)
	if code := r.failure(); code != 131026 {
		t.Errorf("blocked: %d", code)
	}
}

func TestOfflineForAMonthLosesMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	r.control("PATCH", "/customers/"+lucia, object{"online": false})
	r.send(text(lucia, "will vanish"))
	r.advance(31 * 24 * time.Hour)
	r.status("sent")
	r.control("PATCH", "/customers/"+lucia, object{"online": true})
	r.advance(time.Hour)
	r.quiet()
}

func TestReactions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.opened()
	reaction := func(to, emoji string) object {
		return message(lucia, "reaction", object{"message_id": to, "emoji": emoji})
	}
	r.send(reaction(id, "👍"))
	r.advance(time.Hour)
	r.status("sent")
	r.quiet() // a reaction gets nothing but sent
	if got := dig[string](r, r.control("GET", "/customers/"+lucia+"/messages", nil), "data", 0, "business_reaction"); got != "👍" {
		t.Errorf("the phone shows %q", got)
	}
	r.send(reaction("wamid.unknown", "👍"))
	r.advance(time.Second)
	if code := r.failure(); code != 131009 {
		t.Errorf("unknown target: %d", code)
	}
	r.advance(31 * 24 * time.Hour)
	r.opened()
	r.send(reaction(id, ""))
	r.advance(time.Second)
	if code := r.failure(); code != 131009 {
		t.Errorf("old target: %d", code)
	}
	quoting := reaction(id, "👍")
	quoting["context"] = object{"message_id": id}
	if _, code := r.refused(quoting); code != 131009 {
		t.Errorf("reaction with context: %d", code)
	}
}

func TestReadAndTyping(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.opened()
	second, _ := r.say(lucia, object{"type": "text", "text": "?"})
	status, out := r.graph("POST", number+"/messages", object{
		"messaging_product": "whatsapp", "status": "read", "message_id": second, "typing_indicator": object{"type": "text"},
	})
	if status != http.StatusOK || out["success"] != true {
		t.Fatalf("%d %v", status, out)
	}
	chat := r.control("GET", "/customers/"+lucia+"/messages", nil)
	for n, id := range []string{first, second} {
		if dig[string](r, chat, "data", n, "id") != id || dig[string](r, chat, "data", n, "state") != "read" {
			t.Errorf("message %d: %v", n, dig[object](r, chat, "data", n))
		}
	}
	if until := dig[string](r, chat, "customer", "business_typing_until"); until != "2026-05-12T09:00:25Z" {
		t.Errorf("typing until %s", until)
	}
	r.quiet()
	if status, _ := r.graph("POST", number+"/messages", object{"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x"}); status != http.StatusBadRequest {
		t.Errorf("unknown message marked read: %d", status)
	}
}

func TestAccountFailures(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	r.control("PATCH", "/number", object{"payment_issue": true})
	r.send(text(lucia, "unpaid"))
	r.advance(time.Second)
	if code := r.failure(); code != 131042 {
		t.Errorf("payment: %d", code)
	}
	r.control("PATCH", "/number", object{"payment_issue": false})
	if status, _ := r.graph("POST", number+"/settings", object{"user_identity_change": object{"enable_identity_key_check": true}}); status != 200 {
		t.Fatal(status)
	}
	_, value := r.say(lucia, object{"type": "text", "text": "hash?"})
	known := dig[string](r, value, "contacts", 0, "identity_key_hash")
	r.control("POST", "/customers/"+lucia+"/change-identity", nil)
	if got := dig[string](r, r.value(), "messages", 0, "system", "type"); got != "customer_identity_changed" {
		t.Errorf("system %s", got)
	}
	body := text(lucia, "careful")
	body["recipient_identity_key_hash"] = known
	r.send(body)
	r.advance(time.Second)
	if code := r.failure(); code != 137000 {
		t.Errorf("identity: %d", code)
	}
	r.graph("POST", number+"/deregister", nil)
	if _, code := r.refused(text(lucia, "x")); code != 133010 {
		t.Errorf("deregistered: %d", code)
	}
}

func TestPlayed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	_, media := r.upload("note.ogg", "audio/ogg; codecs=opus", []byte("OggS…"))
	id := r.send(message(lucia, "audio", object{"id": media["id"], "voice": true}))
	r.advance(time.Second)
	r.status("sent")
	r.status("delivered")
	r.control("POST", "/customers/"+lucia+"/played", object{"message_id": id})
	r.status("read")
	r.status("played")
	r.control("POST", "/customers/"+lucia+"/played", object{"message_id": id})
	r.quiet()
}

func TestDeliveredMayBeMissing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.opened()
	r.control("PATCH", "/customers/"+lucia, object{"reads_at_once": true})
	r.control("POST", "/faults", object{"kind": "skip_delivered"})
	r.send(text(lucia, "shown at once"))
	r.advance(time.Second)
	r.status("sent")
	if read := r.status("read"); read["pricing"] == nil {
		t.Errorf("read without pricing: %v", read)
	}
	r.quiet()
}

func TestBurstAvoidsMagicNumbers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control("PATCH", "/number", object{"throughput": 1000})
	r.hook() // tells of the upgrade
	r.control("POST", "/burst", object{"messages": 60, "customers": 60})
	for range 60 {
		from := dig[string](r, r.value(), "messages", 0, "from")
		r.send(text("+"+from, "answer"))
	}
	r.advance(time.Second)
	for range 120 {
		if st := dig[object](r, r.value(), "statuses", 0); st["status"] == "failed" {
			t.Errorf("failed: %v", st)
		}
	}
	r.quiet()
}
