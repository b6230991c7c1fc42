package crash

import (
	"flag"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"relevo/test/rig"
)

var roundsFlag = flag.Int("rounds", 0, "how often the server is killed under load; 0: what ROUNDS says, or 3")

func rounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("ROUNDS")
	switch {
	case *roundsFlag > 0:
		return *roundsFlag
	case text == "":
		return 3
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("ROUNDS is %q, which is no number of rounds", text)
	}
	return n
}

// perRound bounds one round with its restart.
const perRound = 60 * time.Second

// Customers write, people of the team answer and a screen looks on, while the
// server is killed again and again at any moment.
func TestCrashUnderLoad(t *testing.T) {
	t.Parallel()
	for _, dialect := range dialects {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			n := rounds(t)
			w := newWorldFor(t, dialect, time.Duration(n+2)*perRound)
			must(t, w.instance.Seat(w.ctx))
			l := &load{world: w}
			w.start()
			f := w.follow()
			for round := range n {
				if round > 0 {
					w.start()
				}
				if round == 0 || rand.IntN(2) == 0 { // else the screen is late and has more to catch up with
					f.isLive(w.server)
				}
				target := 1 + rand.IntN(600)
				acknowledged := l.round(target)
				t.Logf("round %d: killed at request %d, %d acknowledged", round+1, target, acknowledged)
			}
			w.start()
			w.settled()
			l.check()
			w.sound()
			w.sends()
			f.sawEverything()
		})
	}
}

// round loads the server and kills it when as many requests have begun, while
// others are on their way.
func (l *load) round(target int) (acknowledged int) {
	l.newPeople()
	begun, done := l.run(target)
	select {
	case <-begun:
	case <-l.ctx.Done():
		l.Fatalf("the load did not reach %d requests:\n%s", target, l.server.Log())
	}
	l.server.Kill()
	return <-done
}

// WhatsApp delivers at least once, and to every subscribed app: each of 500
// first messages of new people comes four times at once.
func TestRepeatedDeliveriesAreOneMessage(t *testing.T) {
	t.Parallel()
	for _, dialect := range dialects {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			const people, times = 500, 4
			w := newWorld(t, dialect)
			w.start()
			client := rig.Client(32)
			defer client.CloseIdleConnections()
			bodies := make(chan []byte)
			done := make(chan error)
			for range 32 {
				go func() {
					var first error
					for body := range bodies {
						if err := w.instance.Deliver(w.ctx, client, w.server.URL, body); err != nil {
							first = err
						}
					}
					done <- first
				}()
			}
			for n := range people {
				body := rig.Text(phoneOf(n), "wamid."+strconv.Itoa(n), "hello", time.Now())
				for range times {
					bodies <- body
				}
			}
			close(bodies)
			for range 32 {
				must(t, <-done)
			}
			w.settled()
			for _, table := range []string{"messages", "contacts", "conversations"} {
				if n := w.count(`SELECT COUNT(*) FROM ` + table); n != people {
					t.Errorf("%d %s, want %d", n, table, people)
				}
			}
			if n := w.count(`SELECT COUNT(*) FROM deliveries`); n != people*times {
				t.Errorf("%d deliveries are kept, want %d", n, people*times)
			}
			w.sound()
		})
	}
}
