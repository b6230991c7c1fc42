package db

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// Stats counts what the database did since it was opened, for metrics.
type Stats struct {
	Groups        uint64        // transactions committed by the SQLite writer, or single PostgreSQL writes
	Writes        uint64        // writes acknowledged
	Failed        uint64        // writes that ended in an error
	Lost          uint64        // SQLite groups that ended as a whole in an error
	Sizes         [7]uint64     // groups of 1, 2-3, 4-7, 8-15, 16-31, 32-63 and 64 writes
	CommitTime    time.Duration // spent in COMMIT, summed
	SlowestCommit time.Duration
	Reads         uint64 // read transactions
	Waiting       int    // writes that wait for the SQLite writer now
}

type counters struct {
	groups, writes, failed, lost, reads atomic.Uint64
	sizes                               [7]atomic.Uint64
	commitNanos, slowestNanos           atomic.Int64
}

// Stats gives the counts so far.
func (d *DB) Stats() Stats {
	c := d.stats
	s := Stats{
		Groups: c.groups.Load(), Writes: c.writes.Load(), Failed: c.failed.Load(), Lost: c.lost.Load(),
		Reads:      c.reads.Load(),
		CommitTime: time.Duration(c.commitNanos.Load()), SlowestCommit: time.Duration(c.slowestNanos.Load()),
	}
	for i := range s.Sizes {
		s.Sizes[i] = c.sizes[i].Load()
	}
	if lite, ok := d.engine.(*liteEngine); ok {
		s.Waiting = len(lite.writer.ahead) + len(lite.writer.queue)
	}
	return s
}

// committed counts one commit of a number of writes.
func (c *counters) committed(writes int, took time.Duration) {
	c.groups.Add(1)
	c.writes.Add(uint64(writes))
	c.sizes[min(bits.Len(uint(writes)), len(c.sizes))-1].Add(1)
	c.commitNanos.Add(int64(took))
	for {
		slowest := c.slowestNanos.Load()
		if int64(took) <= slowest || c.slowestNanos.CompareAndSwap(slowest, int64(took)) {
			return
		}
	}
}
