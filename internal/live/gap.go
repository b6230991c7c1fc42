package live

import (
	"fmt"

	"github.com/centrifugal/centrifuge"
)

// Skip lets a publication be left out because nobody is connected to this node.
// It reports false when somebody is, or may be any moment: then publish. Whoever
// comes back after a skip is told that they did not recover, and whoever is new
// knows nothing of before. Call it like Publish, from the same goroutine.
//
// A client that arrives meanwhile is right too: it is counted before it asks
// for what it missed, and after it was counted out here it finds the gap.
func (h *Hub) Skip(channel string) (bool, error) {
	k, ok := kindOf(channel)
	if !ok {
		return false, fmt.Errorf("skip on channel of unknown kind")
	}
	if !h.running.Load() || h.Clients() > 0 {
		return false, nil
	}
	arrivals := h.arrivals.Load()
	if gap, made := h.skipped[channel]; !made || gap != arrivals {
		if err := h.gap(channel, k); err != nil {
			return false, err
		}
		h.skipped[channel] = arrivals
	}
	return h.Clients() == 0 && h.arrivals.Load() == arrivals, nil
}

// Gap says that publications on a channel are missing: who is connected is
// told so by {"type":"gap"} in their place, and whoever comes back is told that
// they did not recover. Both catch up by other means. Call it like Publish.
func (h *Hub) Gap(channel string) error {
	k, ok := kindOf(channel)
	if !ok {
		return fmt.Errorf("gap on channel of unknown kind")
	}
	return h.gap(channel, k)
}

// gap moves a channel on by one place and keeps nothing of it.
func (h *Hub) gap(channel string, k kind) error {
	if _, err := h.node.Publish(channel, []byte(`{"type":"gap"}`), centrifuge.WithHistory(1, k.keep)); err != nil {
		return fmt.Errorf("make a gap: %w", err)
	}
	if err := h.node.RemoveHistory(channel); err != nil {
		return fmt.Errorf("make a gap: %w", err)
	}
	return nil
}
