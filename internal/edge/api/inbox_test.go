package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/conversation"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// loggedIn gives the headers of a person's own requests.
func loggedIn(t *testing.T, s *recordtest.Shop, email string) []string {
	t.Helper()
	return loggedInAs(t, s, email, policy.RoleMember)
}

func loggedInAs(t *testing.T, s *recordtest.Shop, email string, role policy.Role) []string {
	t.Helper()
	recordtest.Do(t, s, recordtest.Operator, app.CreateUser,
		app.CreateUserIn{Project: s.Project, Email: email, Name: "Ana", Role: role, Password: anaPassword})
	r := s.Call(t, "POST", "/platform/v1/session", `{"session":{"email":"`+email+`","password":"`+anaPassword+`"}}`, "X-API-Key", "")
	cookie, _, _ := strings.Cut(r.Header.Get("Set-Cookie"), ";")
	if cookie == "" {
		t.Fatalf("log in: %d %s", r.Status, r.Text)
	}
	return []string{"X-API-Key", "", "Cookie", cookie}
}

func TestConversationIsChanged(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		path := conversations + "/" + onlyConversation(t, s)
		ask(t, s, "PATCH", path, `{"whatsapp_conversation":{"status":"ended"}}`).Has(t, "ended", "data", "status")
		ask(t, s, "PATCH", path, `{"metadata":{"User_Tier":"x","list":[1]}}`).Has(t, "map[User_Tier:x list:[1]]", "data", "metadata")
		ask(t, s, "PATCH", path, `{"whatsapp_conversation":{"status":"active","metadata":{}}}`).Has(t, "map[]", "data", "metadata")
		ask(t, s, "PATCH", path, ``).Has(t, "active", "data", "status")
		for body, want := range map[string]string{
			`{"whatsapp_conversation":{"status":"archived"}}`: "422 invalid_input",
			`{"metadata":[1]}`: "422 invalid_input",
			`{"metadata":"x"}`: "422 invalid_input",
			`{"metadata":{"a":"` + strings.Repeat("x", 64<<10) + `"}}`: "422 invalid_input",
			`{"whatsapp_conversation":{"status":7}}`:                   "422 invalid_input",
			`{`:                                                        "400 invalid_json",
			`{"metadata":{"a":"` + strings.Repeat("x", 1<<20+1) + `"}}   `: "413 too_large",
		} {
			r := ask(t, s, "PATCH", path, body)
			if got := fmt.Sprint(r.Status, " ", r.At("code")); got != want {
				t.Errorf("%.60s: got %s, want %s", body, got, want)
			}
		}
		ask(t, s, "GET", path, "").Has(t, "map[]", "data", "metadata")
	})
}

func TestReadingBelongsToThePerson(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		for i := range 3 {
			s.Receive(t, textFrom(ana, fmt.Sprintf("wamid.%d", i), "hi", start.Unix()-60+int64(i)))
		}
		me, other := loggedIn(t, s, "me@shop.test"), loggedIn(t, s, "other@shop.test")
		path := conversations + "/" + onlyConversation(t, s)
		unread := func(want string, who ...string) {
			t.Helper()
			ask(t, s, "GET", path, "", who...).Has(t, want, "data", "kapso", "unread_count")
		}
		unread("3", me...)
		ask(t, s, "POST", path+"/read", `{"last_message_id":"wamid.1"}`, me...).Has(t, "1", "data", "kapso", "unread_count")
		ask(t, s, "POST", path+"/read", ``, me...).Has(t, "0", "data", "kapso", "unread_count")
		unread("3", other...)
		unread("3")
		ask(t, s, "DELETE", path+"/read", ``, me...).Has(t, "1", "data", "kapso", "unread_count")
		if list := ask(t, s, "GET", conversations+"?unread=true", "", me...).IDs(); len(list) != 1 {
			t.Errorf("unread list: %v", list)
		}
		if r := ask(t, s, "POST", path+"/read", `{"last_message_id":"wamid.x"}`, me...); r.Status != 404 {
			t.Errorf("unknown message: %d", r.Status)
		}
		if r := ask(t, s, "DELETE", path+"/read", ``); r.Status != 403 {
			t.Errorf("a key has no eyes: %d", r.Status)
		}
	})
}

