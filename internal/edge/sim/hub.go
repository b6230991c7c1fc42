package sim

import (
	"encoding/json"
	"sync"
)

// streamEvent is one event of GET /control/events.
type streamEvent struct {
	Type string // message, customer, traffic, typing, clock, fault, template, number, reset
	Data any
}

// hub hands events to the open event streams. A reader that falls behind is
// told to read everything anew instead of holding up the others.
type hub struct {
	mu      sync.Mutex
	readers map[chan wireEvent]struct{}
}

type wireEvent struct {
	Type string
	Data []byte
}

func newHub() *hub { return &hub{readers: map[chan wireEvent]struct{}{}} }

func (h *hub) subscribe() (<-chan wireEvent, func()) {
	c := make(chan wireEvent, 256)
	h.mu.Lock()
	h.readers[c] = struct{}{}
	h.mu.Unlock()
	return c, func() {
		h.mu.Lock()
		delete(h.readers, c)
		h.mu.Unlock()
	}
}

// listened reports whether any stream is open.
func (h *hub) listened() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.readers) > 0
}

func (h *hub) publish(events []streamEvent) {
	if len(events) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range events {
		data, err := json.Marshal(e.Data)
		if err != nil {
			continue
		}
		for c := range h.readers {
			deliverOrResync(c, wireEvent{e.Type, data})
		}
	}
}

// deliverOrResync never blocks: the queue of a slow reader is emptied and
// replaced by one resync event.
func deliverOrResync(c chan wireEvent, e wireEvent) {
	select {
	case c <- e:
		return
	default:
	}
	for {
		select {
		case <-c:
			continue
		default:
		}
		break
	}
	c <- wireEvent{"resync", []byte("{}")}
}
