package sim

import (
	"cmp"
	"slices"
	"time"
)

// States of a delivery.
const (
	deliveryQueued    = "queued"
	deliveryWaiting   = "waiting" // for its next attempt, or held by a fault
	deliveryDelivered = "delivered"
	deliveryDropped   = "dropped"   // by a fault
	deliveryExpired   = "expired"   // given up after the retry horizon
	deliveryMerged    = "merged"    // into a batch
	deliveryNoTarget  = "no_target" // nobody was subscribed
)

// retryGaps are the waits after each failed attempt: at once, then widening;
// the last one repeats until the horizon (Graph webhooks, retries).
var retryGaps = []time.Duration{
	0, 2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 20 * time.Second, time.Minute,
	5 * time.Minute, 15 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour,
}

const (
	retryHorizon   = 36 * time.Hour
	keptDeliveries = 5000 // finished ones, for the log and redelivery
)

// delivery is one webhook POST with all its attempts.
type delivery struct {
	ID        string    `json:"id"`
	Seq       int64     `json:"seq"`
	URL       string    `json:"url"`
	Kind      string    `json:"kind"`
	Field     string    `json:"field"`
	Summary   string    `json:"summary"`
	Message   string    `json:"message,omitempty"`
	Customer  string    `json:"customer,omitempty"`
	Status    string    `json:"status,omitempty"`
	Changes   []change  `json:"changes"`
	State     string    `json:"state"`
	CreatedAt time.Time `json:"created_at"`
	NextAt    time.Time `json:"next_at,omitzero"`
	Attempts  []attempt `json:"attempts,omitempty"`
	ExtraTime bool      `json:"extra_time,omitempty"` // makes the body differ from its twin's
	Alone     bool      `json:"alone,omitempty"`      // posted beside the queue, concurrently
	After     int       `json:"after,omitempty"`      // held until so many later ones were queued
	Duplicate string    `json:"duplicate_of,omitempty"`
}

// attempt is one POST and what came back.
type attempt struct {
	At     time.Time `json:"at"`
	Status int       `json:"status,omitempty"`
	Error  string    `json:"error,omitempty"`
	Millis int64     `json:"ms"`
}

func (d *delivery) finished() bool {
	return d.State != deliveryQueued && d.State != deliveryWaiting
}

func (t *tx) saveDelivery(d *delivery) { t.state.deliveries.put(t, d.ID, d) }

// enqueue puts a delivery at the end of the queue and lets go of those that
// a reorder fault holds behind it.
func (t *tx) enqueue(d *delivery) {
	d.State, d.NextAt = deliveryQueued, time.Time{}
	t.saveDelivery(d)
	t.queue = append(t.queue, d.ID)
	t.afterwards(t.wakeQueue)
	if t.holding == 0 {
		return
	}
	for _, held := range t.state.deliveries.sorted(func(a, b *delivery) int { return cmp.Compare(a.Seq, b.Seq) }) {
		if held.State == deliveryWaiting && held.After > 0 && held.ID != d.ID {
			if held.After--; held.After == 0 {
				t.holding--
				t.enqueue(held)
			}
		}
	}
}

// settle records an attempt and decides what follows.
func (t *tx) settle(d *delivery, a attempt) {
	d.Attempts = append(d.Attempts, a)
	if a.Status == 200 {
		d.State = deliveryDelivered
		t.received(d)
	} else {
		gap := retryGaps[min(len(d.Attempts), len(retryGaps))-1]
		d.State, d.NextAt = deliveryWaiting, t.now.Add(gap)
		if d.NextAt.Sub(d.CreatedAt) > retryHorizon {
			d.State, d.NextAt = deliveryExpired, time.Time{}
		} else {
			t.schedule(gap, taskRetry, d.ID, nil)
		}
	}
	t.saveDelivery(d)
	t.logDelivery(d, a)
}

// received notes that the business has a customer's message: the phone shows
// two ticks.
func (t *tx) received(d *delivery) {
	if m := t.state.messages.get(d.Message); m != nil && !m.Outbound && m.Status == statusSent && d.Status == "" {
		m.reach(statusDelivered, t.now)
		t.saveMessage(m)
	}
}

// forgetDeliveries drops the oldest finished deliveries, many at a time.
func (t *tx) forgetDeliveries() {
	rows := t.state.deliveries.rows
	if len(rows) < max(2*keptDeliveries, t.forgetAt) {
		return
	}
	defer func() { t.forgetAt = len(rows) + keptDeliveries }() // a long queue is not looked through at each step
	var finished []*delivery
	for _, d := range rows {
		if d.finished() {
			finished = append(finished, d)
		}
	}
	slices.SortFunc(finished, func(a, b *delivery) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, d := range finished[:max(0, len(finished)-keptDeliveries)] {
		t.state.deliveries.drop(t, d.ID)
	}
}
