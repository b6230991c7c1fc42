package api_test

import (
	"fmt"
	"log/slog"
	"testing"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/event"
)

const events = "/platform/v1/events"

// place gives the events that were written their positions.
func place(t *testing.T, s *recordtest.Shop, want int64) {
	t.Helper()
	relay := event.NewRelay(s.App.DB, clock.System{}, slog.New(slog.DiscardHandler), "test")
	relay.Start(t.Context())
	defer relay.Stop()
	for last := int64(0); last < want; {
		relay.Kick()
		err := s.App.DB.Read(t.Context(), func(tx *db.Tx) (err error) { last, err = event.Last(tx); return err })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The delta holds every event once, in order, with the records as they stand.
func TestEventsAreADelta(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		const count = 25
		for i := range count {
			s.Receive(t, textFrom(ana, fmt.Sprintf("wamid.%d", i), "hi", start.Unix()-60+int64(i)))
		}
		place(t, s, count)
		after, seen := "0", 0
		for {
			page := ask(t, s, "GET", events+"?limit=10&after="+after, "")
			for i := range page.Records() {
				seen++
				page.Has(t, fmt.Sprint(seen), "data", i, "pos")
				page.Has(t, "message.received", "data", i, "type")
				page.Has(t, fmt.Sprintf("wamid.%d", seen-1), "data", i, "data", "message", "id")
				page.Has(t, fmt.Sprint(count), "data", i, "data", "conversation", "kapso", "messages_count")
				page.Has(t, fmt.Sprint(page.At("data", i, "data", "conversation", "id")), "data", i, "data", "conversation_id")
			}
			next, more := page.At("paging", "cursors", "after").(string)
			if !more {
				break
			}
			after = next
		}
		if seen != count || after != fmt.Sprint(count) {
			t.Errorf("saw %d events up to %s, want %d", seen, after, count)
		}
		ask(t, s, "GET", events+"?limit=1", "").Has(t, "true", "data", 0, "data", "is_new_conversation")
		ask(t, s, "GET", "/platform/v1/me", "").Has(t, after, "data", "pos")
	})
}

func TestExpiredEventsAreGone(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		for i := range 3 {
			s.Receive(t, textFrom(ana, fmt.Sprintf("wamid.%d", i), "hi", start.Unix()-60))
		}
		place(t, s, 3)
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := event.Prune(tx, start.AddDate(0, 0, 1))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r := ask(t, s, "GET", events+"?after=0", "")
		if r.Status != 410 || r.At("code") != "events_expired" {
			t.Errorf("got %d %s", r.Status, r.Text)
		}
	})
}
