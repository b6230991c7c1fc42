package app

import (
	"strconv"
	"time"

	"relevo/internal/account"
	"relevo/internal/channel"
	"relevo/internal/clock"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/event"
	"relevo/internal/job"
	"relevo/internal/media"
	"relevo/internal/policy"
)

// cleanBatch is the most rows that one transaction of the cleaning removes, so
// that nobody waits long for it.
const cleanBatch = event.PruneBatch

// CleanStep says how far a cleaning has come; its zero value is the start.
type CleanStep struct{ chore int }

// Done reports whether everything is clean.
func (s CleanStep) Done() bool { return s.chore >= len(chores) }

// Clean removes one batch of what is kept only for a while, and gives the step
// that comes next. A cleaning that ends in the middle left nothing half done:
// the next one begins anew.
var Clean = define(UseCase[CleanStep, CleanStep]{
	Name: "instance.clean", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, s CleanStep) (CleanStep, error) {
		if s.Done() {
			return s, nil
		}
		more, err := chores[s.chore](c.Tx)
		if !more {
			s.chore++
		}
		return s, err
	},
})

// chores remove at most cleanBatch rows each and tell whether there may be
// more of their kind.
var chores = []func(*db.Tx) (more bool, err error){
	older(keepDeliveries, channel.PruneDeliveries),
	older(keepEvents, func(tx *db.Tx, before time.Time, _ int) (int64, error) { return event.Prune(tx, before) }),
	pruneStatuses,
	older(keepKeys, conversation.PruneKeys),
	older(keepDeadLetters, job.PruneDead),
	older(keepDeletedNotes, contact.PruneNotes),
	older(keepBlockRequests, contact.PruneBlockRequests),
	ranOut(job.PruneBuckets),
	ranOut(account.PruneAllSessions),
	ranOut(account.PruneLinks),
	older(keepInvitations, account.PruneInvitations),
	older(keepRevoked, account.PruneAPIKeys),
}

func older(keep time.Duration, prune func(tx *db.Tx, before time.Time, most int) (int64, error)) func(*db.Tx) (bool, error) {
	return func(tx *db.Tx) (bool, error) {
		n, err := prune(tx, tx.Now().Add(-keep), cleanBatch)
		return n == cleanBatch, err
	}
}

func ranOut(prune func(tx *db.Tx, most int) (int64, error)) func(*db.Tx) (bool, error) {
	return func(tx *db.Tx) (bool, error) {
		n, err := prune(tx, cleanBatch)
		return n == cleanBatch, err
	}
}

// pruneStatuses remembers how far it has looked: the status events of known
// messages stay for good, and looking at all of them each day would take ever
// longer.
func pruneStatuses(tx *db.Tx) (more bool, err error) {
	stored, err := account.Value(tx, statusesChecked)
	if err != nil {
		return false, err
	}
	from, err := strconv.ParseInt(stored, 10, 64)
	if err != nil && stored != "" {
		return false, err
	}
	next, done, err := conversation.PruneStatuses(tx, clock.FromMillis(from), tx.Now().Add(-keepStatuses), cleanBatch)
	if err != nil {
		return false, err
	}
	return !done, account.SetValue(tx, statusesChecked, strconv.FormatInt(clock.Millis(next), 10))
}

// ListOrphans gives those of the blobs (SHA-256, at most 1,000) that no file
// names.
var ListOrphans = define(UseCase[[]string, []string]{
	Name: "media.list_orphans", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, blobs []string) ([]string, error) { return media.Orphans(c.Tx, blobs) },
})