func TestDraftBelongsToThePerson(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		me, other := loggedIn(t, s, "me@shop.test"), loggedIn(t, s, "other@shop.test")
		path := conversations + "/" + onlyConversation(t, s) + "/draft"
		ask(t, s, "PUT", path, `{"draft":{"text":"half a <sentence>"}}`, me...).Has(t, "half a <sentence>", "data", "text")
		ask(t, s, "GET", path, ``, me...).Has(t, "half a <sentence>", "data", "text")
		ask(t, s, "GET", path, ``, other...).Has(t, "", "data", "text")
		if r := ask(t, s, "PUT", path, `{"draft":{"text":"`+strings.Repeat("x", app.MaxDraft+1)+`"}}`, me...); r.Status != 422 {
			t.Errorf("a draft too long: %d", r.Status)
		}
		if r := ask(t, s, "DELETE", path, ``, me...); r.Status != 204 || r.Text != "" || r.Header.Get("Content-Type") != "" {
			t.Errorf("delete: %d %q %v", r.Status, r.Text, r.Header)
		}
		ask(t, s, "GET", path, ``, me...).Has(t, "", "data", "text")
		if r := ask(t, s, "GET", path, ``); r.Status != 403 {
			t.Errorf("a key writes no drafts: %d", r.Status)
		}
	})
}

// A draft carries which message it answers, also before anything is written,
// and whether or not that message is there.
func TestDraftCarriesWhatItAnswers(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		me := loggedIn(t, s, "me@shop.test")
		path := conversations + "/" + onlyConversation(t, s) + "/draft"
		for _, text := range []string{"", "Yes, we do"} {
			ask(t, s, "PUT", path, `{"draft":{"text":"`+text+`","reply_to":"wamid.1"}}`, me...).Has(t, "wamid.1", "data", "reply_to")
			r := ask(t, s, "GET", path, ``, me...)
			r.Has(t, text, "data", "text")
			r.Has(t, "wamid.1", "data", "reply_to")
			ask(t, s, "GET", "/platform/v1/whatsapp/drafts", ``, me...).Has(t, "wamid.1", "data", 0, "reply_to")
		}
		for name, id := range map[string]string{"long": strings.Repeat("x", 513), "control": `a\u0000b`} {
			if r := ask(t, s, "PUT", path, `{"draft":{"text":"","reply_to":"`+id+`"}}`, me...); r.Status != 422 {
				t.Errorf("%s: %d %s", name, r.Status, r.Text)
			}
		}
		ask(t, s, "PUT", path, `{"draft":{"text":"Yes, we do"}}`, me...).Has(t, "", "data", "reply_to")
		ask(t, s, "PUT", path, `{"draft":{"text":""}}`, me...)
		ask(t, s, "GET", "/platform/v1/whatsapp/drafts", ``, me...).Has(t, "[]", "data")
	})
}

// A person's drafts come at once, the latest first, and nobody else's.
func TestOwnDraftsAreListed(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		const drafts = "/platform/v1/whatsapp/drafts"
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		s.Receive(t, textFrom("15550107702", "wamid.2", "hi", start.Unix()-50))
		all := ask(t, s, "GET", conversations, "").IDs()
		me, other := loggedIn(t, s, "me@shop.test"), loggedIn(t, s, "other@shop.test")
		write := func(id, text string, who []string) {
			ask(t, s, "PUT", conversations+"/"+id+"/draft", `{"draft":{"text":"`+text+`"}}`, who...)
		}
		ask(t, s, "GET", drafts, "", me...).Has(t, "[]", "data")
		write(all[0], "mine", me)
		write(all[1], "hers", other)
		list := ask(t, s, "GET", drafts, "", me...)
		if n := len(list.Records()); n != 1 {
			t.Errorf("%d drafts: %s", n, list.Text)
		}
		list.Has(t, all[0], "data", 0, "conversation_id")
		list.Has(t, "mine", "data", 0, "text")
		write(all[0], "", me)
		ask(t, s, "GET", drafts, "", me...).Has(t, "[]", "data")
		if r := ask(t, s, "GET", drafts, ""); r.Status != 403 {
			t.Errorf("a key has drafts: %d %s", r.Status, r.Text)
		}
	})
}

