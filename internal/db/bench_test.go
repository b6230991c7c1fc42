package db_test

import (
	"errors"
	"strconv"
	"sync/atomic"
	"testing"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
)

// BenchmarkWrite shows what group commit is worth: 64 clients that share
// commits, the same 64 one commit each, and one client alone. Each write is one
// insert into a table with a unique key.
func BenchmarkWrite(b *testing.B) {
	for _, c := range []struct {
		name    string
		dialect db.Dialect
		clients int
		single  bool
	}{
		{"sqlite/group", db.SQLite, 64, false},
		{"sqlite/single", db.SQLite, 64, true},
		{"sqlite/alone", db.SQLite, 1, false},
		{"postgres/64", db.Postgres, 64, false},
		{"postgres/alone", db.Postgres, 1, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			d := dbtest.Open(b, dbtest.Fresh(b, c.dialect))
			items(b, d)
			turn := make(chan struct{}, c.clients)
			if c.single { // a write waits for the commit of the one before
				turn = make(chan struct{}, 1)
			}
			before := d.Stats()
			b.ResetTimer()
			var next atomic.Int64
			answers := make(chan error, c.clients)
			for range c.clients {
				go func() {
					var failed error
					for {
						i := next.Add(1)
						if i > int64(b.N) {
							answers <- failed
							return
						}
						turn <- struct{}{}
						failed = errors.Join(failed, d.Write(b.Context(), add(strconv.FormatInt(i, 10))))
						<-turn
					}
				}()
			}
			for range c.clients {
				if err := <-answers; err != nil {
					b.Error(err)
				}
			}
			b.StopTimer()
			after := d.Stats()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
			b.ReportMetric(float64(after.Writes-before.Writes)/float64(after.Groups-before.Groups), "writes/commit")
		})
	}
}
