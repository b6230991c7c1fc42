package sim

import "time"

// Periods of the customer service window (Cloud API reference, pricing).
const (
	serviceWindow   = 24 * time.Hour
	freeEntryWindow = 72 * time.Hour
)

// open reports whether free-form messages may go to the customer.
func (p *pair) open(now time.Time) bool {
	return !p.LastInbound.IsZero() && now.Sub(p.LastInbound) < serviceWindow
}

// freeEntry reports whether the 72 h after an ad click run.
func (p *pair) freeEntry(now time.Time) bool { return now.Before(p.FreeEntryUntil) }

// heard notes that the customer wrote or called.
func (t *tx) heard(c *customer, fromAd bool) {
	p := t.pairOf(c.ID)
	p.LastInbound = t.now
	if fromAd {
		p.FreeEntryUntil = t.now.Add(freeEntryWindow)
		p.FreeEntryID = conversationID()
	}
	t.state.pairs.put(t, c.ID, p)
}
