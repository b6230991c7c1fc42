package search

import (
	"testing"
	"time"
)

// A busy second of deliveries: WhatsApp gives all of its messages one instant.
func TestMessagesOfOneSecondHaveTheirOwnPlaces(t *testing.T) {
	t.Parallel()
	at := time.Unix(1_790_000_000, 0)
	taken := map[int64]bool{}
	last := int64(0)
	for seq := range int64(5000) {
		for index := range int64(3) {
			place := Message{At: at, Arrival: (1_000_000+seq)<<16 + index}.place()
			if taken[place] {
				t.Fatalf("delivery %d, item %d: the place %d is taken", seq, index, place)
			}
			taken[place] = true
			last = min(last, place)
		}
	}
	if next := (Message{At: at.Add(time.Second)}).place(); next >= last {
		t.Errorf("a message of the next second has place %d, behind %d", next, last)
	}
}
