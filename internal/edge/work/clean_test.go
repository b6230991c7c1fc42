package work_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/blob"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/work"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/media"
	"relevo/internal/policy"
)

const (
	day = 24 * time.Hour
	// most is the largest number of rows that one transaction may remove.
	most = 1000
	old  = 2*most + 300 // rows of each kind: three batches
)

// temporary says, for each table of what is kept for a while, how its rows are
// made of numbers i and their time, and how long they are kept.
var temporary = []struct {
	table, insert string
	keep          time.Duration
}{
	{"deliveries", `INSERT INTO deliveries (meta_app_id, body, received_at) SELECT 'm', CAST('{}' AS {bytes}), at FROM n`, 10 * day},
	{"events", `INSERT INTO events (pos, project_id, subject, version, type, actor, data, at) SELECT i, 'p', 's', 1, 't', 'a', '{}', at FROM n`, 72 * time.Hour},
	{"message_statuses", `INSERT INTO message_statuses (number_id, wamid, status, participant, at, callback, raw, received_at)
		SELECT 'n', CAST(i AS TEXT), 'sent', '', at, '', '{}', at + i % 7 FROM n`, 8 * day},
	{"idempotency_keys", `INSERT INTO idempotency_keys (project_id, key, request_hash, message_id, created_at)
		SELECT (SELECT MIN(id) FROM projects), CAST(i AS TEXT), '', '', at FROM n`, day},
	{"dead_jobs", `INSERT INTO dead_jobs (id, kind, key, args, attempt, max_attempts, last_error, enqueued_at, died_at)
		SELECT CAST(i AS TEXT), 'k', '', '{}', 1, 1, '', at, at FROM n`, 30 * day},
	{"job_buckets", `INSERT INTO job_buckets (name, full_at) SELECT CAST(i AS TEXT), at * 1000 FROM n`, 0},
	{"sessions", `INSERT INTO sessions (id, token_hash, user_id, created_at, expires_at)
		SELECT CAST(i AS TEXT), CAST(i AS TEXT), (SELECT MIN(id) FROM users), 0, at FROM n`, 0},
	{"links", `INSERT INTO links (token_hash, purpose, created_at, expires_at) SELECT CAST(i AS TEXT), 'setup', 0, at FROM n`, 0},
}

const young = 3 // rows of each kind that are a minute too young

type house struct {
	*recordtest.Shop
	clk *clock.Manual
}

func each(t *testing.T, fn func(t *testing.T, h house)) {
	t.Helper()
	clk := clock.NewManual(time.Date(2030, 3, 1, 12, 0, 0, 0, time.UTC))
	recordtest.Each(t, clk, func(*recordtest.Shop) {}, func(t *testing.T, s *recordtest.Shop) {
		h := house{s, clk}
		recordtest.Do(t, s, recordtest.Operator, app.CreateUser, app.CreateUserIn{Project: s.Project, Email: "a@b.test",
			Name: "A", Password: "long enough", Role: policy.RoleOwner})
		h.write(t, func(tx *db.Tx) error { // that they joined is not of the rows below
			_, err := tx.Exec(`DELETE FROM events`)
			return err
		})
		for _, kind := range temporary {
			h.write(t, func(tx *db.Tx) error {
				insert := strings.ReplaceAll(kind.insert, "{bytes}", map[db.Dialect]string{db.SQLite: "BLOB", db.Postgres: "BYTEA"}[s.App.DB.Dialect()])
				at := clk.Now().Add(-kind.keep)
				if err := insertRows(tx, insert, at.Add(-time.Minute), 1, old); err != nil {
					return fmt.Errorf("%s: %w", kind.table, err)
				}
				if err := insertRows(tx, insert, at.Add(time.Minute), old+1, young); err != nil {
					return fmt.Errorf("%s: %w", kind.table, err)
				}
				return nil
			})
		}
		h.write(t, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE event_log SET last_pos = $1 WHERE id = 1`, old+young)
			return err
		})
		fn(t, h)
	})
}

func insertRows(tx *db.Tx, insert string, at time.Time, first, n int) error {
	_, err := tx.Exec(`WITH RECURSIVE n (i, at) AS (SELECT CAST($1 AS BIGINT), CAST($3 AS BIGINT)
		UNION ALL SELECT i + 1, at FROM n WHERE i + 1 < CAST($2 AS BIGINT)) `+insert, first, first+n, clock.Millis(at))
	return err
}

func (h house) write(t *testing.T, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := h.App.DB.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// rows counts what each table holds.
func (h house) rows(t *testing.T) map[string]int {
	t.Helper()
	counts := map[string]int{}
	err := h.App.DB.Read(t.Context(), func(tx *db.Tx) error {
		for _, kind := range temporary {
			var n int
			if err := tx.QueryRow(`SELECT COUNT(*) FROM ` + kind.table).Scan(&n); err != nil {
				return err
			}
			counts[kind.table] = n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// clean runs the daily job.
func (h house) clean(ctx context.Context) error {
	worker := &work.Worker{App: h.App}
	for _, kind := range worker.Kinds() {
		if kind.Name == app.JobClean {
			return kind.Handler(ctx, job.Job{Kind: kind.Name})
		}
	}
	panic("no kind of job cleans")
}

func wantYoung(t *testing.T, counts map[string]int) {
	t.Helper()
	for table, n := range counts {
		if n != young {
			t.Errorf("%s holds %d rows, want %d", table, n, young)
		}
	}
}

func TestCleaningRemovesInSmallTransactions(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		before := h.rows(t)
		for step := (app.CleanStep{}); !step.Done(); {
			step = recordtest.Do(t, h.Shop, recordtest.Inside, app.Clean, step)
			after := h.rows(t)
			removed := 0
			for table, n := range before {
				removed += n - after[table]
			}
			if removed > most {
				t.Fatalf("one transaction removed %d rows", removed)
			}
			before = after
		}
		wantYoung(t, before)
		h.clk.Advance(2 * time.Minute)
		if err := h.clean(t.Context()); err != nil {
			t.Fatal(err)
		}
		for table, n := range h.rows(t) {
			if n != 0 {
				t.Errorf("two minutes later %s still holds %d rows", table, n)
			}
		}
	})
}

// The process dies after the first transaction of its cleaning, the next time
// after the second, and so on, until one cleaning comes to its end.
func TestCleaningSurvivesCrashes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		for crashAfter := 1; ; crashAfter++ {
			ctx, crash := context.WithCancel(t.Context())
			left := crashAfter
			h.App.Observe = func(string, string, time.Duration) {
				if left--; left == 0 {
					crash()
				}
			}
			err := h.clean(ctx)
			crash()
			for table, n := range h.rows(t) {
				if n < young {
					t.Fatalf("after a crash %s holds %d rows", table, n)
				}
			}
			if err == nil {
				break
			}
		}
		wantYoung(t, h.rows(t))
	})
}

func TestCleaningSparesEventsBehindACursor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		cursor := func(pos int) {
			h.write(t, func(tx *db.Tx) error {
				_, err := tx.Exec(`INSERT INTO cursors (name, pos) VALUES ('c', $1) ON CONFLICT (name) DO UPDATE SET pos = excluded.pos`, pos)
				return err
			})
		}
		for _, pos := range []int{0, most + 7, old + young} {
			cursor(pos)
			if err := h.clean(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n, want := h.rows(t)["events"], old+young-min(pos, old); n != want {
				t.Errorf("with a consumer at %d there are %d events, want %d", pos, n, want)
			}
		}
	})
}

func TestCleaningSparesStatusesOfKnownMessages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		h.Receive(t, `"messages":[{"from":"15550100200","id":"wamid.known","timestamp":"1893495600","type":"text","text":{"body":"hi"}}]`)
		h.write(t, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE message_statuses SET wamid = 'wamid.known', number_id = $1, participant = wamid
				WHERE CAST(wamid AS BIGINT) % 2 = 0`, h.Number.ID)
			return err
		})
		for range 2 { // the second looks only at what came since
			if err := h.clean(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n, want := h.rows(t)["message_statuses"], (old+young)/2+2; n != want {
				t.Fatalf("%d status events left, want %d", n, want)
			}
		}
	})
}

