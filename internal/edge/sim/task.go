package sim

import (
	"cmp"
	"container/heap"
	"context"
	"encoding/json"
	"time"
)

// Kinds of task.
const (
	taskSent      = "sent"      // Ref: wamid
	taskDelivered = "delivered" // Ref: wamid
	taskFailed    = "failed"    // Ref: wamid, Args: outcomeArgs
	taskFetch     = "fetch"     // Ref: wamid; fetch the link of its media
	taskPaced     = "paced"     // Ref: wamid; end of a quality assessment
	taskReview    = "review"    // Ref: template id
	taskDelete    = "delete"    // Ref: template id; end of PENDING_DELETION
	taskRetry     = "retry"     // Ref: delivery id
	taskRelease   = "release"   // Ref: delivery id; end of a delay or reorder fault
	taskUnpause   = "unpause"   // Ref: template id
)

// task is something that is due at a virtual instant. Tasks are records, so a
// restart forgets none.
type task struct {
	ID   string          `json:"id"`
	Seq  int64           `json:"seq"` // equal times run in the order of their making
	Due  time.Time       `json:"due"`
	Kind string          `json:"kind"`
	Ref  string          `json:"ref"`
	Args json.RawMessage `json:"args,omitempty"`
}

// schedule adds a task d after the present instant.
func (t *tx) schedule(d time.Duration, kind, ref string, args any) {
	row := &task{ID: newID(), Seq: t.nextSeq(), Due: t.now.Add(d), Kind: kind, Ref: ref}
	if args != nil {
		row.Args, _ = json.Marshal(args) // plain structs of this package
	}
	t.state.tasks.put(t, row.ID, row)
	heap.Push(&t.due, row)
	t.afterwards(t.wakeTasks)
}

// taskHeap orders tasks by time.
type taskHeap []*task

func (h taskHeap) Len() int { return len(h) }
func (h taskHeap) Less(i, j int) bool {
	return cmp.Or(h[i].Due.Compare(h[j].Due), cmp.Compare(h[i].Seq, h[j].Seq)) < 0
}
func (h taskHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *taskHeap) Push(x any)   { *h = append(*h, x.(*task)) }
func (h *taskHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (s *Simulator) wakeTasks() {
	select {
	case s.taskWake <- struct{}{}:
	default:
	}
}

// runDue runs every task that is due, each at its own instant, so that what
// it writes carries the time it was meant for even after a long advance.
func (s *Simulator) runDue() {
	for {
		s.mu.Lock()
		if len(s.due) == 0 || s.due[0].Due.After(s.clock.now()) {
			s.mu.Unlock()
			return
		}
		row := heap.Pop(&s.due).(*task)
		s.updateLocked(row.Due, func(t *tx) {
			if t.state.tasks.get(row.ID) == nil { // a reset came between
				return
			}
			t.state.tasks.drop(t, row.ID)
			t.runTask(row)
		})
	}
}

func (t *tx) runTask(row *task) {
	switch row.Kind {
	case taskSent, taskDelivered, taskFailed, taskFetch, taskPaced:
		if m := t.state.messages.get(row.Ref); m != nil {
			t.runMessageTask(row, m)
		}
	case taskReview, taskDelete, taskUnpause:
		if tpl := t.state.templates.get(row.Ref); tpl != nil {
			t.runTemplateTask(row.Kind, tpl)
		}
	case taskRetry, taskRelease:
		if d := t.state.deliveries.get(row.Ref); d != nil && d.State == deliveryWaiting {
			if d.After > 0 { // nothing came that it could wait for
				d.After = 0
				t.holding--
			}
			t.enqueue(d)
		}
	}
}

// taskLoop waits for the next task on the virtual clock.
func (s *Simulator) taskLoop(ctx context.Context) {
	for {
		s.runDue()
		wait := time.Hour
		s.view(func(now time.Time) {
			if len(s.due) > 0 {
				wait = s.due[0].Due.Sub(now)
			}
		})
		timer, release := s.clock.after(max(wait, 0))
		select {
		case <-timer:
		case <-s.taskWake:
		case <-ctx.Done():
			release()
			return
		}
		release()
	}
}