// The person's other screens hear that a draft changed, once for each change,
// and nobody hears what is in it.
func TestDraftsAreTold(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		me := loggedIn(t, s, "me@shop.test")
		id := onlyConversation(t, s)
		path := conversations + "/" + id + "/draft"
		for range 2 {
			ask(t, s, "PUT", path, `{"draft":{"text":"a secret"}}`, me...).Has(t, "a secret", "data", "text")
		}
		for range 2 {
			ask(t, s, "DELETE", path, ``, me...)
		}
		place(t, s, 4)
		page := ask(t, s, "GET", events+"?after=2", "") // received, joined
		if told := len(page.Records()); told != 2 || strings.Contains(page.Text, "a secret") {
			t.Errorf("%d events: %s", told, page.Text)
		}
		for i := range 2 {
			page.Has(t, "conversation.draft_changed", "data", i, "type")
			page.Has(t, id, "data", i, "data", "conversation_id")
		}
	})
}

// WhatsApp's time has whole seconds. What a person writes in the second of our
// answer stands before it or behind it, as it came.
func TestOrderWithinASecond(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		clk := s.App.Clock.(*clock.Manual)
		second := clk.Now().Truncate(time.Second).Add(time.Second)
		clk.Advance(second.Sub(clk.Now()) + 200*time.Millisecond)
		s.Receive(t, textFrom(ana, "wamid.1", "before", second.Unix()))
		me := loggedIn(t, s, "me@shop.test")
		path := conversations + "/" + onlyConversation(t, s)
		clk.Advance(200 * time.Millisecond)
		ask(t, s, "POST", path+"/messages", `{"message":{"type":"text","text":{"body":"ours"}},"client_id":"c1"}`, me...)
		clk.Advance(200 * time.Millisecond)
		s.Receive(t, textFrom(ana, "wamid.2", "behind", second.Unix()))
		ask(t, s, "GET", path, "").Has(t, "behind", "data", "kapso", "last_message_text")
		page := ask(t, s, "GET", messages+"?until="+url.QueryEscape(second.Format(time.RFC3339)), "")
		for i, text := range []string{"behind", "ours", "before"} {
			page.Has(t, text, "data", i, "text", "body")
		}
	})
}

func TestSendIsQueuedOnce(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		me := loggedIn(t, s, "me@shop.test")
		path := conversations + "/" + onlyConversation(t, s)
		body := `{"message":{"type":"text","text":{"body":"a & b"}},"client_id":"c1","seen_pos":1}`
		first := ask(t, s, "POST", path+"/messages", body, me...)
		if first.Status != 202 {
			t.Fatalf("send: %d %s", first.Status, first.Text)
		}
		first.Has(t, "queued", "data", "kapso", "status")
		first.Has(t, "a & b", "data", "text", "body")
		first.Has(t, ana, "data", "to")
		first.Has(t, "c1", "data", "kapso", "client_id")
		id := fmt.Sprint(first.At("data", "kapso", "id"))
		first.Has(t, id, "data", "id")
		ask(t, s, "POST", path+"/messages", body, me...).Has(t, id, "data", "id")
		ask(t, s, "GET", path, "").Has(t, "2", "data", "kapso", "messages_count")

		const wamid = "wamid.HBg/AA=="
		recordtest.Do(t, s, recordtest.Inside, app.RecordSendResult, app.SendResult{MessageID: ids.MessageID(id), WAMID: wamid, ByTheQueue: true,
			Answer: conversation.Answer{HTTPStatus: 200, Body: []byte(`{}`)}})
		for _, name := range []string{id, url.PathEscape(wamid), "wamid.HBg%2FAA%3D%3D"} {
			r := ask(t, s, "GET", messages+"/"+name, "")
			r.Has(t, wamid, "data", "id")
			r.Has(t, id, "data", "kapso", "id")
			r.Has(t, "sent", "data", "kapso", "status")
		}
		if r := ask(t, s, "POST", messages+"/"+id+"/retry", ``, me...); r.Status != 409 {
			t.Errorf("what has left is sent again: %d %s", r.Status, r.Text)
		}
		checkRefusedSends(t, s, path, me)
	})
}

