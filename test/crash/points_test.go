package crash

import (
	"strings"
	"sync"
	"testing"

	"relevo/internal/db"
)

// points are the places between two transactions of the line: where the server
// dies, while what happens, and what is done and not done at that moment.
var points = []struct {
	at, during string
	doubt      string // the text whose outcome nobody can know afterwards
	moment     string
}{
	{"before delivery.receive", "text", "", "a signed delivery is read; nothing is stored"},
	{"after delivery.receive", "text", "", "it is stored with its job; WhatsApp is not answered and delivers again"},
	{"delivery.answered", "text", "", "WhatsApp has its 200; the job is not claimed"},
	{"job.due", "text", "", "the job is found; it is not claimed"},
	{"job.claimed", "text", "", "it is claimed; its handler has not begun"},
	{"before delivery.ingest", "text", "", "the delivery is parsed; nothing of it is applied"},
	{"after delivery.ingest", "text", "", "it is applied and its job completed; the handler has not returned"},
	{"before delivery.ingest", "crowd", "", "250 messages are parsed; none is applied"},
	{"after delivery.ingest", "crowd", "", "the first 100 are applied; the others and the end of the job are not"},
	{"before delivery.ingest#2", "crowd", "", "the same, after a look at the second hundred"},
	{"after delivery.ingest#2", "crowd", "", "200 are applied"},
	{"after delivery.ingest#3", "crowd", "", "all are applied and the job is completed"},
	{"relay.due", "text", "", "an event is committed; it has no position"},
	{"relay.placed", "text", "", "it has its position; no reader was told"},
	{"tail.read", "text", "", "the tail has read it; no screen was told"},
	{"tail.shown", "text", "", "screens were told; the tail does not know"},

	{"job.claimed#2", "image", "", "the file's job is claimed; WhatsApp was not asked for it"},
	{"blob.written", "image", "", "the bytes are on disk without their name"},
	{"before media.record_fetch", "image", "", "the file is stored; that is not recorded"},
	{"after media.record_fetch", "image", "", "it is recorded and its job completed; the handler has not returned"},

	{"before message.send", "answer", "", "a person's message is read; nothing is stored, and the browser asks again"},
	{"after message.send", "answer", "", "it is queued with its job; the browser is not answered and asks again"},
	{"before message.send_direct", "direct", "", "a program's message is read; nothing is stored, and the program asks again"},
	{"after message.send_direct", "direct", "", "it is queued with its job; the program is not answered and asks again under its key"},
	{"job.claimed", "answer", "", "the job is claimed; the attempt has not begun"},
	{"before message.begin_send", "answer", "", "the same, in the handler"},
	{"after message.begin_send", "answer", "one", "the attempt is marked as begun; nothing has left"},
	{"before message.record_send", "answer", "", "WhatsApp has it and has answered; that is not recorded, a status tells it"},
	{"before message.record_send", "silence", "one", "the same, and no status ever comes"},
	{"before message.record_send", "direct", "", "the same as the first, for a program"},
	{"before message.record_send", "reaction", "", "the same, for a reaction, which shows on its target"},
	{"before message.record_send", "abroad", "", "the same, to a number that WhatsApp writes in another way; the answer from there finds its conversation"},
	{"after message.record_send", "answer", "", "the answer is recorded and the job completed; the second message waits for its turn"},
	{"before message.record_send#2", "answer", "", "WhatsApp has the second message; that is not recorded"},
	{"before media.record_upload", "picture", "", "WhatsApp has the file; its id is not recorded"},
	{"after media.record_upload", "picture", "", "the id is recorded; the attempt has not begun"},
	{"before message.record_send", "slower", "one", "WhatsApp asks to slow down; the begun attempt is not taken back"},
	{"after message.record_send", "slower", "", "the attempt is taken back; its job still is claimed"},
	{"job.handled", "slower", "", "the handler has asked to run later; that is not recorded"},
	{"job.timer", "slower", "", "the time of the next attempt has come; the job is not claimed"},
	{"before message.conclude_send", "no answer", "", "the wait for a status is over; nothing is decided"},
	{"after message.conclude_send", "no answer", "", "a person is to decide; the job is not completed"},

	{"before delivery.receive", "receipts", "", "a status is read; nothing is stored"},
	{"after delivery.receive", "receipts", "", "it is stored with its job; WhatsApp is not answered"},
	{"delivery.answered", "receipts", "", "WhatsApp has its 200; the status is not applied"},
	{"before delivery.ingest", "receipts", "", "the status is parsed; it is not applied"},
	{"after delivery.ingest", "receipts", "", "it is applied and its job completed; the handler has not returned"},
	{"before delivery.ingest", "answer", "", "the status of a send is parsed while the next one leaves"},
	{"job.handled", "blue ticks", "", "WhatsApp has our read receipt; its job is not completed, and it goes out again"},
}

// holds says where the others wait while the server dies at a point. A commit
// wakes the workers, and a slow machine lets one begin an attempt to send before
// the process is dead: that is another moment, with doubt.
var holds = map[string]string{
	"after message.send":        "job.due",
	"after message.send_direct": "job.due",
}

func TestCrashBetweenTransactions(t *testing.T) {
	t.Parallel()
	for _, dialect := range dialects {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			undisturbed := map[string]*calm{}
			for name := range scenarios {
				undisturbed[name] = &calm{}
			}
			for _, p := range points {
				t.Run(strings.ReplaceAll(p.at+" during "+p.during, " ", "_"), func(t *testing.T) {
					t.Parallel()
					want := undisturbed[p.during].state(t, dialect, p.during, p.doubt)
					w := newWorld(t, dialect)
					scenarios[p.during].prepare(w)
					w.stop()
					w.dieAt(p.at, scenarios[p.during].act)
					if p.at == "delivery.answered" {
						w.answered()
					}
					w.start()
					w.askAgain()
					w.end(p.during)
					if got := w.state(p.doubt); got != want {
						t.Errorf("dead when %s.\ngot  %s\nwant %s", p.moment, got, want)
					}
					unknown := w.count(`SELECT COUNT(*) FROM messages WHERE outcome = 'unknown'`)
					if (unknown > 0) != (p.doubt != "" || p.during == "no answer") {
						t.Errorf("%d sends are in doubt", unknown)
					}
				})
			}
		})
	}
}

// calm is a scenario without a crash: the state at its end, by what doubt leaves
// open. Whoever asks first runs it.
type calm struct {
	once   sync.Once
	states map[string]string
}

func (c *calm) state(t *testing.T, dialect db.Dialect, scenario, doubt string) string {
	c.once.Do(func() {
		w := newWorld(t, dialect)
		scenarios[scenario].prepare(w)
		if w.server == nil {
			w.start()
		}
		scenarios[scenario].act(w)
		w.end(scenario)
		c.states = map[string]string{"": w.state(""), "one": w.state("one")}
	})
	if c.states == nil {
		t.Fatal("the run without a crash failed")
	}
	return c.states[doubt]
}

// end brings the work to its end and checks what must always hold.
func (w *world) end(scenario string) {
	w.settled()
	if later := scenarios[scenario].later; later != nil {
		later(w)
		w.settled()
	}
	w.sound()
	w.sends()
}
