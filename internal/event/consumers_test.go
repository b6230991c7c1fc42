package event_test

import (
	"errors"
	"testing"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/event"
)

func makeEffects(t testing.TB, d *db.DB) {
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec(`CREATE TABLE effects (pos BIGINT PRIMARY KEY)`)
		return err
	})
}

func effect(tx *db.Tx, batch []event.Record) error {
	for _, r := range batch {
		if _, err := tx.Exec(`INSERT INTO effects (pos) VALUES ($1)`, r.Pos); err != nil {
			return err
		}
	}
	tx.Ring("effects")
	return nil
}

// waitEffects waits until the effects of n events are there, each once.
func waitEffects(t testing.TB, d *db.DB, n int64) {
	t.Helper()
	rung, stop := d.Listen("effects")
	defer stop()
	for {
		var rows, last int64
		read(t, d, func(tx *db.Tx) error {
			return tx.QueryRow(`SELECT COUNT(*), COALESCE(MAX(pos), 0) FROM effects`).Scan(&rows, &last)
		})
		if rows == n && last == n {
			return
		}
		if rows > n {
			t.Fatalf("%d effects of %d events", rows, n)
		}
		receive(t, rung, 1)
	}
}

// A failing handler is tried again with the same events; its work and its
// cursor are undone together, and the events before the bad one get through.
func TestFailingConsumerIsRetriedAndSkipsNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		makeEffects(t, d)
		calls := 0
		consumer := event.Consumer{Name: "flaky", Handle: func(tx *db.Tx, batch []event.Record) error {
			calls++
			if err := effect(tx, batch); err != nil {
				return err
			}
			if calls <= 3 && batch[len(batch)-1].Pos >= 20 {
				return errors.New("not now")
			}
			if calls == 4 {
				panic("worse")
			}
			return nil
		}}
		appendSome(t, d, "s", 40)
		consumers := event.NewConsumers(d, clock.System{}, quiet, "node", []event.Consumer{consumer})
		consumers.Start(t.Context())
		startRelay(t, d, "node")
		waitEffects(t, d, 40)
		consumers.Stop()
		if calls < 5 {
			t.Fatalf("handled in %d calls", calls)
		}
	})
}

// Two nodes run the same consumers; a restart goes on where the cursor stands.
func TestConsumersShareACursorOverNodesAndRestarts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		makeEffects(t, d)
		list := []event.Consumer{{Name: "effects", Handle: effect}, {Name: "nothing", Handle: func(*db.Tx, []event.Record) error { return nil }}}
		startRelay(t, d, "node")
		first := event.NewConsumers(d, clock.System{}, quiet, "first", list)
		second := event.NewConsumers(d, clock.System{}, quiet, "second", list)
		first.Start(t.Context())
		second.Start(t.Context())
		for i := range 10 {
			appendSome(t, d, subjectName(i), 30)
		}
		waitEffects(t, d, 300)
		first.Stop()
		appendSome(t, d, "more", 100)
		waitEffects(t, d, 400)
		second.Stop()
		appendSome(t, d, "while nobody listens", 100)
		third := event.NewConsumers(d, clock.System{}, quiet, "third", list)
		third.Start(t.Context())
		defer third.Stop()
		waitEffects(t, d, 500)
		var behind int64
		read(t, d, func(tx *db.Tx) error { return tx.QueryRow(`SELECT ` + third.TickSQL()).Scan(&behind) })
		third.Tick(behind)
	})
}
