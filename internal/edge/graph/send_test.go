package graph_test

import (
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

func TestSendAnswersAsWhatsApp(t *testing.T) {
	t.Parallel()
	eachLine(t, true, clock.System{}, func(t *testing.T, l *line) {
		r := l.Call(t, "POST", number+"/messages", textTo("+1 (555) 010-7701", "a <b> & c"))
		if r.Status != 200 {
			t.Fatalf("send: %d %s", r.Status, r.Text)
		}
		r.Has(t, "whatsapp", "messaging_product")
		r.Has(t, ana, "contacts", 0, "wa_id")
		wamid := fmt.Sprint(r.At("messages", 0, "id"))
		if !strings.HasPrefix(wamid, "wamid.") {
			t.Fatalf("no wamid: %s", r.Text)
		}
		stored := l.Call(t, "GET", number+"/messages/"+url.PathEscape(wamid), "")
		stored.Has(t, wamid, "id")
		stored.Has(t, "a <b> & c", "kapso", "content")
		stored.Has(t, "sent", "kapso", "status")
		stored.Has(t, ana, "to")

		// A reaction that is taken back comes without its emoji.
		for _, reaction := range []string{`{"message_id":"` + wamid + `","emoji":"👍"}`, `{"message_id":"` + wamid + `"}`} {
			r := l.Call(t, "POST", number+"/messages", `{"messaging_product":"whatsapp","to":"`+ana+`","type":"reaction","reaction":`+reaction+`}`)
			if r.Status != 200 {
				t.Errorf("reaction %s: %d %s", reaction, r.Status, r.Text)
			}
		}
	})
}

func TestManySendsAtOnce(t *testing.T) {
	t.Parallel()
	eachLine(t, true, clock.System{}, func(t *testing.T, l *line) {
		const sends, people = 50, 10
		wamids := make([]string, sends)
		var wg sync.WaitGroup
		for i := range sends {
			wg.Go(func() {
				r := l.Call(t, "POST", number+"/messages", textTo(fmt.Sprintf("1555020%04d", i%people), fmt.Sprint("m", i)))
				wamids[i] = fmt.Sprint(r.At("messages", 0, "id"))
			})
		}
		wg.Wait()
		listed := map[string]bool{}
		for _, id := range l.Walk(t, number+"/messages", 20) {
			listed[id] = true
		}
		for i, wamid := range wamids {
			if !listed[wamid] {
				t.Errorf("send %d: %q is not in the history of %d", i, wamid, len(listed))
			}
		}
		if len(listed) != sends {
			t.Errorf("history has %d messages, want %d", len(listed), sends)
		}
	})
}

// WhatsApp's refusal reaches the program as WhatsApp wrote it.
func TestRefusalIsWhatsApps(t *testing.T) {
	t.Parallel()
	eachLine(t, true, clock.System{}, func(t *testing.T, l *line) {
		const to = "15559131009"
		r := l.Call(t, "POST", number+"/messages", textTo(to, "a"))
		if r.Status < 400 || fmt.Sprint(r.At("error", "code")) != "131009" || r.At("error", "error_data", "details") == nil {
			t.Fatalf("got %d %s", r.Status, r.Text)
		}
		list := l.Call(t, "GET", number+"/messages?phone_number="+to, "")
		list.Has(t, "failed", "data", 0, "kapso", "status")
		list.Has(t, "131009", "data", 0, "kapso", "errors", 0, "code")
	})
}

func TestRefusedBeforeWhatsAppIsAsked(t *testing.T) {
	t.Parallel()
	eachLine(t, false, clock.System{}, func(t *testing.T, l *line) {
		for body, want := range map[string]int{
			``:                                     100,
			`{`:                                    100,
			`[]`:                                   100,
			`{"to":"1","type":"text"}`:             100,
			textTo("US.13491208655302741918", "a"): 131009,
			textTo(ana, ""):                        131008,
			textTo(ana, strings.Repeat("x", 4097)): 100,
			`{"messaging_product":"whatsapp","to":"1555","type":"pigeon"}`:                                           131051,
			`{"messaging_product":"whatsapp","to":"1555","type":"image","image":{}}`:                                 131008,
			`{"messaging_product":"whatsapp","status":"seen","message_id":"wamid.1"}`:                                131009,
			`{"messaging_product":"whatsapp","to":"1555","type":"reaction","reaction":{"message_id":"w","emoji":1}}`: 131009,
		} {
			checkError(t, body, l.Call(t, "POST", number+"/messages", body), 400, want, 0, "OAuthException")
		}
		if list := l.Call(t, "GET", number+"/messages", ""); len(list.Records()) != 0 {
			t.Errorf("refused and stored: %s", list.Text)
		}
	})
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	eachLine(t, true, clock.System{}, func(t *testing.T, l *line) {
		first := l.Call(t, "POST", number+"/messages", textTo(ana, "once"), "Idempotency-Key", "k1")
		again := l.Call(t, "POST", number+"/messages", textTo(ana, "once"), "Idempotency-Key", "k1")
		if first.Status != 200 || again.Text != first.Text {
			t.Errorf("got %d %s and %d %s", first.Status, first.Text, again.Status, again.Text)
		}
		checkError(t, "another message", l.Call(t, "POST", number+"/messages", textTo(ana, "twice"), "Idempotency-Key", "k1"), 409, 100, 0, "OAuthException")
		checkError(t, "a long key", l.Call(t, "POST", number+"/messages", textTo(ana, "a"), "Idempotency-Key", strings.Repeat("k", 256)), 400, 100, 0, "OAuthException")
		if list := l.Call(t, "GET", number+"/messages", ""); len(list.Records()) != 1 {
			t.Errorf("sent more than once: %s", list.Text)
		}
	})
}

func TestFiftyWait(t *testing.T) {
	t.Parallel()
	eachLine(t, false, clock.System{}, func(t *testing.T, l *line) {
		out, err := whatsapp.ParseOutbound([]byte(textTo(ana, "a")))
		if err != nil {
			t.Fatal(err)
		}
		actor := policy.Actor{Kind: policy.APIKey, ID: "key", Scope: policy.Project(l.Project)}
		for range app.MaxWaiting {
			recordtest.Do(t, l.Shop, actor, app.SendDirect, app.SendDirectIn{ID: ids.MessageID(ids.New()), PhoneNumberID: recordtest.PhoneNumberID, Outbound: out})
		}
		checkError(t, "one more", l.Call(t, "POST", number+"/messages", textTo(ana, "a")), 409, 131056, 0, "OAuthException")
	})
}

// A send without an answer in time says that its outcome is open; the message
// stays queued.
func TestNoAnswerInTime(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC))
	eachLine(t, false, clk, func(t *testing.T, l *line) {
		began := clk.Now()
		answered := make(chan recordtest.Reply, 1)
		go func() { answered <- l.Call(t, "POST", number+"/messages", textTo(ana, "a")) }()
		for {
			select {
			case r := <-answered:
				checkError(t, "late", r, 504, 1, 0, "OAuthException")
				if text := fmt.Sprint(r.At("error", "message")); !strings.Contains(text, "not yet known") {
					t.Errorf("says %s", text)
				}
				if waited := clk.Now().Sub(began); waited < 25*time.Second {
					t.Errorf("waited %s", waited)
				}
				l.Call(t, "GET", number+"/messages", "").Has(t, "queued", "data", 0, "kapso", "status")
				return
			default:
				clk.Advance(100 * time.Millisecond)
				runtime.Gosched()
			}
		}
	})
}

func TestReadReceipt(t *testing.T) {
	t.Parallel()
	eachLine(t, false, clock.System{}, func(t *testing.T, l *line) {
		l.Receive(t, textFrom(ana, "wamid.1", "hi", time.Now().Unix()))
		r := l.Call(t, "POST", number+"/messages", `{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1","typing_indicator":{"type":"text"}}`)
		if r.Status != 200 || r.Text != `{"success":true}` {
			t.Errorf("got %d %s", r.Status, r.Text)
		}
		var jobs int
		err := l.App.DB.Read(t.Context(), func(tx *db.Tx) error {
			return tx.QueryRow(`SELECT count(*) FROM jobs WHERE kind = $1 AND args LIKE '%"typing":true%'`, app.JobReceipt).Scan(&jobs)
		})
		if err != nil || jobs != 1 {
			t.Errorf("%d receipts on their way, %v", jobs, err)
		}
	})
}
