package event

import (
	"context"
	"log/slog"

	"relevo/internal/clock"
	"relevo/internal/db"
)

// Consumer does something with every event, once, on one node at a time.
// Handle gets the next events in order and does its work in tx, which also
// moves the cursor: both happen or neither. Handle may be called again with the
// same events after a failure. It is quick and does no input or output: it
// inserts a job for that.
type Consumer struct {
	Name   string // of the cursor; stable over releases
	Handle func(tx *db.Tx, batch []Record) error
}

// Consumers runs a set of consumers on this node, each as far as it gets its
// lease. A consumer that is new begins with the oldest event that is kept.
type Consumers struct {
	followers []*follower
}

// NewConsumers makes the runner of some consumers. holder names this process
// in their leases.
func NewConsumers(d *db.DB, clk clock.Clock, log *slog.Logger, holder string, consumers []Consumer) *Consumers {
	c := &Consumers{}
	for _, consumer := range consumers {
		c.followers = append(c.followers, &follower{
			db: d, clock: clk, holder: holder, consumer: consumer, loop: newLoop(), limit: consumerBatch,
			log: log.With("consumer", consumer.Name),
		})
	}
	return c
}

// Start runs the consumers until Stop or the end of ctx.
func (c *Consumers) Start(ctx context.Context) {
	for _, f := range c.followers {
		f.loop.start(ctx, f.db, bellPlaced, f.clock, f.step)
	}
}

// Stop ends the consumers after their running batches and frees their leases.
func (c *Consumers) Stop() {
	for _, f := range c.followers {
		f.stop()
	}
}

// Kick makes every consumer look now.
func (c *Consumers) Kick() {
	for _, f := range c.followers {
		f.loop.kick()
	}
}

// TickSQL is a scalar sub-select for the common fall-back tick; its value goes
// to Tick.
func (c *Consumers) TickSQL() string {
	return `(SELECT COUNT(*) FROM cursors AS c, event_log AS l WHERE c.pos < l.last_pos)`
}

// Tick wakes the consumers when the value of TickSQL says that one is behind.
func (c *Consumers) Tick(value int64) {
	if value > 0 {
		c.Kick()
	}
}
