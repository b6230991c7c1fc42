package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"relevo/internal/clock"
)

// How it is told that a server rests: who waits for messages allocates some
// hundred kilobytes in this time, a page of the inbox about as much.
const (
	restLook  = 20 * time.Second
	restAlloc = 4 << 20 // bytes
)

// spareTheCollector lets the heap grow to three times what is alive before Go
// collects it. It is some ten megabytes at rest, and messages come in a tenth
// faster. GOGC in the environment wins.
func spareTheCollector() {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(200)
	}
}

// giveBackAtRest gives memory back to the system when work has ended. Go itself
// keeps what the next work may need, up to the size at which it would collect.
func giveBackAtRest(ctx context.Context, machine clock.Clock) error {
	given := uint64(0) // what had been allocated when memory was last given back
	for before := allocated(); ; {
		wake, release := machine.After(restLook)
		select {
		case <-ctx.Done():
			release()
			return nil
		case <-wake:
		}
		now := allocated()
		if now-before < restAlloc && now-given >= restAlloc {
			debug.FreeOSMemory()
			given = now
		}
		before = now
	}
}

// allocated counts the bytes that were ever allocated on the heap.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
