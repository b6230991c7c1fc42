package crash

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/test/rig"
)

// page is a list of any kind in cursor style.
type page[T any] struct {
	Data   []T
	Paging struct {
		Cursors struct{ After *string }
	}
}

// readAll reads a list to its end.
func readAll[T any](ctx context.Context, t *testing.T, l *load, client *http.Client, list string) (all []T) {
	t.Helper()
	for after := ""; ; {
		var p page[T]
		must(t, l.instance.Get(ctx, client, list+"&after="+url.QueryEscape(after), &p))
		all = append(all, p.Data...)
		if p.Paging.Cursors.After == nil || len(p.Data) == 0 {
			return all
		}
		after = *p.Paging.Cursors.After
	}
}

type storedMessage struct{ ID, From string }

// check holds what the server shows against what was acknowledged.
func check(ctx context.Context, t *testing.T, l *load, server *rig.Server) {
	t.Helper()
	client := rig.Client(1)
	defer client.CloseIdleConnections()
	waitForJobs(ctx, t, l.instance)
	health, err := l.instance.Quiet(ctx, client, server.URL)
	must(t, err)
	stored := readAll[storedMessage](ctx, t, l, client, server.URL+"/platform/v1/whatsapp/messages?limit=100")
	slices.Reverse(stored) // oldest first
	shown := map[string][]string{}
	seen := map[string]int{}
	for _, m := range stored {
		seen[m.ID]++
		shown[m.From] = append(shown[m.From], m.ID)
	}
	sent, acknowledged := 0, 0
	for n := range l.senders {
		s := &l.senders[n]
		sent += len(s.sent)
		acknowledged += checkSender(t, s, seen, shown[s.phone])
	}
	if len(seen) > sent {
		t.Errorf("%d messages are stored, of %d that were sent", len(seen), sent)
	}
	checkEvents(ctx, t, l, client, server.URL, health.LastEvent, len(seen))
	t.Logf("%d sent, %d acknowledged, %d stored, %d events", sent, acknowledged, len(stored), health.LastEvent)
}

// waitForJobs waits until no job is left. GET /readyz counts those that nobody
// has claimed; jobs that the killed server held are claimed until their lease ends.
func waitForJobs(ctx context.Context, t *testing.T, i *rig.Instance) {
	t.Helper()
	options := db.Options{URL: i.DatabaseURL}
	if i.DatabaseURL == "" {
		options.Path = filepath.Join(i.Data, "relevo.db")
	}
	d := dbtest.Open(t, options)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		var left int
		must(t, d.Read(ctx, func(tx *db.Tx) error { return tx.QueryRow(`SELECT COUNT(*) FROM jobs`).Scan(&left) }))
		if left == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%d jobs are left", left)
		}
	}
}

// checkSender wants every acknowledged message once, every other one at most
// once, and all of them in the order in which they were sent.
func checkSender(t *testing.T, s *sender, seen map[string]int, shown []string) (acknowledged int) {
	t.Helper()
	for _, m := range s.sent {
		if m.acknowledged {
			acknowledged++
		}
		if n := seen[m.wamid]; n > 1 || n == 0 && m.acknowledged {
			t.Errorf("%s is stored %d times; acknowledged: %v", m.wamid, n, m.acknowledged)
		}
	}
	if !slices.IsSorted(shown) {
		t.Errorf("the messages of %s are not in the order in which they were sent", s.phone)
	}
	return acknowledged
}

// checkEvents wants one event for each message, at the positions 1, 2, 3 and so on.
func checkEvents(ctx context.Context, t *testing.T, l *load, client *http.Client, server string, last int64, messages int) {
	t.Helper()
	events := readAll[struct {
		Pos  int64
		Type string
	}](ctx, t, l, client, server+"/platform/v1/events?limit=500")
	received := 0
	for i, e := range events {
		if e.Pos != int64(i)+1 {
			t.Fatalf("event %d has the position %d", i+1, e.Pos)
		}
		if e.Type == "message.received" {
			received++
		}
	}
	if received != messages || int64(len(events)) != last {
		t.Errorf("%d events, %d of them of received messages; want %d of %d", len(events), received, last, messages)
	}
}
