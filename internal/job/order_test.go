package job_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/job"
)

// A failing job holds back the later jobs of its key, and no other; a dead one
// does not.
func TestFailedJobHoldsBackItsKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ran := make(chan string, 100)
		start(t, d, clock.System{}, job.Options{}, job.Kind{Name: "k", Backoff: quick, MaxAttempts: 3,
			Handler: func(_ context.Context, j job.Job) error {
				ran <- fmt.Sprintf("%s%d.%d", j.Key, numberOf(j), j.Attempt)
				if j.Key == "a" && (numberOf(j) == 2 && j.Attempt < 3 || numberOf(j) == 4) {
					return errors.New("not yet")
				}
				return nil
			}})
		write(t, d, func(tx *db.Tx) error {
			for n := 1; n <= 5; n++ {
				for _, key := range []string{"a", "b"} {
					if _, err := job.Enqueue(tx, job.Spec{Kind: "k", Key: key, Args: number{n}}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		want := map[byte][]string{
			'a': {"a1.1", "a2.1", "a2.2", "a2.3", "a3.1", "a4.1", "a4.2", "a4.3", "a5.1"},
			'b': {"b1.1", "b2.1", "b3.1", "b4.1", "b5.1"}}
		got := map[byte][]string{}
		for range 14 {
			r := receive(t, ran)
			got[r[0]] = append(got[r[0]], r)
		}
		for key := range want {
			if !slices.Equal(got[key], want[key]) {
				t.Errorf("key %c ran %v, want %v", key, got[key], want[key])
			}
		}
		untilEmpty(t, d)
	})
}

// Many writers and three runners share a queue while jobs fail at random: each
// job has its effect once, and within a key the effects come in the order of
// the commits.
func TestConcurrentNodesKeepOrderAndRunOnce(t *testing.T) {
	t.Parallel()
	const writers, each, keys = 8, 50, 6
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			options := dbtest.Fresh(t, dialect)
			d := dbtest.Open(t, options)
			write(t, d, func(tx *db.Tx) error {
				_, err := tx.Exec(`CREATE TABLE enqueued (id TEXT PRIMARY KEY, key TEXT NOT NULL, n BIGINT NOT NULL, done BIGINT, UNIQUE (key, n))`)
				return err
			})
			nodes := []*db.DB{d, d, d}
			if dialect == db.Postgres {
				nodes[1], nodes[2] = dbtest.Open(t, options), dbtest.Open(t, options)
			}
			var mu sync.Mutex
			inside := map[string]bool{}
			for _, node := range nodes {
				start(t, node, clock.System{}, job.Options{Workers: 8}, job.Kind{Name: "k", Backoff: quick, MaxAttempts: 50,
					Handler: func(ctx context.Context, j job.Job) error {
						mu.Lock()
						if inside[j.Key] {
							t.Errorf("two jobs of key %s at the same time", j.Key)
						}
						inside[j.Key] = true
						mu.Unlock()
						err := checkTurn(ctx, node, j)
						mu.Lock()
						inside[j.Key] = false
						mu.Unlock()
						if err != nil {
							return err
						}
						return node.Write(ctx, func(tx *db.Tx) error {
							if _, err := tx.Exec(`UPDATE enqueued SET done = COALESCE(done, 0) + 1 WHERE id = $1`, string(j.ID)); err != nil {
								return err
							}
							return job.Complete(tx, j)
						})
					}})
			}
			var group sync.WaitGroup
			for w := range writers {
				group.Go(func() {
					for i := range each {
						if err := enqueueNumbered(t, d, fmt.Sprint("key", (w+i)%keys)); err != nil {
							t.Error(err)
						}
					}
				})
			}
			group.Wait()
			untilEmpty(t, d)
			read(t, d, func(tx *db.Tx) error {
				once, err := count(tx, `SELECT COUNT(*) FROM enqueued WHERE done = 1`)
				if once != writers*each {
					t.Errorf("%d of %d jobs had their effect once", once, writers*each)
				}
				return err
			})
		})
	}
}

