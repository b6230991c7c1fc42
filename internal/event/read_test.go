package event_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

func TestAppendRefusesWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]event.New{
		"no subject":       {Type: "thing.changed", Actor: "system"},
		"no type":          {Subject: "s", Actor: "system"},
		"no actor":         {Subject: "s", Type: "thing.changed"},
		"data is not JSON": {Subject: "s", Type: "thing.changed", Actor: "system", Data: func() {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, dbtest.Fresh(t, db.SQLite))
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return event.Append(tx, e) }); err == nil {
				t.Fatal("no error")
			}
		})
	}
}

func TestAfterGivesTheRecordsOfAProject(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 10, 0, 0, 123_000_000, time.UTC)
	dbtest.EachWithClock(t, clock.NewManual(at), func(t *testing.T, d *db.DB) {
		write(t, d, func(tx *db.Tx) error {
			for _, project := range []ids.ProjectID{"a", "b", "a"} {
				err := event.Append(tx, event.New{ProjectID: project, Subject: "contact:1", Version: 7, Type: "contact.created",
					Actor: "user:1", Data: map[string]string{"name": "<Ana & Zoë>"}})
				if err != nil {
					return err
				}
			}
			return nil
		})
		read(t, d, func(tx *db.Tx) error {
			if unplaced, err := event.After(tx, "", 0, 10); err != nil || len(unplaced) != 0 {
				t.Errorf("unplaced events are shown: %v, %v", unplaced, err)
			}
			return nil
		})
		startRelay(t, d, "node")
		receive(t, startTail(t, d), 3)
		read(t, d, func(tx *db.Tx) error {
			records, err := event.After(tx, "a", 1, 10)
			if err != nil || len(records) != 1 {
				t.Fatalf("%d records, %v", len(records), err)
			}
			r := records[0]
			if r.Pos != 3 || r.ProjectID != "a" || r.Subject != "contact:1" || r.Version != 7 || r.Type != "contact.created" ||
				r.Actor != "user:1" || string(r.Data) != `{"name":"<Ana & Zoë>"}` || !r.At.Equal(at) {
				t.Errorf("record is %+v", r)
			}
			last, err := event.Last(tx)
			if err != nil || last != 3 {
				t.Errorf("last position %d, %v", last, err)
			}
			page, err := event.After(tx, "", 0, 2)
			if err != nil || len(page) != 2 || page[1].Pos != 2 {
				t.Errorf("page of two: %v, %v", page, err)
			}
			return nil
		})
	})
}

// Prune keeps what is young and what a cursor has not passed; a reader behind
// it is told; positions go on after everything was deleted.
func TestPruneStopsAtYoungEventsAndCursors(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	clk := clock.NewManual(start)
	dbtest.EachWithClock(t, clk, func(t *testing.T, d *db.DB) {
		old := clk.Now()
		startRelay(t, d, "node")
		seen := startTail(t, d)
		appendSome(t, d, "old", 6)
		receive(t, seen, 6)
		clk.Advance(time.Hour)
		appendSome(t, d, "young", 4)
		receive(t, seen, 4)
		prune := func(before time.Time, want int64) {
			t.Helper()
			write(t, d, func(tx *db.Tx) error {
				n, err := event.Prune(tx, before)
				if err == nil && n != want {
					t.Errorf("%d deleted, want %d", n, want)
				}
				return err
			})
		}
		setCursor(t, d, 4)
		prune(old, 0)
		prune(old.Add(time.Minute), 4)
		setCursor(t, d, 10)
		prune(old.Add(time.Minute), 2)
		read(t, d, func(tx *db.Tx) error {
			if _, err := event.After(tx, "p", 5, 10); !fault.Is(err, fault.Gone) || !fault.HasCode(err, fault.CodeEventsExpired) {
				t.Errorf("reader behind what is kept gets %v", err)
			}
			kept, err := event.After(tx, "p", 6, 10)
			if len(kept) != 4 {
				t.Errorf("%d kept", len(kept))
			}
			return err
		})
		prune(old.Add(2*time.Hour), 4)
		appendSome(t, d, "next", 1)
		if got := receive(t, seen, 1)[0].Pos; got != 11 {
			t.Errorf("position after the prune is %d", got)
		}
		// A tail that begins behind what is kept goes on with what there is.
		if got := receive(t, startTail(t, d), 1)[0].Pos; got != 11 {
			t.Errorf("late tail begins with %d", got)
		}
		// So does a consumer that is new.
		makeEffects(t, d)
		consumers := event.NewConsumers(d, clk, quiet, "node", []event.Consumer{{Name: "new", Handle: func(tx *db.Tx, batch []event.Record) error {
			for i := range batch {
				batch[i].Pos -= 10
			}
			return effect(tx, batch)
		}}})
		consumers.Start(t.Context())
		defer consumers.Stop()
		waitEffects(t, d, 1)
	})
}

func setCursor(t *testing.T, d *db.DB, pos int64) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO cursors (name, pos) VALUES ('c', $1) ON CONFLICT (name) DO UPDATE SET pos = excluded.pos`, pos)
		return err
	})
}

// A tail that begins at Last sees what comes and nothing before.
func TestTailFromLast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		startRelay(t, d, "node")
		appendSome(t, d, "before", 5)
		receive(t, startTail(t, d), 5)
		seen := make(chan event.Record, 10)
		tail := event.NewTail(d, quiet, event.Last, func(batch []event.Record) {
			for _, r := range batch {
				seen <- r
			}
		})
		tail.Start(t.Context())
		defer tail.Stop()
		if tail.Pos() != 5 {
			t.Fatalf("begins at %d", tail.Pos())
		}
		appendSome(t, d, "after", 2)
		if got := receive(t, seen, 2); got[0].Pos != 6 {
			t.Fatalf("first is %d", got[0].Pos)
		}
	})
}

// Stop leaves no goroutine, also for what was never started. Not parallel: it
// looks at the goroutines of the whole process.
func TestStopLeavesNoGoroutine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		relay := event.NewRelay(d, clock.System{}, quiet, "node")
		tail := event.NewTail(d, quiet, event.Last, func([]event.Record) {})
		consumers := event.NewConsumers(d, clock.System{}, quiet, "node", []event.Consumer{{Name: "c", Handle: func(*db.Tx, []event.Record) error { return nil }}})
		relay.Stop()
		tail.Stop()
		consumers.Stop()
		relay.Start(t.Context())
		tail.Start(t.Context())
		consumers.Start(t.Context())
		appendSome(t, d, "s", 10)
		relay.Kick()
		tail.Kick()
		tail.Tick(1)
		consumers.Kick()
		consumers.Stop()
		tail.Stop()
		relay.Stop()
		noGoroutine(t, "internal/event.(*")
	})
}

// noGoroutine fails when goroutines of the code stay. One that has told that
// it is done may need a moment to be gone.
func noGoroutine(t *testing.T, code string) {
	t.Helper()
	stacks := make([]byte, 1<<20)
	var all string
	for range 10_000 {
		all = string(stacks[:runtime.Stack(stacks, true)])
		if !strings.Contains(all, code) {
			return
		}
		runtime.Gosched()
	}
	t.Fatalf("goroutines are left:\n%s", all)
}
