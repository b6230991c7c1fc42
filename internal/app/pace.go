package app

import (
	"maps"
	"slices"
	"time"

	"relevo/internal/conversation"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
)

// Pace of sending. Source: Cloud API, throughput and pair rate limits.
//
// A number may pass 80 messages a second, inbound and outbound together. What
// it may do at once and what it gains within a second are 80 in all, so that no
// second holds more, wherever it begins. What arrives is counted after the fact
// and up to a share only: a flood must not keep the team from answering.
const (
	numberBurst      = 8
	numberPerSecond  = 72
	inboundBurst     = 80
	inboundPerSecond = 48

	pairBurst     = 45
	pairPerSecond = 1.0 / 6
)

// pace takes a token of the pair and of the number, or none and says how long
// to wait.
func pace(c *Call, m conversation.Message) (time.Duration, error) {
	pair := "pair:" + string(m.NumberID) + ":" + string(m.ContactID)
	wait, err := job.Bucket(c.Tx, pair, pairBurst, pairPerSecond, 1)
	if err != nil || wait > 0 {
		return wait, err
	}
	wait, err = job.Bucket(c.Tx, numberBucket(m.NumberID), numberBurst, numberPerSecond, 1)
	if err != nil || wait == 0 {
		return 0, err
	}
	if err := job.Return(c.Tx, pair, pairPerSecond, 1); err != nil {
		return 0, err
	}
	turn, err := job.Turn(c.Tx, "turn:"+string(m.NumberID), numberPerSecond)
	// The first turn is the token's own wait. Jobs keep whole milliseconds: the
	// last one keeps a send from asking too early.
	return wait + turn - time.Second/numberPerSecond + time.Millisecond, err
}

func numberBucket(id ids.NumberID) string { return "number:" + string(id) }

// CountInbound takes messages that arrived out of the throughput of their
// numbers, which outbound ones share. It stands apart from Ingest: one row of a
// number would make deliveries wait for each other.
var CountInbound = define(UseCase[map[ids.NumberID]int, struct{}]{
	Name: "number.count_inbound", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in map[ids.NumberID]int) (none struct{}, err error) {
		for _, id := range slices.Sorted(maps.Keys(in)) {
			n := float64(min(in[id], inboundBurst))
			over, err := job.Bucket(c.Tx, "inbound:"+string(id), inboundBurst, inboundPerSecond, n)
			if err != nil {
				return none, err
			}
			if over > 0 {
				continue
			}
			if err := job.Drain(c.Tx, numberBucket(id), numberPerSecond, n); err != nil {
				return none, err
			}
		}
		return none, nil
	},
})
