package app_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/ids"
	"relevo/internal/whatsapp"
)

// What WhatsApp documents: messages of a number within any second.
const throughput = 80

func eachPaced(t *testing.T, fn func(t *testing.T, l *line, clk *clock.Manual)) {
	t.Helper()
	clk := clock.NewManual(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC))
	dbtest.EachWithClock(t, clk, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		l.Clock = clk
		fn(t, l, clk)
	})
}

func (l *line) queued(t *testing.T, to string) ids.MessageID {
	t.Helper()
	out, err := whatsapp.ParseOutbound([]byte(`{"messaging_product":"whatsapp","to":"` + to + `","type":"text","text":{"body":"hi"}}`))
	must(t, err)
	return do(l, l.key, app.SendDirect, app.SendDirectIn{ID: ids.MessageID(ids.New()), PhoneNumberID: "106540352242922", Outbound: out})
}

// begin waits as told until a send may leave, and gives when.
func (l *line) begin(t *testing.T, clk *clock.Manual, m ids.MessageID) time.Time {
	t.Helper()
	plan := do(l, inside, app.BeginSend, m)
	for plan.Wait > 0 {
		clk.Advance(plan.Wait)
		plan = do(l, inside, app.BeginSend, m)
	}
	if !plan.Go {
		t.Fatalf("the send did not begin: %+v", plan)
	}
	return clk.Now()
}

func TestNoSecondHoldsMoreThanTheThroughput(t *testing.T) {
	t.Parallel()
	eachPaced(t, func(t *testing.T, l *line, clk *clock.Manual) {
		const sends = 250
		var at []time.Time
		for n := range sends {
			at = append(at, l.begin(t, clk, l.queued(t, fmt.Sprintf("+1555020%04d", n))))
		}
		for n := range at[:sends-throughput] {
			if apart := at[n+throughput].Sub(at[n]); apart < time.Second {
				t.Fatalf("%d messages left within %s", throughput+1, apart)
			}
		}
		if took := at[sends-1].Sub(at[0]); took > sends*time.Second/60 {
			t.Errorf("%d messages took %s", sends, took)
		}
	})
}

// Those who wait are told different times: else each of them would ask again
// for every message that leaves.
func TestWaitingSendsTakeTurns(t *testing.T) {
	t.Parallel()
	eachPaced(t, func(t *testing.T, l *line, clk *clock.Manual) {
		const sends = 150
		type waiting struct {
			at time.Time
			m  ids.MessageID
		}
		var queue []waiting
		for n := range sends {
			queue = append(queue, waiting{clk.Now(), l.queued(t, fmt.Sprintf("+1555020%04d", n))})
		}
		asked, began := 0, clk.Now()
		for ; len(queue) > 0; asked++ {
			slices.SortStableFunc(queue, func(a, b waiting) int { return a.at.Compare(b.at) })
			next := queue[0]
			queue = queue[1:]
			clk.Advance(max(0, next.at.Sub(clk.Now())))
			if plan := do(l, inside, app.BeginSend, next.m); plan.Wait > 0 {
				queue = append(queue, waiting{clk.Now().Add(plan.Wait), next.m})
			}
		}
		if took := clk.Now().Sub(began); asked > 2*sends || took > sends*time.Second/60 {
			t.Errorf("%d sends asked %d times within %s", sends, asked, took)
		}
	})
}

// A send that waits for the number's turn asks often; that must not use up what
// may be written to the person.
func TestWaitingForTheNumberCostsThePersonNothing(t *testing.T) {
	t.Parallel()
	eachPaced(t, func(t *testing.T, l *line, _ *clock.Manual) {
		m := l.queued(t, "+15550107701")
		for do(l, inside, app.BeginSend, m).Go { // until the number has to wait
			m = l.queued(t, "+15550107702")
		}
		for range 100 {
			do(l, inside, app.BeginSend, m)
		}
		if wait := do(l, inside, app.BeginSend, m).Wait; wait > 3*time.Second {
			t.Errorf("the send waits %s", wait)
		}
	})
}

func TestInboundMessagesCountForTheThroughput(t *testing.T) {
	t.Parallel()
	eachPaced(t, func(t *testing.T, l *line, clk *clock.Manual) {
		count := func(n int) { do(l, inside, app.CountInbound, map[ids.NumberID]int{l.number.ID: n}) }
		count(throughput)
		began := clk.Now()
		if waited := l.begin(t, clk, l.queued(t, "+15550107701")).Sub(began); waited < 900*time.Millisecond || waited > 1200*time.Millisecond {
			t.Errorf("after a second's messages a send waits %s", waited)
		}
		// A flood leaves room for answers.
		sends, end := 0, clk.Now().Add(10*time.Second)
		for m := l.queued(t, "+15550200000"); clk.Now().Before(end); clk.Advance(10 * time.Millisecond) {
			count(10)
			if do(l, inside, app.BeginSend, m).Go {
				sends++
				m = l.queued(t, fmt.Sprintf("+1555020%04d", sends))
			}
		}
		if sends < 150 {
			t.Errorf("%d sends within 10 s of a flood", sends)
		}
	})
}

func TestIngestTellsWhatArrived(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		parsed, err := whatsapp.Parse([]byte(`{"entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"106540352242922"},` +
			text("15550107701", "wamid.1", "hi", 1795274586) + `,` + status("wamid.2", "sent", 1795274586, "") + `}}]}]}`))
		must(t, err)
		in := app.IngestIn{MetaAppID: l.number.MetaAppID, Seq: 1}
		for i, item := range parsed.Changes[0].Items {
			in.Items = append(in.Items, app.IngestItem{PhoneNumberID: "106540352242922", Index: i, Item: item})
		}
		for _, want := range []int{1, 0} { // what is known already does not arrive again
			if got := do(l, inside, app.Ingest, in)[l.number.ID]; got != want {
				t.Errorf("%d arrived, want %d", got, want)
			}
		}
	})
}