func TestCleaningIsScheduledOnceADay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		days := map[string]bool{}
		for range 60 {
			recordtest.Do(t, h.Shop, recordtest.Inside, app.ScheduleCleaning, struct{}{})
			days[h.clk.Now().Format(time.DateOnly)] = true
			health := recordtest.Do(t, h.Shop, recordtest.Inside, app.ReadHealth, struct{}{})
			if health.QueuedJobs != len(days) {
				t.Fatalf("on the %dth day %d jobs were scheduled", len(days), health.QueuedJobs)
			}
			h.clk.Advance(time.Hour)
		}
	})
}

func TestSweepRemovesFilesThatNothingNames(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		root := t.TempDir()
		store, err := blob.OpenFolder(root, h.clk)
		if err != nil {
			t.Fatal(err)
		}
		h.App.Blobs = store
		put := func(text string) string {
			ref, err := store.Put(t.Context(), strings.NewReader(text), 1000)
			if err != nil {
				t.Fatal(err)
			}
			return ref.SHA256
		}
		named, orphan, again := put("named"), put("orphan"), put("again")
		strewOrphans(t, root, h.clk.Now(), 1200)
		abandoned := filepath.Join(root, "incoming", "put-1")
		if err := os.WriteFile(abandoned, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(abandoned, h.clk.Now(), h.clk.Now()); err != nil {
			t.Fatal(err)
		}
		h.write(t, func(tx *db.Tx) error {
			return media.Create(tx, media.Media{ID: ids.MediaID(ids.New()), ProjectID: h.Project, NumberID: h.Number.ID,
				Direction: "inbound", Status: media.Ready, Kind: "image", SHA256: named})
		})
		h.clk.Advance(day + time.Minute)
		underWay := put("under way")
		put("again")
		if err := h.clean(t.Context()); err != nil {
			t.Fatal(err)
		}
		for name, sha256 := range map[string]string{"named": named, "put again": again, "of an upload under way": underWay} {
			if f, err := store.Open(t.Context(), sha256); err != nil {
				t.Errorf("the file %s: %v", name, err)
			} else {
				f.Close()
			}
		}
		if _, err := store.Open(t.Context(), orphan); !fault.Is(err, fault.NotFound) {
			t.Errorf("the orphan: %v", err)
		}
		left := 0
		for _, err := range store.List(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			left++
		}
		if left != 3 {
			t.Errorf("%d files left, want 3", left)
		}
		if _, err := os.Stat(abandoned); !os.IsNotExist(err) {
			t.Errorf("the abandoned upload: %v", err)
		}
	})
}

// strewOrphans makes blobs without the cost of making each durable.
func strewOrphans(t *testing.T, root string, at time.Time, n int) {
	t.Helper()
	for i := range n {
		name := fmt.Sprintf("%064x", i)
		leaf := filepath.Join(root, name[:2], name[2:4])
		if err := os.MkdirAll(leaf, 0o700); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(leaf, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
}
