package work_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/conversation"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/whatsapp"
)

func text(body string) string { return `{"type":"text","text":{"body":"` + body + `"}}` }

func graphText(to, body string) string {
	return `{"messaging_product":"whatsapp","to":"` + to + `","type":"text","text":{"body":"` + body + `"}}`
}

// untilOutcome waits until a message's attempt ended so.
func (l *line) untilOutcome(t *testing.T, id, outcome string) (r recordtest.Reply) {
	t.Helper()
	l.until(t, id+" ended "+outcome, func() bool {
		r = l.message(t, id)
		return r.At("data", "kapso", "outcome") == outcome
	})
	return r
}

// heldFor waits until a job is put off and gives for how long.
func (l *line) heldFor(t *testing.T, attempt int) (pause time.Duration) {
	t.Helper()
	l.until(t, fmt.Sprint("attempt ", attempt, " is over"), func() bool {
		due := l.count(t, `SELECT COALESCE(MAX(due_at), 0) FROM jobs WHERE kind = $1 AND attempt = $2 AND lease = ''`, app.JobSend, attempt)
		pause = clock.FromMillis(int64(due)).Sub(l.clock.Now())
		return due > 0
	})
	return pause
}

// Every error that the simulator can make ends as the catalogue says: told to
// the program that sends, shown with its cause on the message that a person
// sent, or waited for.
func TestCatalogueEndsAsDocumented(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		codes := l.simulated(t)
		if len(codes) < 50 {
			t.Fatalf("only %d codes", len(codes))
		}
		var wg sync.WaitGroup
		for _, code := range codes {
			wg.Go(func() { l.checkProgram(t, code) })
		}
		wg.Wait()
	})
}

// simulated lists the codes that both catalogues have.
func (l *line) simulated(t *testing.T) (codes []int) {
	t.Helper()
	for code := range 1_000_000 {
		if whatsapp.Explain(code, 0, "").Known && l.askControl(t, "POST", "/faults", fmt.Sprintf(`{"kind":"outcome","code":%d,"off":true}`, code)).Status < 300 {
			codes = append(codes, code)
		}
	}
	l.control(t, "DELETE", "/faults", "")
	return codes
}

func (l *line) checkProgram(t *testing.T, code int) {
	to, body := fmt.Sprintf("15559%06d", code), graphText(fmt.Sprintf("+15559%06d", code), "a")
	r := l.Call(t, "POST", graphNumber+"/messages", body)
	if r.Status >= 400 && fmt.Sprint(r.At("error", "code")) != fmt.Sprint(code) {
		t.Errorf("%d: answers %d %s", code, r.Status, r.Text)
	}
	var list recordtest.Reply
	l.until(t, fmt.Sprint(code, " fails the message"), func() bool {
		list = l.Call(t, "GET", messages+"?phone_number="+to, "")
		return list.At("data", 0, "kapso", "status") == "failed"
	})
	list.Has(t, fmt.Sprint(code), "data", 0, "kapso", "errors", 0, "code")
	told := whatsapp.Explain(code, 0, "")
	list.Has(t, told.Cause, "data", 0, "kapso", "errors", 0, "cause")
	list.Has(t, string(told.Retry), "data", 0, "kapso", "errors", 0, "retry")
}

// What a person sends is held as long as WhatsApp asks to slow down, more each
// time, leaves once, and holds back what was written after it.
func TestSlowDownIsWaitedFor(t *testing.T) {
	t.Parallel()
	eachStill(t, func(t *testing.T, l *line) {
		for _, code := range []int{130429, 131056, 4, 80007, 131016} {
			t.Run(fmt.Sprint(code), func(t *testing.T) { l.checkSlowDown(t, code) })
		}
	})
}