func checkRefusedSends(t *testing.T, s *recordtest.Shop, path string, me []string) {
	t.Helper()
	for body, want := range map[string]string{
		`{"message":{"type":"text","text":{"body":"a"}}}`:                                  "422 invalid_input",
		`{"message":{"type":"carrier_pigeon"},"client_id":"c2"}`:                           "422 invalid_input",
		`{"message":{"type":"text","text":{"body":""}},"client_id":"c2"}`:                  "422 invalid_input",
		`{"message":[],"client_id":"c2"}`:                                                  "422 invalid_input",
		`{"client_id":"c2"}`:                                                               "422 invalid_input",
		`{"message":{"type":"image","image":{"id":"` + ids.New() + `"}},"client_id":"c2"}`: "422 invalid_input",
	} {
		r := ask(t, s, "POST", path+"/messages", body, me...)
		if got := fmt.Sprint(r.Status, " ", r.At("code")); got != want {
			t.Errorf("%.80s: got %s, want %s (%s)", body, got, want, r.Text)
		}
	}
	ask(t, s, "PATCH", path, `{"whatsapp_conversation":{"status":"ended"}}`)
	r := ask(t, s, "POST", path+"/messages", `{"message":{"type":"text","text":{"body":"a"}},"client_id":"c3"}`, me...)
	if r.Status != 409 || r.At("code") != "conversation_closed" {
		t.Errorf("a closed conversation: %d %s", r.Status, r.Text)
	}
}

func TestRefusedSendIsRetried(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		path := conversations + "/" + onlyConversation(t, s) + "/messages"
		sent := ask(t, s, "POST", path, `{"message":{"text":{"body":"a"}},"client_id":"c1"}`)
		id := fmt.Sprint(sent.At("data", "id"))
		recordtest.Do(t, s, recordtest.Inside, app.RecordSendResult, app.SendResult{MessageID: ids.MessageID(id), ByTheQueue: true,
			Answer: conversation.Answer{HTTPStatus: 400, Body: []byte(`{"error":{"code":131047}}`)},
			Errors: []json.RawMessage{json.RawMessage(`{"code":131047,"title":"Re-engagement message"}`)}})
		failed := ask(t, s, "GET", messages+"/"+id, "")
		failed.Has(t, "failed", "data", "kapso", "status")
		failed.Has(t, "131047", "data", "kapso", "errors", 0, "code")
		if advice := fmt.Sprint(failed.At("data", "kapso", "errors", 0, "advice")); !strings.Contains(advice, " ") {
			t.Errorf("no advice: %s", failed.Text)
		}
		again := ask(t, s, "POST", messages+"/"+id+"/retry", ``)
		if again.Status != 202 {
			t.Fatalf("retry: %d %s", again.Status, again.Text)
		}
		again.Has(t, "queued", "data", "kapso", "status")
		again.Has(t, "[]", "data", "kapso", "errors")
	})
}

func TestContactIsChanged(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		for _, name := range []string{ana, "+" + ana, onlyOf(t, s, contacts)} {
			ask(t, s, "GET", contacts+"/"+name, "").Has(t, "P "+ana, "data", "profile_name")
		}
		r := ask(t, s, "PATCH", contacts+"/"+ana, `{"contact":{"display_name":"Dr. A","metadata":{"tags":["vip"]}}}`)
		r.Has(t, "Dr. A", "data", "display_name")
		r.Has(t, "map[tags:[vip]]", "data", "metadata")
		r.Has(t, "P "+ana, "data", "profile_name")
		ask(t, s, "GET", conversations+"/"+onlyConversation(t, s), "").Has(t, "Dr. A", "data", "kapso", "contact_name")
		for body, want := range map[string]int{`{"contact":{"metadata":7}}`: 422, `{"contact":{"display_name":7}}`: 422, `{}`: 422,
			`{"contact":{"display_name":"` + strings.Repeat("x", 600) + `"}}`: 422} {
			if r := ask(t, s, "PATCH", contacts+"/"+ana, body); r.Status != want {
				t.Errorf("%.40s: %d %s", body, r.Status, r.Text)
			}
		}
	})
}
