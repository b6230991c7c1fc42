package rest

import (
	"strconv"
	"testing"
	"time"

	"relevo/internal/clock"
)

// TestLimitersForgetTheOldest holds that memory is bounded by the names that
// were used last.
func TestLimitersForgetTheOldest(t *testing.T) {
	t.Parallel()
	l := newLimiters(clock.NewManual(time.Unix(0, 0)), 3, time.Minute, 1)
	take := func(name string) bool { _, _, ok := l.take(name); return ok }
	for i := range 3 {
		take(strconv.Itoa(i))
	}
	if take("0") {
		t.Error("0 had a token left")
	}
	take("3") // 1 was used longest ago
	if len(l.byName) != 3 || l.recent.Len() != 3 {
		t.Errorf("%d names, %d buckets, want 3", len(l.byName), l.recent.Len())
	}
	if take("0") || !take("1") {
		t.Error("the bucket that was used last was forgotten, or the oldest kept")
	}
}