// enqueueNumbered adds a job and writes down its place in the key, which is
// read while the key is locked.
func enqueueNumbered(t *testing.T, d *db.DB, key string) error {
	return d.Write(t.Context(), func(tx *db.Tx) error {
		id, err := job.Enqueue(tx, job.Spec{Kind: "k", Key: key})
		if err != nil {
			return err
		}
		n, err := count(tx, `SELECT COUNT(*) FROM enqueued WHERE key = $1`, key)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO enqueued (id, key, n) VALUES ($1, $2, $3)`, string(id), key, n+1)
		return err
	})
}

// checkTurn fails for good when an earlier job of the key has not been done,
// and for now one time in five.
func checkTurn(ctx context.Context, d *db.DB, j job.Job) error {
	var earlier int64
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
		earlier, err = count(tx, `SELECT COUNT(*) FROM enqueued e JOIN enqueued mine ON mine.key = e.key AND e.n < mine.n
			WHERE mine.id = $1 AND e.done IS NULL`, string(j.ID))
		return err
	})
	if err == nil && earlier > 0 {
		return job.Discard(fmt.Errorf("%d earlier jobs are not done", earlier))
	}
	if err == nil && j.Lease[len(j.Lease)-1] < '3' {
		return errors.New("not this time")
	}
	return err
}

// The limits of workers hold, and a kind that uses all of its own does not keep
// another from running.
func TestWorkersAreLimitedByKind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		started, release, other := make(chan struct{}, 20), make(chan struct{}), make(chan struct{}, 20)
		var mu sync.Mutex
		now, most := 0, 0
		start(t, d, clock.System{}, job.Options{Workers: 4},
			job.Kind{Name: "slow", Workers: 2, Handler: func(context.Context, job.Job) error {
				mu.Lock()
				now++
				most = max(most, now)
				mu.Unlock()
				started <- struct{}{}
				<-release
				mu.Lock()
				now--
				mu.Unlock()
				return nil
			}},
			job.Kind{Name: "other", Handler: func(context.Context, job.Job) error { other <- struct{}{}; return nil }})
		for range 10 {
			enqueue(t, d, job.Spec{Kind: "slow"})
		}
		receive(t, started)
		receive(t, started)
		for range 10 {
			enqueue(t, d, job.Spec{Kind: "other"})
		}
		for range 10 {
			receive(t, other)
		}
		close(release)
		untilEmpty(t, d)
		if most != 2 {
			t.Errorf("%d slow jobs at the same time", most)
		}
	})
}

// A job is not early, and one that waits in its key for an earlier one keeps
// its own time.
func TestRunAt(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			clk := clock.NewManual(noon)
			options := dbtest.Fresh(t, dialect)
			options.Clock = clk
			d := dbtest.Open(t, options)
			ran := make(chan int, 10)
			start(t, d, clk, job.Options{}, job.Kind{Name: "k", Handler: func(_ context.Context, j job.Job) error {
				ran <- numberOf(j)
				return nil
			}})
			expect := func(want int) {
				t.Helper()
				if got := receive(t, ran); got != want {
					t.Fatalf("job %d ran, want %d", got, want)
				}
			}
			enqueue(t, d, job.Spec{Kind: "k", Key: "a", Args: number{1}, RunAt: noon.Add(5 * time.Second)})
			enqueue(t, d, job.Spec{Kind: "k", Key: "a", Args: number{2}, RunAt: noon.Add(9 * time.Second)})
			clk.Advance(5*time.Second - time.Millisecond)
			enqueue(t, d, job.Spec{Kind: "k", Args: number{0}}) // shows that the runner has looked
			expect(0)
			clk.Advance(time.Millisecond)
			expect(1)
			clk.Advance(4*time.Second - time.Millisecond)
			enqueue(t, d, job.Spec{Kind: "k", Args: number{0}})
			expect(0)
			clk.Advance(time.Millisecond)
			expect(2)
			untilEmpty(t, d)
		})
	}
}
