package sim

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	postTimeout = 10 * time.Second // real time, for one webhook POST
	userAgent   = "facebookexternalua"
)

func (s *Simulator) wakeQueue() {
	select {
	case s.queueWake <- struct{}{}:
	default:
	}
}

// postLoop posts the queue in order, one delivery at a time.
func (s *Simulator) postLoop(ctx context.Context) {
	for {
		d := s.next(ctx)
		if d != nil {
			s.deliver(ctx, *d)
			continue
		}
		select {
		case <-s.queueWake:
		case <-ctx.Done():
			return
		}
	}
}

// next takes the head of the queue; those that go beside the queue start on
// their own.
func (s *Simulator) next(ctx context.Context) (head *delivery) {
	if ctx.Err() != nil {
		return nil
	}
	s.update(func(t *tx) {
		for len(t.queue) > 0 {
			d := t.state.deliveries.get(t.queue[0])
			if d != nil && d.State == deliveryQueued && !d.Alone && head != nil {
				return
			}
			t.queue = t.queue[1:]
			if d == nil || d.State != deliveryQueued {
				continue
			}
			if !d.Alone {
				t.batch(d)
			}
			copied := *d
			if !d.Alone {
				head = &copied
				continue
			}
			t.afterwards(func() { s.running.Go(func() { s.deliver(ctx, copied) }) })
		}
	})
	return head
}

// batch merges what waits behind d into it while a batch rule is on.
func (t *tx) batch(d *delivery) {
	if len(t.queue) == 0 || len(d.Attempts) > 0 {
		return
	}
	hit := t.strike(faultBatch, target{Delivery: d})
	if hit == nil {
		return
	}
	rest := t.queue[:0:0]
	for i, id := range t.queue {
		other := t.state.deliveries.get(id)
		if len(d.Changes) >= min(hit.size(), 1000) {
			rest = append(rest, t.queue[i:]...)
			break
		}
		if other == nil || other.State != deliveryQueued || other.URL != d.URL || other.Alone || len(other.Attempts) > 0 {
			rest = append(rest, id)
			continue
		}
		d.Changes = append(d.Changes, other.Changes...)
		other.State = deliveryMerged
		t.received(other)
		t.saveDelivery(other)
		t.finish(other)
	}
	t.queue = rest
	t.saveDelivery(d)
}

// deliver makes one attempt.
func (s *Simulator) deliver(ctx context.Context, d delivery) {
	began := s.options.Clock.Now()
	a := attempt{At: s.clock.now()}
	body := webhookBody(s.options.BusinessAccountID, d.Changes, d.CreatedAt, d.ExtraTime)
	a.Status, a.Error = s.post(ctx, d.URL, body)
	if ctx.Err() != nil && a.Status == 0 { // stopped: the delivery stays queued for the next start
		return
	}
	a.Millis = s.options.Clock.Now().Sub(began).Milliseconds()
	s.update(func(t *tx) {
		row := t.state.deliveries.get(d.ID)
		if row == nil { // a reset came between
			return
		}
		t.settle(row, a)
		t.finish(row)
	})
}

// finish tells whoever waits for the first attempt of a delivery.
func (t *tx) finish(d *delivery) {
	for _, c := range t.posted[d.ID] {
		close(c)
	}
	delete(t.posted, d.ID)
}

// post sends a signed body. The error text never holds the target's answer.
func (s *Simulator) post(ctx context.Context, target string, body []byte) (int, string) {
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return 0, "the URL is not valid"
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept", "*/*")
	req.Header.Set("X-Hub-Signature-256", sign(s.options.AppSecret, body))
	resp, err := s.http.Do(req)
	if err != nil {
		return 0, "no answer"
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	return resp.StatusCode, ""
}

// handshake verifies a webhook target the way Meta does: the answer must be
// 200 with the challenge as its body.
func (s *Simulator) handshake(ctx context.Context, h hook) *graphError {
	failed := func(why string) *graphError {
		return &graphError{
			HTTP: http.StatusBadRequest, Code: 2200, Type: "OAuthException",
			Message: "(#2200) Callback verification failed with the following errors: " + why,
		}
	}
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL, nil)
	if err != nil {
		return failed("the URL is not valid")
	}
	challenge := randomDigits(10)
	query := req.URL.Query()
	for k, v := range (url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {challenge}, "hub.verify_token": {h.Token}}) {
		query[k] = v
	}
	req.URL.RawQuery = query.Encode()
	req.Header.Set("User-Agent", userAgent)
	resp, err := s.http.Do(req)
	if err != nil {
		return failed("Curl Error: no answer")
	}
	defer resp.Body.Close()
	got, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	switch {
	case resp.StatusCode != http.StatusOK:
		return failed("HTTP Status Code = " + itoa(resp.StatusCode) + "; HTTP Message = " + http.StatusText(resp.StatusCode))
	case string(got) != challenge:
		return failed("Response does not match challenge")
	}
	return nil
}
