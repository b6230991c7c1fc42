package sim

import (
	"net/http"
	"path"
	"time"
)

const statusFirstWait = 5 * time.Second // real time; then the answer goes out all the same

// transportFault applies the rules that answer before anything else happens.
func (c *call) transportFault() *answer {
	op := path.Base(c.r.URL.Path)
	var out *answer
	c.update(func(t *tx) {
		on := target{Op: op}
		if t.strike(faultExpiredToken, on) != nil {
			out = &answer{err: expiredToken()}
			return
		}
		if r := t.strike(faultRateLimit, on); r != nil {
			e := newError(or(r.Code, 80007), r.Details)
			e.HTTP, e.Header = or(r.HTTP, http.StatusTooManyRequests), usageHeader(c.options.BusinessAccountID, max(1, int(r.Seconds/60)))
			out = &answer{err: e}
			return
		}
		if r := t.strike(faultServerError, on); r != nil {
			out = &answer{err: serverError(r)}
			return
		}
		if r := t.strike(faultHang, on); r != nil {
			out = &answer{err: serverError(r), hold: r.wait(30)}
		}
	})
	return out
}

func serverError(r *rule) *graphError {
	e := newError(or(r.Code, 131016), r.Details)
	e.HTTP = or(r.HTTP, http.StatusServiceUnavailable)
	if r.Kind == faultServerError && r.HTTP == 0 {
		e.HTTP = http.StatusInternalServerError
	}
	return e
}

// hang waits for virtual time to pass or for the client to go away.
func (c *call) hang(d time.Duration) {
	timer, release := c.clock.after(d)
	defer release()
	select {
	case <-timer:
	case <-c.r.Context().Done():
	case <-c.closing:
	}
}

// sendFaults bends the answer to a message that was accepted.
func (t *tx) sendFaults(a answer, m *sending, row *message) answer {
	on := target{Customer: m.Customer, Message: row, Type: row.Type, Op: "messages", Accepted: true}
	if r := t.strike(faultStatusFirst, on); r != nil {
		t.statusFirst(&a, row, m.Customer)
	}
	if t.strike(faultTruncated, on) != nil {
		a.cut = true
	}
	if r := t.strike(faultServerError, on); r != nil {
		a = answer{err: serverError(r), before: a.before}
	}
	if r := t.strike(faultHang, on); r != nil {
		a.hold = r.wait(30)
	}
	return a
}

// statusFirst sends the sent status now and lets the answer wait until it was
// posted.
func (t *tx) statusFirst(a *answer, row *message, c *customer) {
	t.markSent(row, c)
	var last *delivery
	for _, d := range t.state.deliveries.rows {
		if d.Message == row.ID && d.Status == statusSent && (last == nil || d.Seq > last.Seq) {
			last = d
		}
	}
	if last == nil || last.State != deliveryQueued {
		return
	}
	done := make(chan struct{})
	t.posted[last.ID] = append(t.posted[last.ID], done)
	a.before = func() {
		timer, release := t.options.Clock.After(statusFirstWait)
		defer release()
		select {
		case <-done:
		case <-timer:
		}
	}
}

func or(value, fallback int) int {
	if value == 0 {
		return fallback
	}
	return value
}
