package work_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/edge/record/recordtest"
)

const templates = "/platform/v1/whatsapp/templates"

// draft creates a template at the simulator and lets its review say status.
func (l *line) draft(t *testing.T, name, language, body, status string) {
	t.Helper()
	text := `{"name":"` + name + `","language":"` + language + `","category":"UTILITY","components":[{"type":"BODY","text":"` + body + `"}]}`
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, l.simulator+"/v25.0/"+recordtest.AccountID+"/message_templates", bytes.NewBufferString(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer token")
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("create template %s: %d", name, answer.StatusCode)
	}
	for _, made := range l.control(t, "GET", "/templates", "").Records() {
		if recordtest.At(made, "name") == name && recordtest.At(made, "language") == language {
			l.control(t, "POST", "/templates/"+fmt.Sprint(recordtest.At(made, "id")), `{"status":"`+status+`","reason":"INVALID_FORMAT"}`)
		}
	}
}

// listed gives the templates of an answer as "name language usable problem".
func listed(r recordtest.Reply) string {
	out := []string{}
	for _, one := range r.Records() {
		text := fmt.Sprint(recordtest.At(one, "name"), " ", recordtest.At(one, "language"), " ", recordtest.At(one, "usable"))
		if code := recordtest.At(one, "problem", "code"); code != nil {
			text += fmt.Sprintf(" %s%s", code, recordtest.At(one, "problem", "detail"))
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func TestTemplatesAreListedAsWhatsAppHasThem(t *testing.T) {
	t.Parallel()
	eachStill(t, func(t *testing.T, l *line) {
		get := func(query string) recordtest.Reply {
			t.Helper()
			return l.Call(t, "GET", templates+"?phone_number_id="+recordtest.PhoneNumberID+query, "")
		}
		refresh := func() recordtest.Reply {
			t.Helper()
			return l.Call(t, "POST", templates+"/refresh?search=autumn&phone_number_id="+recordtest.PhoneNumberID, "")
		}
		want := func(r recordtest.Reply, want string) {
			t.Helper()
			if got := listed(r); r.Status != http.StatusOK || got != want {
				t.Errorf("got %d %s\nwant %s", r.Status, got, want)
			}
		}
		l.draft(t, "autumn_sale", "en", "The sale begins.", "REJECTED")
		first := get("")
		want(first, "autumn_sale en false rejectedINVALID_FORMAT; delivery_booked en true; delivery_booked es true; "+
			"delivery_booked pt_BR true; feedback_request en false pending; free_gift en false rejectedPROMOTIONAL; hello_world en_US true; "+
			"invoice_copy en true; login_code en false unsupportedOTP; order_update en true; spring_sale en true; weekly_offers en false paused")
		first.Has(t, l.clock.Now().UTC().Format("2006-01-02T15:04:05.000Z"), "fetched_at")
		first.Has(t, "[en en_US es pt_BR]", "languages")
		want(get("&search=sale+BEGINS"), "autumn_sale en false rejectedINVALID_FORMAT")
		want(get("&search=delivery&language=es"), "delivery_booked es true")
		want(get("&status=PENDING"), "feedback_request en false pending")
		want(get("&search=delivery&limit=1&page=3"), "delivery_booked pt_BR true")

		l.draft(t, "autumn_thanks", "en", "Thank you.", "PENDING")
		const before, after = "autumn_sale en false rejectedINVALID_FORMAT", "autumn_sale en false rejectedINVALID_FORMAT; autumn_thanks en false pending"
		want(refresh(), before) // WhatsApp was asked a moment ago
		l.advance(t, 11*time.Second)
		newer := refresh()
		want(newer, after)
		newer.Has(t, "<nil>", "failure")

		l.fault(t, `{"kind":"rate_limit","operation":"message_templates","code":80007}`)
		l.advance(t, 11*time.Second)
		kept := refresh()
		want(kept, after)
		if why := fmt.Sprint(kept.At("failure")); !strings.HasPrefix(why, "WhatsApp gave no templates: ") {
			t.Errorf("why there is nothing newer: %s", why)
		}
	})
}

// What WhatsApp tells of a template is seen without anybody asking, in one
// question however many notices come; a list that nobody wanted is left alone.
func TestTemplateNoticesBringTheListUpToDate(t *testing.T) {
	t.Parallel()
	eachStill(t, func(t *testing.T, l *line) {
		questions := func() int { return l.count(t, `SELECT count(*) FROM jobs WHERE kind = $1`, app.JobTemplates) }
		unread := func() int { return l.count(t, `SELECT count(*) FROM jobs WHERE kind = $1`, app.JobIngest) }
		l.draft(t, "autumn_sale", "en", "The sale begins.", "APPROVED")
		l.until(t, "the notice is read", func() bool { return l.count(t, `SELECT count(*) FROM deliveries`) > 0 && unread() == 0 })
		if n := questions(); n != 0 {
			t.Fatalf("%d questions that nobody asked", n)
		}
		sale := func() string {
			t.Helper()
			return listed(l.Call(t, "GET", templates+"?search=autumn&phone_number_id="+recordtest.PhoneNumberID, ""))
		}
		if got := sale(); got != "autumn_sale en true" {
			t.Fatalf("at first: %s", got)
		}
		id := ""
		for _, made := range l.control(t, "GET", "/templates", "").Records() {
			if recordtest.At(made, "name") == "autumn_sale" {
				id = fmt.Sprint(recordtest.At(made, "id"))
			}
		}
		before := l.count(t, `SELECT count(*) FROM deliveries`)
		for _, status := range []string{"APPROVED", "PAUSED", "DISABLED"} {
			l.control(t, "POST", "/templates/"+id, `{"status":"`+status+`"}`)
		}
		l.until(t, "three notices are read", func() bool { return l.count(t, `SELECT count(*) FROM deliveries`) == before+3 && unread() == 0 })
		if n := questions(); n != 1 {
			t.Errorf("%d questions for three notices", n)
		}
		l.clock.Advance(3 * time.Second)
		l.until(t, "the list is new", func() bool { return sale() == "autumn_sale en false disabled" })

		l.fault(t, `{"kind":"expired_token","operation":"*"}`)
		l.control(t, "POST", "/templates/"+id, `{"status":"REINSTATED"}`)
		l.until(t, "the notice is read", func() bool { return questions() == 1 })
		l.clock.Advance(3 * time.Second)
		l.until(t, "the refused token is noted", func() bool {
			return l.count(t, `SELECT count(*) FROM number_health WHERE problem = 'token'`) == 1
		})
		if got := sale(); got != "autumn_sale en false disabled" {
			t.Errorf("what was known is gone: %s", got)
		}
		l.control(t, "DELETE", "/faults", "")
		l.control(t, "POST", "/templates/"+id, `{"status":"APPROVED"}`)
		l.until(t, "the notice is read", func() bool { return questions() == 1 })
		l.clock.Advance(3 * time.Second)
		l.until(t, "the token is good again", func() bool {
			return sale() == "autumn_sale en true" && l.count(t, `SELECT count(*) FROM number_health WHERE problem <> ''`) == 0
		})
	})
}

func TestTemplatesOfNumbersOutOfReach(t *testing.T) {
	t.Parallel()
	eachLineAt(t, clock.System{}, "http://127.0.0.1:1", func(t *testing.T, l *line) {
		r := l.Call(t, "GET", templates+"?phone_number_id="+recordtest.PhoneNumberID, "")
		if r.Status != http.StatusServiceUnavailable || r.At("error") != "WhatsApp cannot be reached." {
			t.Errorf("unreachable: %d %s", r.Status, r.Text)
		}
		if r := l.Call(t, "GET", templates+"?phone_number_id=7", ""); r.Status != http.StatusNotFound {
			t.Errorf("unknown number: %d %s", r.Status, r.Text)
		}
		if r := l.Call(t, "GET", templates, ""); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("no number: %d %s", r.Status, r.Text)
		}
		l.until(t, "no job is left", func() bool {
			return l.count(t, `SELECT count(*) FROM jobs WHERE kind = $1`, app.JobTemplates) == 0
		})
	})
}
