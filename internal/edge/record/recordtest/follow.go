package recordtest

import (
	"log/slog"
	"testing"

	"relevo/internal/db"
	"relevo/internal/event"
)

// Follow starts the relay and the consumers of the event log, and gives the wait
// until every consumer has seen what was written before.
func (s *Shop) Follow(t *testing.T) (settle func()) {
	t.Helper()
	const bell = "followed"
	a, log := s.App, slog.New(slog.DiscardHandler)
	consumers := a.Consumers()
	for i := range consumers {
		handle := consumers[i].Handle
		consumers[i].Handle = func(tx *db.Tx, batch []event.Record) error {
			tx.Ring(bell)
			return handle(tx, batch)
		}
	}
	relay := event.NewRelay(a.DB, a.Clock, log, "test")
	follow := event.NewConsumers(a.DB, a.Clock, log, "test", consumers)
	rung, unlisten := a.DB.Listen(bell)
	relay.Start(t.Context())
	follow.Start(t.Context())
	t.Cleanup(func() {
		follow.Stop()
		relay.Stop()
		unlisten()
	})
	return func() {
		t.Helper()
		for {
			var behind int64
			must(t, a.DB.Read(t.Context(), func(tx *db.Tx) error {
				return tx.QueryRow(`SELECT (SELECT count(*) FROM events WHERE pos IS NULL) +
					(SELECT last_pos FROM event_log) * $1 - (SELECT coalesce(sum(pos), 0) FROM cursors)`, len(consumers)).Scan(&behind)
			}))
			if behind == 0 {
				return
			}
			select {
			case <-rung:
			case <-t.Context().Done():
				t.Fatal("the consumers did not come to the end of the log")
			}
		}
	}
}
