package job_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/job"
)

func eachDialect(b *testing.B, fn func(b *testing.B, d *db.DB)) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		b.Run(dialect.String(), func(b *testing.B) { fn(b, dbtest.Open(b, dbtest.Fresh(b, dialect))) })
	}
}

// BenchmarkThroughput is the work of jobs that wait already: claim, an empty
// handler, completion. Each job of the keyed form belongs to one of 100 keys.
func BenchmarkThroughput(b *testing.B) {
	for _, keys := range []int{0, 100} {
		b.Run(fmt.Sprintf("keys=%d", keys), func(b *testing.B) {
			eachDialect(b, func(b *testing.B, d *db.DB) {
				for begin := 0; begin < b.N; begin += 1000 {
					write(b, d, func(tx *db.Tx) error {
						for i := begin; i < min(begin+1000, b.N); i++ {
							spec := job.Spec{Kind: "k"}
							if keys > 0 {
								spec.Key = fmt.Sprint("key", i%keys)
							}
							if _, err := job.Enqueue(tx, spec); err != nil {
								return err
							}
						}
						return nil
					})
				}
				done := make(chan struct{}, b.N)
				b.ResetTimer()
				r := start(b, d, clock.System{}, job.Options{}, job.Kind{Name: "k", Handler: func(ctx context.Context, j job.Job) error {
					err := d.Write(ctx, func(tx *db.Tx) error { return job.Complete(tx, j) })
					done <- struct{}{}
					return err
				}})
				for range b.N {
					<-done
				}
				b.StopTimer()
				r.Stop()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
			})
		})
	}
}

// BenchmarkStart is the time from the call that commits a job to the start of
// its handler, one job at a time and 200 jobs a second.
func BenchmarkStart(b *testing.B) {
	eachDialect(b, func(b *testing.B, d *db.DB) {
		begun := make(chan time.Time, 1)
		start(b, d, clock.System{}, job.Options{}, job.Kind{Name: "k", Handler: func(context.Context, job.Job) error {
			begun <- clock.System{}.Now()
			return nil
		}})
		var commit, total []time.Duration
		for b.Loop() {
			called := clock.System{}.Now()
			enqueue(b, d, job.Spec{Kind: "k"})
			committed := clock.System{}.Now()
			at := <-begun
			commit, total = append(commit, max(0, at.Sub(committed))), append(total, at.Sub(called))
		}
		report(b, "commit->start", commit)
		report(b, "insert->start", total)
	})
}

// BenchmarkTimers is the lateness of jobs that are due at random instants.
func BenchmarkTimers(b *testing.B) {
	eachDialect(b, func(b *testing.B, d *db.DB) {
		var mu sync.Mutex
		var late []time.Duration
		done := make(chan struct{}, b.N)
		start(b, d, clock.System{}, job.Options{}, job.Kind{Name: "k", Handler: func(_ context.Context, j job.Job) error {
			mu.Lock()
			late = append(late, time.Since(time.UnixMilli(int64(numberOf(j)))))
			mu.Unlock()
			done <- struct{}{}
			return nil
		}})
		for range b.N {
			at := clock.System{}.Now().Add(500*time.Millisecond + rand.N(time.Duration(b.N)*5*time.Millisecond)).Truncate(time.Millisecond)
			enqueue(b, d, job.Spec{Kind: "k", RunAt: at, Args: number{int(at.UnixMilli())}})
		}
		for range b.N {
			<-done
		}
		report(b, "late", late)
	})
}

func report(b *testing.B, name string, d []time.Duration) {
	slices.Sort(d)
	for _, q := range []struct {
		name string
		at   float64
	}{{"p50", 0.5}, {"p99", 0.99}, {"max", 1}} {
		i := min(int(q.at*float64(len(d))), len(d)-1)
		b.ReportMetric(float64(d[i].Microseconds())/1000, name+"-"+q.name+"-ms")
	}
}
