package db_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/fault"
)

func lite(t testing.TB) *db.DB {
	t.Helper()
	d := dbtest.Open(t, dbtest.Fresh(t, db.SQLite))
	items(t, d)
	return d
}

func TestWaitingWritesShareOneCommit(t *testing.T) {
	t.Parallel()
	d := lite(t)
	before := d.Stats()
	errs := inGroup(t, d, fullGroup(0, nil))
	wantAcknowledgedExactly(t, d, errs, -1)
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	after := d.Stats()
	if after.Groups-before.Groups != 1 || after.Sizes[6]-before.Sizes[6] != 1 || after.Writes-before.Writes != 64 {
		t.Errorf("stats went from %+v to %+v, want one group of 64", before, after)
	}
}

func TestGroupIsBounded(t *testing.T) {
	t.Parallel()
	d := lite(t)
	before := d.Stats().Groups
	writes := fullGroup(0, nil)
	for i := len(writes); i < 130; i++ {
		writes = append(writes, add(itemID(i+1)))
	}
	if err := errors.Join(inGroup(t, d, writes)...); err != nil {
		t.Fatal(err)
	}
	if groups := d.Stats().Groups - before; groups != 3 {
		t.Errorf("131 writes took %d groups, want 3", groups)
	}
}

// A write that fails is undone alone, at any place of the group.
func TestFailingWriteLeavesItsNeighbours(t *testing.T) {
	t.Parallel()
	failures := map[string]func(*db.Tx) error{
		"constraint": func(tx *db.Tx) error {
			if err := add("undone")(tx); err != nil {
				return err
			}
			return add("holder")(tx)
		},
		"panic": func(tx *db.Tx) error {
			if err := add("undone")(tx); err != nil {
				return err
			}
			panic("in the middle")
		},
		"own error": func(tx *db.Tx) error {
			if err := add("undone")(tx); err != nil {
				return err
			}
			return errors.New("changed my mind")
		},
		"swallowed error": func(tx *db.Tx) error {
			if err := add("undone")(tx); err != nil {
				return err
			}
			_ = add("holder")(tx)
			return nil
		},
	}
	for name, failure := range failures {
		for _, place := range []int{1, 32, 63} {
			t.Run(fmt.Sprintf("%s at %d", name, place), func(t *testing.T) {
				t.Parallel()
				d := lite(t)
				errs := inGroup(t, d, fullGroup(place, failure))
				if errs[place] == nil {
					t.Error("the failing write was acknowledged")
				}
				errs[place] = nil
				if err := errors.Join(errs...); err != nil {
					t.Errorf("a neighbour failed: %v", err)
				}
				found := present(t, d)
				if len(found) != 63 || found["undone"] {
					t.Errorf("%d items present, undone %v; want 63 and not the undone one", len(found), found["undone"])
				}
			})
		}
	}
}

func TestFailingFirstWriteIsUndone(t *testing.T) {
	t.Parallel()
	d := lite(t)
	for range 3 {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return errors.Join(add("undone")(tx), errors.New("changed my mind"))
		})
		if err == nil || !strings.Contains(err.Error(), "changed my mind") {
			t.Errorf("error is %v, want the function's own", err)
		}
	}
	if found := present(t, d); len(found) != 0 {
		t.Errorf("items present: %v", found)
	}
}

