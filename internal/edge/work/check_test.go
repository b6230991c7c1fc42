package work_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"relevo/internal/edge/ingress"
	"relevo/internal/edge/record/recordtest"
)

const ownNumber = "/platform/v1/whatsapp/phone_numbers/" + recordtest.PhoneNumberID

// checked starts a test of the number and gives its steps when it has ended,
// as "name state cause".
func (l *line) checked(t *testing.T, body string) string {
	t.Helper()
	started := l.Call(t, "POST", ownNumber+"/check", body)
	if started.Status != 202 || started.At("data", "finished_at") != nil {
		t.Fatalf("start: %d %s", started.Status, started.Text)
	}
	var ended recordtest.Reply
	l.until(t, "the test ends", func() bool {
		ended = l.Call(t, "GET", ownNumber+"/check", "")
		return ended.At("data", "finished_at") != nil
	})
	steps, _ := ended.At("data", "steps").([]any)
	var out []string
	for _, step := range steps {
		out = append(out, strings.TrimSpace(fmt.Sprint(recordtest.At(step, "name"), " ", recordtest.At(step, "state"), " ", recordtest.At(step, "cause"))))
	}
	return strings.Join(out, ", ")
}

// health gives one member of the number's health.
func (l *line) health(t *testing.T, member string) any {
	t.Helper()
	return l.Call(t, "GET", "/platform/v1/whatsapp/number_health", "").At("data", 0, member)
}

func TestCheckOfANumber(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		if r := l.Call(t, "GET", ownNumber+"/check", ""); r.Status != 404 {
			t.Errorf("before the first: %d %s", r.Status, r.Text)
		}
		want := "token passed, number passed, subscription passed, webhook failed no_message, templates passed"
		if got := l.checked(t, `{}`); got != want {
			t.Errorf("no message yet: %s", got)
		}
		if l.health(t, "quality_rating") != "GREEN" || l.health(t, "messaging_limit") != "TIER_2K" || l.health(t, "problem") != "" {
			t.Errorf("health: %s", l.Call(t, "GET", "/platform/v1/whatsapp/number_health", "").Text)
		}
		l.customer(t, ana)
		want = "token passed, number passed, subscription passed, webhook passed, templates passed"
		if got := l.checked(t, ``); got != want {
			t.Errorf("after a message: %s", got)
		}
		l.fault(t, `{"kind":"expired_token","operation":"*"}`)
		want = "token failed token, number skipped, subscription skipped, webhook skipped, templates skipped"
		if got := l.checked(t, `{}`); got != want || l.health(t, "problem") != "token" || l.health(t, "problem_code") != 190.0 {
			t.Errorf("a revoked token: %s, %v", got, l.health(t, "problem"))
		}
		l.control(t, "DELETE", "/faults", "")
		l.control(t, "PATCH", "/number", `{"quality_rating":"RED","messaging_limit":"TIER_250"}`)
		l.checked(t, `{}`)
		if l.health(t, "problem") != "quality" || l.health(t, "messaging_limit") != "TIER_250" {
			t.Errorf("low quality: %v, %v", l.health(t, "problem"), l.health(t, "messaging_limit"))
		}
		l.control(t, "PATCH", "/number", `{"quality_rating":"GREEN","status":"RESTRICTED"}`)
		l.checked(t, `{}`)
		if l.health(t, "problem") != "limit" {
			t.Errorf("at the limit: %v", l.health(t, "problem"))
		}
		l.control(t, "PATCH", "/number", `{"status":"CONNECTED"}`)
		if l.checked(t, `{"check":{"subscribe":true}}`); l.health(t, "problem") != "" {
			t.Errorf("well again: %v", l.health(t, "problem"))
		}
	})
}

// TestCheckSaysWhatIsWrongWithTheWebhook holds that the step names the one
// thing at Meta to mend, and that nobody outside can make it cry wolf for long.
func TestCheckSaysWhatIsWrongWithTheWebhook(t *testing.T) {
	t.Parallel()
	eachStill(t, func(t *testing.T, l *line) {
		hook := l.URL + ingress.PathOf(l.MetaApp)
		handshake := func(token string, status int) {
			t.Helper()
			l.outside(t, "GET", hook+"?hub.mode=subscribe&hub.challenge=1&hub.verify_token="+token, status)
		}
		step := func(when, want string) {
			t.Helper()
			if got := l.checked(t, `{}`); !strings.Contains(got, ", webhook "+want+", ") {
				t.Errorf("%s: %s, want %s", when, got, want)
			}
		}
		later := func() { l.advance(t, 2*time.Minute) }
		step("the address is verified", "failed no_message")
		handshake("other", 403)
		step("another verify token", "failed verify_token")
		later()
		l.outside(t, "POST", hook, 401)
		step("another app secret", "failed signature")
		handshake("verify", 200)
		step("verified again", "failed no_message")
		l.customer(t, ana)
		step("a message", "passed")
		handshake("other", 403)
		step("a verify token that nobody needs any more", "passed")
		later()
		l.outside(t, "POST", hook, 401)
		step("a new app secret at Meta", "failed signature")
		later()
		l.customer(t, "15550107702")
		step("the next message", "passed")
	})
}

// outside calls an address as anybody can, without a signature.
func (l *line) outside(t *testing.T, method, address string, status int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != status {
		t.Errorf("%s %s: %d, want %d", method, address, answer.StatusCode, status)
	}
}

// TestHealthFromTheLine holds that webhooks and sends tell how a number is.
func TestHealthFromTheLine(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		conversation := l.customer(t, ana)
		problem := func(want string) {
			t.Helper()
			l.until(t, "the problem "+want, func() bool { return l.health(t, "problem") == want })
		}
		if l.health(t, "last_webhook_at") == nil {
			t.Error("the webhook is not noted")
		}
		l.control(t, "PATCH", "/number", `{"status":"FLAGGED"}`)
		problem("quality")
		l.control(t, "PATCH", "/number", `{"status":"CONNECTED"}`)
		problem("")
		l.control(t, "PATCH", "/number", `{"payment_issue":true}`)
		template := `{"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`
		l.write(t, conversation, template)
		problem("payment")
		l.control(t, "PATCH", "/number", `{"payment_issue":false}`)
		l.fault(t, `{"kind":"expired_token","operation":"*"}`)
		l.write(t, conversation, `{"type":"text","text":{"body":"hello"}}`)
		problem("token")
		l.control(t, "DELETE", "/faults", "")
		l.write(t, conversation, `{"type":"text","text":{"body":"hello again"}}`)
		problem("")
	})
}
