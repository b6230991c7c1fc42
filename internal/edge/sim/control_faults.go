package sim

import (
	"encoding/json"
	"time"
)

// listFaults is GET /control/faults.
func (q *request) listFaults() (any, error) {
	data := []rule{}
	q.view(func(time.Time) {
		for _, r := range q.state.rules.sorted(func(a, b *rule) int { return int(a.Seq - b.Seq) }) {
			data = append(data, *r)
		}
	})
	return node{"data": data, "kinds": faultKinds}, nil
}

// createFault is POST /control/faults.
func (q *request) createFault() (any, error) {
	var r rule
	if err := q.decode(&r); err != nil {
		return nil, err
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	q.update(func(t *tx) {
		r.ID, r.Seq, r.Met, r.Hits = newID(), t.nextSeq(), 0, 0
		stored := r
		t.state.rules.put(t, r.ID, &stored)
		t.tell("fault", func() any { return r })
	})
	return r, nil
}

// changeFault is PATCH /control/faults/{id}.
func (q *request) changeFault() (out any, err error) {
	q.update(func(t *tx) {
		r := t.state.rules.get(q.r.PathValue("id"))
		if r == nil {
			err = notFound("fault rule")
			return
		}
		edited := *r
		if err = json.Unmarshal(raw(q.in), &edited); err != nil {
			err = badInput("the body cannot be read")
			return
		}
		edited.ID, edited.Seq = r.ID, r.Seq
		if err = edited.check(); err != nil {
			return
		}
		t.state.rules.put(t, r.ID, &edited)
		t.tell("fault", func() any { return edited })
		out = edited
	})
	return out, err
}

// deleteFault is DELETE /control/faults/{id}.
func (q *request) deleteFault() (_ any, err error) {
	q.update(func(t *tx) {
		id := q.r.PathValue("id")
		if t.state.rules.get(id) == nil {
			err = notFound("fault rule")
			return
		}
		t.dropRule(id)
	})
	return nil, err
}

// deleteFaults is DELETE /control/faults.
func (q *request) deleteFaults() (any, error) {
	q.update(func(t *tx) {
		for _, id := range t.state.rules.ids() {
			t.dropRule(id)
		}
	})
	return nil, nil
}

func (t *tx) dropRule(id string) {
	t.state.rules.drop(t, id)
	t.tell("fault", func() any { return node{"id": id, "deleted": true} })
}