// SQLite rolls back the whole transaction when it interrupts a change.
func TestInterruptedWriteDoesNotTakeAcknowledgedOnes(t *testing.T) {
	t.Parallel()
	for _, place := range []int{1, 32, 63} {
		t.Run(fmt.Sprint(place), func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, dbtest.Fresh(t, db.SQLite))
			d.SetWriteLimit(300 * time.Millisecond)
			items(t, d)
			errs := inGroup(t, d, fullGroup(place, func(tx *db.Tx) error {
				_, err := tx.Exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
					INSERT INTO items (id, amount) SELECT 'endless ' || i, i FROM n`)
				_ = add("late")(tx) // must not commit outside any transaction
				return err
			}))
			wantFault(t, errs[place], fault.Timeout, fault.CodeTimeout)
			wantAcknowledgedExactly(t, d, errs, place)
			if found := present(t, d); found["late"] || found["endless 1"] {
				t.Error("a part of the interrupted write is present")
			}
			if err := d.Write(t.Context(), add("after")); err != nil {
				t.Errorf("write after the lost group: %v", err)
			}
		})
	}
}

func TestFullDiskDoesNotTakeAcknowledgedOnes(t *testing.T) {
	t.Parallel()
	for _, place := range []int{1, 32, 63} {
		t.Run(fmt.Sprint(place), func(t *testing.T) {
			t.Parallel()
			d := lite(t)
			errs := inGroup(t, d, fullGroup(place, func(tx *db.Tx) error {
				pages, err := db.One(tx, scanInt, `PRAGMA page_count`)
				if err != nil {
					return err
				}
				if _, err := db.One(tx, scanInt, fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+8)); err != nil {
					return err
				}
				for i := range 100 {
					_, err = tx.Exec(`INSERT INTO items (id, amount, note) VALUES ($1, 1, $2)`, fmt.Sprintf("big %d", i), strings.Repeat("x", 4000+i))
					if err != nil {
						break
					}
				}
				_ = add("late")(tx)
				return err
			}))
			wantFault(t, errs[place], fault.Unavailable, fault.CodeDiskFull)
			for i, err := range errs { // the bound stays with the connection: later ones may meet it too
				if i > place && fault.HasCode(err, fault.CodeDiskFull) {
					errs[i] = fault.New(fault.Retryable, fault.CodeBusy, "full for this one too")
				}
			}
			wantAcknowledgedExactly(t, d, errs, place)
			if found := present(t, d); found["late"] || found["big 0"] {
				t.Error("a part of the failed write is present")
			}
		})
	}
}

// A failing COMMIT answers everybody, since nothing of the group is there.
func TestFailedCommitAnswersEveryWrite(t *testing.T) {
	t.Parallel()
	d := lite(t)
	errs := inGroup(t, d, fullGroup(10, func(tx *db.Tx) error {
		if _, err := tx.Exec(`PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO items (id, parent, amount) VALUES ('orphan', 'nobody', 1)`)
		return err
	}))
	for i, err := range errs {
		if err == nil {
			t.Errorf("write %d was acknowledged", i)
		}
	}
	if found := present(t, d); len(found) != 0 {
		t.Errorf("items present: %v", found)
	}
	if err := d.Write(t.Context(), add("after")); err != nil {
		t.Errorf("write after the failed commit: %v", err)
	}
}

// runtime.Goexit, as by t.Fatal inside a write, must not stop the writer.
func TestWriterOutlivesGoexit(t *testing.T) {
	t.Parallel()
	d := lite(t)
	errs := inGroup(t, d, fullGroup(20, func(*db.Tx) error { runtime.Goexit(); return nil }))
	if errs[20] == nil {
		t.Error("the write that ended its goroutine was acknowledged")
	}
	wantAcknowledgedExactly(t, d, errs, 20)
	if err := d.Write(t.Context(), add("after")); err != nil {
		t.Errorf("write after it: %v", err)
	}
}

func TestCancelledBeforeItsTurnDoesNotRun(t *testing.T) {
	t.Parallel()
	d := lite(t)
	held, release := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		first <- d.Write(t.Context(), func(*db.Tx) error { close(held); <-release; return nil })
	}()
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	second := make(chan error, 1)
	go func() { second <- d.Write(ctx, add("unwanted")) }()
	for d.Stats().Waiting < 1 {
		runtime.Gosched()
	}
	cancel()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want the cancellation", err)
	}
	close(release)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if err := d.Write(t.Context(), add("wanted")); err != nil {
		t.Error(err)
	}
	if found := present(t, d); found["unwanted"] || !found["wanted"] {
		t.Errorf("items present: %v", found)
	}
}

// Another process, here another handle, gets the lock within its patience
// while this one writes without a gap.
func TestBusyWriterLeavesRoomForAnother(t *testing.T) {
	t.Parallel()
	options := dbtest.Fresh(t, db.SQLite)
	busy, other := dbtest.Open(t, options), dbtest.Open(t, options)
	items(t, busy)
	stop := make(chan struct{})
	done := make(chan error, 8)
	for client := range 8 {
		go func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					done <- nil
					return
				default:
				}
				if err := busy.Write(t.Context(), add(fmt.Sprintf("%d/%d", client, i))); err != nil {
					done <- err
					return
				}
			}
		}()
	}
	for i := range 10 {
		if err := other.Write(t.Context(), add(itemID(i))); err != nil {
			t.Errorf("write %d of the other handle: %v", i, err)
		}
	}
	close(stop)
	for range 8 {
		if err := <-done; err != nil {
			t.Errorf("busy handle: %v", err)
		}
	}
}
