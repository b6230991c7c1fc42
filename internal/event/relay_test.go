package event_test

import (
	"fmt"
	"sync"
	"testing"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/event"
)

// Writers hold their transactions open while others commit and two relays
// compete: every event gets one position, without gaps, in order per subject.
func TestLateCommitsArePlacedOnceGaplessInOrder(t *testing.T) {
	t.Parallel()
	const writers, each, subjects = 8, 60, 5
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			options := dbtest.Fresh(t, dialect)
			d := dbtest.Open(t, options)
			other := d
			if dialect == db.Postgres { // a second node
				other = dbtest.Open(t, options)
			}
			makeSubjects(t, d, subjects)
			startRelay(t, d, "node-a")
			startRelay(t, other, "node-b")
			here, there := startTail(t, d), startTail(t, other)
			var group sync.WaitGroup
			for w := range writers {
				group.Go(func() {
					for i := range each {
						if err := changeSubject(t, d, (w+i)%subjects); err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
			group.Wait()
			checkPlaced(t, receive(t, here, writers*each), 1)
			checkPlaced(t, receive(t, there, writers*each), 1)
			checkTable(t, d, writers*each)
		})
	}
}

func makeSubjects(t *testing.T, d *db.DB, n int) {
	write(t, d, func(tx *db.Tx) error {
		if _, err := tx.Exec(`CREATE TABLE subjects (id BIGINT PRIMARY KEY, version BIGINT NOT NULL)`); err != nil {
			return err
		}
		for i := range n {
			if _, err := tx.Exec(`INSERT INTO subjects (id, version) VALUES ($1, 0)`, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// changeSubject raises the version of a subject, appends the event and holds
// the transaction for 0 to 2 ms where others can overtake it.
func changeSubject(t *testing.T, d *db.DB, subject int) error {
	return d.Write(t.Context(), func(tx *db.Tx) error {
		var version int64
		err := tx.QueryRow(`UPDATE subjects SET version = version + 1 WHERE id = $1 RETURNING version`, subject).Scan(&version)
		if err != nil {
			return err
		}
		err = event.Append(tx, event.New{ProjectID: "p", Subject: subjectName(subject), Version: version,
			Type: "thing.changed", Actor: "system"})
		if err == nil && d.Dialect() == db.Postgres {
			err = tx.QueryRow(`SELECT CAST(pg_sleep(random() * 0.002) AS TEXT)`).Scan(new(string))
		}
		return err
	})
}

// checkTable holds the table against what the tails saw.
func checkTable(t *testing.T, d *db.DB, want int64) {
	t.Helper()
	read(t, d, func(tx *db.Tx) error {
		var rows, placed, last int64
		err := tx.QueryRow(`SELECT COUNT(*), COUNT(DISTINCT pos), MAX(pos) FROM events`).Scan(&rows, &placed, &last)
		if err == nil && (rows != want || placed != want || last != want) {
			err = fmt.Errorf("%d rows, %d positions, last %d; want %d", rows, placed, last, want)
		}
		return err
	})
}

// An event whose sequence number was drawn first and that commits last is
// placed last; none is lost. Only PostgreSQL lets transactions overlap.
func TestOvertakenEventIsPlacedAfterwards(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.Fresh(t, db.Postgres))
	startRelay(t, d, "node")
	seen := startTail(t, d)
	drawn, commit, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- d.Write(t.Context(), func(tx *db.Tx) error {
			err := event.Append(tx, event.New{Subject: "slow", Version: 1, Type: "thing.changed", Actor: "system"})
			close(drawn)
			<-commit
			return err
		})
	}()
	<-drawn
	appendSome(t, d, "quick", 3)
	overtaking := receive(t, seen, 3)
	close(commit)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	late := receive(t, seen, 1)[0]
	checkPlaced(t, append(overtaking, late), 1)
	if late.Subject != "slow" || late.Seq > overtaking[0].Seq {
		t.Fatalf("late event is %s with sequence number %d", late.Subject, late.Seq)
	}
}

// The lease of a relay that ended in order is free at once; that of one that
// vanished is taken over when it has run out.
func TestLeaseMovesToAnotherRelay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first := event.NewRelay(d, clock.System{}, quiet, "first")
		first.Start(t.Context())
		seen := startTail(t, d)
		appendSome(t, d, "a", 2)
		receive(t, seen, 2)
		first.Stop()
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.TakeLease("relay", "vanished", 1500)
			return err
		})
		startRelay(t, d, "second")
		appendSome(t, d, "b", 2)
		if got := receive(t, seen, 2); got[0].Pos != 3 || got[1].Pos != 4 {
			t.Fatalf("positions %d and %d", got[0].Pos, got[1].Pos)
		}
	})
}

// More than one batch is placed by one wake-up, and a lost bell is made good
// by the tick.
func TestTickFindsEventsWhoseBellWasLost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		relay := startRelay(t, d, "node")
		seen := startTail(t, d)
		write(t, d, func(tx *db.Tx) error { // as another process would
			for i := range 700 {
				_, err := tx.Exec(`INSERT INTO events (project_id, subject, version, type, actor, data, at)
					VALUES ('p', 's', $1, 'thing.changed', 'system', '{}', $2)`, i+1, tx.NowMillis())
				if err != nil {
					return err
				}
			}
			return nil
		})
		var value int64
		read(t, d, func(tx *db.Tx) error { return tx.QueryRow(`SELECT ` + relay.TickSQL()).Scan(&value) })
		relay.Tick(value)
		checkPlaced(t, receive(t, seen, 700), 1)
	})
}