func (l *line) checkSlowDown(t *testing.T, code int) {
	phone := fmt.Sprintf("1555040%04d", code%10_000)
	thread := l.customer(t, phone)
	l.fault(t, fmt.Sprintf(`{"kind":"outcome","code":%d,"later":false,"next":4}`, code))
	first := l.write(t, thread, text("first"))
	second := l.write(t, thread, text("second"))
	least := whatsapp.Explain(code, 0, "").Wait
	for attempt := 1; attempt <= 4; attempt++ {
		pause := l.heldFor(t, attempt)
		if want := max(least, min(5*time.Minute, time.Second<<(2*(attempt-1)))); pause < want || pause > want+want/9 {
			t.Errorf("attempt %d waits %s, want %s", attempt, pause, want)
		}
		l.message(t, first).Has(t, "queued", "data", "kapso", "status")
		l.clock.Advance(pause)
	}
	l.untilOutcome(t, first, conversation.OutcomeAccepted)
	l.untilOutcome(t, second, conversation.OutcomeAccepted)
	if got := l.onThePhone(t, phone); !slices.Equal(got, []string{"first", "second"}) {
		t.Errorf("on the phone: %q", got)
	}
}

// A pause that nobody can wait for is told at once.
func TestLongPauseFailsWithItsCause(t *testing.T) {
	t.Parallel()
	eachStill(t, func(t *testing.T, l *line) {
		thread := l.customer(t, ana)
		l.fault(t, `{"kind":"rate_limit","seconds":600,"next":1}`)
		short := l.write(t, thread, text("ten minutes"))
		if pause := l.heldFor(t, 1); pause < 10*time.Minute {
			t.Errorf("waits %s", pause)
		}
		l.clock.Advance(11 * time.Minute)
		l.untilOutcome(t, short, conversation.OutcomeAccepted)
		l.fault(t, `{"kind":"rate_limit","seconds":86400}`)
		r := l.untilStatus(t, l.write(t, thread, text("a day")), "failed")
		r.Has(t, "80007", "data", "kapso", "errors", 0, "code")
	})
}

// A message that never leaves is given up with WhatsApp's last answer; an
// administrator runs the job again, and it leaves once.
func TestGivenUpSendTellsWhyAndRunsAgain(t *testing.T) {
	t.Parallel()
	eachStill(t, func(t *testing.T, l *line) {
		thread := l.customer(t, ana)
		l.fault(t, `{"kind":"outcome","code":130429,"later":false}`)
		id := l.write(t, thread, text("patient"))
		for l.message(t, id).At("data", "kapso", "status") == "queued" {
			l.advance(t, 6*time.Minute)
		}
		r := l.untilStatus(t, id, "failed")
		r.Has(t, "130429", "data", "kapso", "errors", 0, "code")
		r.Has(t, whatsapp.Explain(130429, 0, "").Cause, "data", "kapso", "errors", 0, "cause")
		dead := l.Call(t, "GET", "/platform/v1/jobs/dead", "")
		dead.Has(t, "message:"+id, "data", 0, "subject")
		dead.Has(t, "20", "data", 0, "attempts")

		l.control(t, "DELETE", "/faults", "")
		if r := l.Call(t, "POST", "/platform/v1/jobs/dead/"+dead.IDs()[0]+"/rerun", ""); r.Status != 202 {
			t.Errorf("rerun: %d %s", r.Status, r.Text)
		}
		l.untilOutcome(t, id, conversation.OutcomeAccepted)
		if got := l.onThePhone(t, ana); len(got) != 1 {
			t.Errorf("on the phone: %q", got)
		}
	})
}

// An expired token fails what a person sends, with its cause; after the repair
// the same message is sent once.
func TestExpiredTokenFailsWithItsCause(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		thread := l.customer(t, ana)
		l.fault(t, `{"kind":"expired_token","operation":"*"}`)
		id := l.write(t, thread, text("kept"))
		r := l.untilStatus(t, id, "failed")
		r.Has(t, "190", "data", "kapso", "errors", 0, "code")
		r.Has(t, "fix", "data", "kapso", "errors", 0, "retry")
		program := l.Call(t, "POST", graphNumber+"/messages", graphText("+"+ana, "a"))
		if program.Status != 401 || fmt.Sprint(program.At("error", "code"), program.At("error", "error_subcode")) != "190 463" {
			t.Errorf("a program is told %d %s", program.Status, program.Text)
		}
		l.control(t, "DELETE", "/faults", "")
		if r := l.Call(t, "POST", messages+"/"+id+"/retry", ""); r.Status >= 300 {
			t.Errorf("retry: %d %s", r.Status, r.Text)
		}
		l.untilOutcome(t, id, conversation.OutcomeAccepted)
		if got := l.onThePhone(t, ana); !slices.Equal(got, []string{"kept"}) {
			t.Errorf("on the phone: %q", got)
		}
		if r := l.Call(t, "POST", messages+"/"+id+"/retry", ""); r.Status != 409 {
			t.Errorf("retry of what has left: %d %s", r.Status, r.Text)
		}
	})
}

