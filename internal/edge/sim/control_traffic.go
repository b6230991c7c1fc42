package sim

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"relevo/internal/fault"
)

const longestPoll = 30 // seconds of real time

// traffic is GET /control/traffic; with wait it holds the answer until there
// is something new.
func (q *request) traffic() (any, error) {
	query := q.r.URL.Query()
	after, _ := strconv.ParseInt(query.Get("after"), 10, 64)
	wait, _ := strconv.Atoi(query.Get("wait"))
	limit := q.limit(100, 1000)
	timer, release := q.options.Clock.After(time.Duration(min(max(wait, 0), longestPoll)) * time.Second)
	defer release()
	for {
		found, more := q.trafficAfter(after, limit, query.Get("kind"), wait > 0)
		if len(found) > 0 || wait <= 0 {
			return trafficAnswer(found, after), nil
		}
		select {
		case <-more:
		case <-timer:
			return trafficAnswer(nil, after), nil
		case <-q.r.Context().Done():
			return trafficAnswer(nil, after), nil
		case <-q.closing:
			return trafficAnswer(nil, after), nil
		}
	}
}

func trafficAnswer(found []trafficEntry, after int64) node {
	if found == nil {
		found = []trafficEntry{}
	}
	if len(found) > 0 {
		after = found[0].Seq
	}
	return node{"data": found, "after": after}
}

// trafficAfter gives the newest entries, and a channel that closes with the
// next one when the caller wants to wait.
func (q *request) trafficAfter(after int64, limit int, kinds string, wait bool) (found []trafficEntry, more chan struct{}) {
	q.view(func(time.Time) {
		for _, e := range q.state.traffic.sorted(func(a, b *trafficEntry) int { return cmp.Compare(b.Seq, a.Seq) }) {
			if e.Seq <= after || len(found) == limit {
				break
			}
			if kinds == "" || slices.Contains(strings.Split(kinds, ","), e.Kind) {
				found = append(found, *e)
			}
		}
		if len(found) == 0 && wait {
			more = make(chan struct{})
			q.polls = append(q.polls, more)
		}
	})
	return found, more
}

// deliveries is GET /control/deliveries.
func (q *request) deliveries() (any, error) {
	limit, state := q.limit(100, 1000), q.r.URL.Query().Get("state")
	data := []any{}
	q.view(func(time.Time) {
		for _, d := range q.state.deliveries.sorted(func(a, b *delivery) int { return cmp.Compare(b.Seq, a.Seq) }) {
			if state != "" && d.State != state {
				continue
			}
			if data = append(data, deliveryView(d)); len(data) == limit {
				break
			}
		}
	})
	return node{"data": data}, nil
}

// delivery is GET /control/deliveries/{id}.
func (q *request) delivery() (out any, err error) {
	q.view(func(time.Time) {
		if d := q.state.deliveries.get(q.r.PathValue("id")); d != nil {
			out = q.deliveryDetail(d)
			return
		}
		err = notFound("delivery")
	})
	return out, err
}

// redeliver is POST /control/deliveries/{id}/redeliver: a copy is queued, so
// that the log keeps what happened to the first.
func (q *request) redeliver() (out any, err error) {
	q.update(func(t *tx) {
		d := t.state.deliveries.get(q.r.PathValue("id"))
		if d == nil {
			err = notFound("delivery")
			return
		}
		target := t.targetFor(d.Field)
		if !target.set() {
			err = fault.New(fault.Conflict, fault.CodeConflict, "No webhook target is set.")
			return
		}
		again := *d
		again.ID, again.Seq, again.URL, again.Duplicate = newID(), t.nextSeq(), target.URL, d.ID
		again.Attempts, again.After, again.CreatedAt = nil, 0, t.now
		t.enqueue(&again)
		out = deliveryView(&again)
	})
	return out, err
}

// events is GET /control/events.
func (q *request) events() (any, error) {
	out := http.NewResponseController(q.w)
	events, stop := q.hub.subscribe()
	defer stop()
	q.w.Header().Set("Content-Type", "text/event-stream")
	q.w.Header().Set("Cache-Control", "no-store")
	q.w.WriteHeader(http.StatusOK)
	fmt.Fprint(q.w, "retry: 1000\n\nevent: ready\ndata: {}\n\n")
	if out.Flush() != nil {
		return nil, nil
	}
	for {
		beat, release := q.options.Clock.After(20 * time.Second)
		select {
		case e := <-events:
			fmt.Fprintf(q.w, "event: %s\ndata: %s\n\n", e.Type, e.Data)
		case <-beat:
			fmt.Fprint(q.w, ": still here\n\n")
		case <-q.r.Context().Done():
			release()
			return nil, nil
		case <-q.closing:
			release()
			return nil, nil
		}
		release()
		if out.Flush() != nil {
			return nil, nil
		}
	}
}
