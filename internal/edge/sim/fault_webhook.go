package sim

import "time"

const (
	reorderPatience = 5 * time.Second // a held webhook goes out after this at the latest
	defaultDelay    = 20              // seconds
)

// webhookFaults lets the rules drop, delay, reorder or double a new delivery,
// and queues what is left.
func (t *tx) webhookFaults(d *delivery) {
	on := target{Delivery: d}
	if t.strike(faultDrop, on) != nil {
		d.State = deliveryDropped
		t.saveDelivery(d)
		return
	}
	twin := t.strike(faultDuplicate, on)
	switch delay, reorder := t.strike(faultDelay, on), t.strikeUnless(faultReorder, on); {
	case delay != nil:
		t.hold(d, delay.wait(defaultDelay))
	case reorder != nil:
		d.After = or(reorder.After, 1)
		t.holding++
		t.hold(d, reorderPatience)
	default:
		t.enqueue(d)
	}
	if twin != nil {
		t.double(d, twin)
	}
}

// strikeUnless leaves a delivery alone that could only swap with one already
// held.
func (t *tx) strikeUnless(kind string, on target) *rule {
	if t.holding > 0 {
		return nil
	}
	return t.strike(kind, on)
}

func (t *tx) hold(d *delivery, wait time.Duration) {
	d.State, d.NextAt = deliveryWaiting, t.now.Add(wait)
	t.saveDelivery(d)
	t.schedule(wait, taskRelease, d.ID, nil)
}

// double makes the copies: the same bytes or a new envelope around the same
// update, behind the first one or beside it, at once or later.
func (t *tx) double(d *delivery, r *rule) {
	for range or(r.Times, 1) {
		twin := *d
		twin.ID, twin.Seq, twin.Duplicate, twin.After = newID(), t.nextSeq(), d.ID, 0
		twin.ExtraTime = r.Body == "new"
		twin.Alone = r.Beside
		if r.Seconds > 0 {
			t.hold(&twin, r.wait(0))
			continue
		}
		t.enqueue(&twin)
	}
}
