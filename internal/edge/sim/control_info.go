package sim

import (
	"container/heap"
	"time"
)

// info is GET /control.
func (q *request) info() (any, error) {
	var out node
	q.view(func(now time.Time) {
		out = node{
			"simulated": true, "app_id": appID, "phone_number_id": q.options.PhoneNumberID, "business_account_id": q.options.BusinessAccountID,
			"display_phone_number": q.options.DisplayPhoneNumber, "access_token": q.options.AccessToken,
			"app_secret": q.options.AppSecret, "verify_token": q.options.VerifyToken, "graph_url": q.address(),
			"webhook": q.webhookView(), "now": now, "factor": q.clock.factor(), "magic_recipients": magicRecipients,
			"customers": len(q.state.customers.rows), "messages": len(q.state.messages.rows), "queued_webhooks": len(q.queue),
			"seq": q.seq, "openapi": "/control/openapi.json",
		}
	})
	return out, nil
}

func (q *request) address() string {
	if base := q.base(); base != "" {
		return base
	}
	return "http://" + q.r.Host
}

// reset is POST /control/reset.
func (q *request) reset() (any, error) {
	q.update(func(t *tx) {
		for _, table := range t.tables() {
			table.clear()
		}
		t.touched, t.seen = nil, map[rowKey]bool{}
		t.index, t.limits, t.due, t.queue, t.holding = newIndex(&t.state), newLimits(), nil, nil, 0
		for id := range t.posted {
			t.finish(&delivery{ID: id})
		}
		t.clock.reset()
		t.now = t.clock.now()
		t.seed()
		if err := t.blobs.clear(); err != nil {
			t.log.Error("simulator media not removed", "error", err)
		}
		if t.journal != nil {
			if err := t.journal.rewrite(t.liveRecords()); err != nil {
				t.log.Error("simulator journal not rewritten", "error", err)
			}
		}
		heap.Init(&t.due)
		t.events = nil // of the seeding
		t.tell("reset", func() any { return node{} })
		t.afterwards(t.wakeTasks)
	})
	return nil, nil
}

// getClock is GET /control/clock.
func (q *request) getClock() (any, error) {
	return node{"now": q.clock.now(), "factor": q.clock.factor()}, nil
}

const maxAdvance = 5 * 366 * 24 * time.Hour

// moveClock is POST /control/clock.
func (q *request) moveClock() (any, error) {
	var advance time.Duration
	if q.in.has("advance") {
		seconds, isNumber := q.in.number("advance")
		advance = time.Duration(seconds * float64(time.Second))
		if !isNumber {
			var err error
			if advance, err = time.ParseDuration(q.in.str("advance")); err != nil {
				return nil, badInput("advance must be a duration such as 24h or a number of seconds")
			}
		}
	}
	if advance < 0 || advance > maxAdvance {
		return nil, badInput("the clock moves forward, at most five years at a time")
	}
	factor, given := q.in.number("factor")
	if q.in.has("factor") && (!given || factor < 0.01 || factor > 1e6) {
		return nil, badInput("factor must be between 0.01 and 1,000,000")
	}
	q.update(func(t *tx) {
		at := t.clock.move(advance, factor)
		t.changeSettings(func(set *settings) { set.Clock = at })
		t.tell("clock", func() any { return node{"now": at.Virtual, "factor": at.Factor} })
	})
	q.runDue()
	q.wakeTasks()
	return q.getClock()
}
