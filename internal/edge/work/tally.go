package work

import (
	"sync"

	"relevo/internal/ids"
)

// tally collects how many messages arrived for each number. One worker at a
// time records the sum of what all have counted since, so that a flood costs
// one write for many deliveries. Its zero value is ready.
type tally struct {
	mu        sync.Mutex
	recording bool
	counts    map[ids.NumberID]int
}

// add counts messages. When nobody records, this caller does, until nothing is
// left.
func (t *tally) add(arrived map[ids.NumberID]int, record func(sum map[ids.NumberID]int)) {
	for sum := t.join(arrived); sum != nil; sum = t.next() {
		record(sum)
	}
}

// join counts and gives what the caller has to record, or nil.
func (t *tally) join(arrived map[ids.NumberID]int) map[ids.NumberID]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(arrived) == 0 {
		return nil
	}
	if t.counts == nil {
		t.counts = map[ids.NumberID]int{}
	}
	for id, n := range arrived {
		t.counts[id] += n
	}
	if t.recording {
		return nil
	}
	t.recording = true
	return t.take()
}

// next gives what was counted meanwhile; nil ends the recording.
func (t *tally) next() map[ids.NumberID]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.counts) == 0 {
		t.recording = false
		return nil
	}
	return t.take()
}

func (t *tally) take() map[ids.NumberID]int {
	sum := t.counts
	t.counts = nil
	return sum
}
