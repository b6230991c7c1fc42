package live

import (
	"strings"
	"time"

	"github.com/centrifugal/centrifuge"
)

// kind is what holds for all channels with one prefix.
type kind struct {
	history  int           // publications kept for recovery; 0: none, and nobody recovers
	keep     time.Duration // since the last of them
	presence bool
}

// kinds by prefix: a project, a WhatsApp number, a conversation, a person, who
// is where.
var kinds = map[string]kind{
	"prj": {history: 1000, keep: 5 * time.Minute},
	"num": {history: 1000, keep: 5 * time.Minute},
	"cnv": {history: 200, keep: 5 * time.Minute, presence: true},
	"usr": {history: 200, keep: 5 * time.Minute},
	"prs": {}, // who is where in a project: only the present counts
}

const channelLength = 64 // bytes; a prefix and a UUID have 40

// kindOf reads the kind of a channel named kind:id.
func kindOf(channel string) (kind, bool) {
	prefix, id, found := strings.Cut(channel, ":")
	k, known := kinds[prefix]
	return k, found && known && id != "" && len(channel) <= channelLength
}

func (k kind) subscription() centrifuge.SubscribeOptions {
	return centrifuge.SubscribeOptions{EnableRecovery: k.history > 0, EmitPresence: k.presence}
}