// An attempt without a whole answer is not repeated: its status tells what
// became of it.
func TestAnswerLostStatusTells(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]string{
		"broken off":   `{"kind":"truncated_answer","next":1}`,
		"status first": `{"kind":"status_before_answer","next":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachLine(t, func(t *testing.T, l *line) {
				thread := l.customer(t, ana)
				l.fault(t, fault)
				id := l.write(t, thread, text("once"))
				l.untilStatus(t, id, "delivered").Has(t, "accepted", "data", "kapso", "outcome")
				l.untilStatus(t, l.write(t, thread, text("next")), "delivered")
				if got := l.onThePhone(t, ana); !slices.Equal(got, []string{"once", "next"}) {
					t.Errorf("on the phone: %q", got)
				}
			})
		})
	}
}

// A message that WhatsApp took although it answered that it is unwell leaves
// once, when its status is here before the next attempt.
func TestTakenAndRefused(t *testing.T) {
	t.Parallel()
	eachStill(t, func(t *testing.T, l *line) {
		thread := l.customer(t, ana)
		l.fault(t, `{"kind":"server_error","accept":true,"next":1}`)
		id := l.write(t, thread, text("once"))
		pause := l.heldFor(t, 1)
		l.untilStatus(t, id, "delivered").Has(t, "accepted", "data", "kapso", "outcome")
		next := l.write(t, thread, text("next"))
		l.clock.Advance(pause)
		l.untilStatus(t, next, "delivered")
		if got := l.onThePhone(t, ana); !slices.Equal(got, []string{"once", "next"}) {
			t.Errorf("on the phone: %q", got)
		}
	})
}

// When no status comes either, the message waits for a person, who may send it
// again; a status that comes late still counts.
func TestAnswerAndStatusLost(t *testing.T) {
	t.Parallel()
	eachStill(t, func(t *testing.T, l *line) {
		thread := l.customer(t, ana)
		l.fault(t, `{"kind":"truncated_answer","next":1}`)
		l.fault(t, `{"kind":"drop","event":"status"}`)
		id := l.write(t, thread, text("once"))
		l.untilOutcome(t, id, conversation.OutcomeStarted)
		l.until(t, "the wait for a status begins", func() bool {
			return l.count(t, `SELECT count(*) FROM jobs WHERE kind = $1`, app.JobReconcile) == 1
		})
		l.advance(t, 2*time.Minute)
		r := l.untilOutcome(t, id, conversation.OutcomeUnknown)
		r.Has(t, "queued", "data", "kapso", "status")
		if got := l.onThePhone(t, ana); !slices.Equal(got, []string{"once"}) {
			t.Errorf("on the phone: %q", got)
		}
		l.Receive(t, `"statuses":[{"id":"wamid.late","status":"delivered","timestamp":"1893553446","recipient_id":"`+ana+`","biz_opaque_callback_data":"`+id+`"}]`)
		l.message(t, id).Has(t, "delivered", "data", "kapso", "status")
	})
}

// What certainly did not leave is tried again by itself, and leaves once.
func TestUnreachableIsTriedAgain(t *testing.T) {
	t.Parallel()
	var behind atomic.Pointer[httputil.ReverseProxy]
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy := behind.Load()
		if proxy == nil {
			http.Error(w, "no such route", http.StatusNotFound) // of a proxy, not WhatsApp's
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	eachLineAt(t, clock.NewManual(clock.System{}.Now()), front.URL, func(t *testing.T, l *line) {
		behind.Store(nil)
		thread := l.customer(t, ana)
		id := l.write(t, thread, text("once"))
		for attempt := 1; attempt <= 3; attempt++ {
			l.clock.Advance(l.heldFor(t, attempt))
		}
		target, err := url.Parse(l.simulator)
		if err != nil {
			t.Fatal(err)
		}
		behind.Store(httputil.NewSingleHostReverseProxy(target))
		l.advance(t, 10*time.Minute)
		l.untilOutcome(t, id, conversation.OutcomeAccepted)
		if got := l.onThePhone(t, ana); !slices.Equal(got, []string{"once"}) {
			t.Errorf("on the phone: %q", got)
		}
	})
}

// Two clicks on send are one message, also at the same moment.
func TestTwoClicksSendOnce(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		thread := l.customer(t, ana)
		seen := make([]string, 6)
		var wg sync.WaitGroup
		for i := range seen {
			wg.Go(func() {
				r := l.Call(t, "POST", threads+"/"+thread+"/messages", `{"message":`+text("once")+`,"client_id":"click"}`)
				seen[i] = fmt.Sprint(r.Status, r.At("data", "kapso", "id"))
			})
		}
		wg.Wait()
		for _, s := range seen {
			if s != seen[0] || !strings.HasPrefix(s, "202") {
				t.Errorf("answers differ: %q", seen)
			}
		}
		l.untilStatus(t, strings.TrimPrefix(seen[0], "202"), "delivered")
		if got := l.onThePhone(t, ana); !slices.Equal(got, []string{"once"}) {
			t.Errorf("on the phone: %q", got)
		}
	})
}

// The closed window is WhatsApp's to judge: the send is accepted and fails
// later, with what to do; a template passes.
func TestClosedWindow(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		thread := l.customer(t, ana)
		l.control(t, "POST", "/clock", `{"advance":"25h"}`)
		r := l.untilStatus(t, l.write(t, thread, text("late")), "failed")
		r.Has(t, "131047", "data", "kapso", "errors", 0, "code")
		sent := l.Call(t, "POST", graphNumber+"/messages",
			`{"messaging_product":"whatsapp","to":"+`+ana+`","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`)
		if sent.Status != 200 {
			t.Fatalf("template: %d %s", sent.Status, sent.Text)
		}
		l.untilStatus(t, url.PathEscape(fmt.Sprint(sent.At("messages", 0, "id"))), "delivered")
		wrong := l.Call(t, "POST", graphNumber+"/messages",
			`{"messaging_product":"whatsapp","to":"+`+ana+`","type":"template","template":{"name":"no_such","language":{"code":"en_US"}}}`)
		if fmt.Sprint(wrong.At("error", "code")) != "132001" {
			t.Errorf("an unknown template: %d %s", wrong.Status, wrong.Text)
		}
	})
}

// A read receipt reaches WhatsApp; one that it refuses is given up, and keeps
// nothing else from leaving.
func TestReadReceipt(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		thread := l.customer(t, ana)
		received := l.Call(t, "GET", messages+"?direction=inbound", "")
		wamid := fmt.Sprint(received.At("data", 0, "id"))
		read := func(id string) {
			r := l.Call(t, "POST", graphNumber+"/messages", `{"messaging_product":"whatsapp","status":"read","message_id":"`+id+`"}`)
			if r.Status != 200 {
				t.Errorf("mark read: %d %s", r.Status, r.Text)
			}
		}
		read("wamid.unknown")
		l.until(t, "the refused receipt is given up", func() bool {
			return l.count(t, `SELECT count(*) FROM dead_jobs WHERE kind = $1`, app.JobReceipt) == 1
		})
		l.fault(t, `{"kind":"server_error","next":1}`)
		read(wamid)
		l.until(t, "the phone shows that it was read", func() bool {
			return l.control(t, "GET", "/customers/"+ana+"/messages", "").At("data", 0, "state") == "read"
		})
		l.untilStatus(t, l.write(t, thread, text("next")), "delivered")
	})
}
