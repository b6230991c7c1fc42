package conversation

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
)

// PruneStatuses looks through the status events received from an instant on and
// before another, and removes those whose message never became known, at most
// so many in one call. It gives the instant from which the next call goes on;
// what lies before it need not be looked at again. Done tells that nothing is
// left to look at.
func PruneStatuses(tx *db.Tx, from, before time.Time, most int) (next time.Time, done bool, err error) {
	last, full, err := endOfBatch(tx, from, before, most)
	if err != nil {
		return from, false, err
	}
	deleted, err := tx.Exec(`DELETE FROM message_statuses WHERE (wamid, number_id, status, participant) IN (
		SELECT s.wamid, s.number_id, s.status, s.participant FROM message_statuses s
		WHERE s.received_at >= $1 AND s.received_at <= $2 AND NOT EXISTS (
			SELECT 1 FROM messages m WHERE m.wamid = s.wamid AND m.number_id = s.number_id)
		LIMIT 0 + $3)`, clock.Millis(from), last, most)
	switch {
	case err != nil:
		return from, false, err
	case deleted == int64(most):
		return from, false, nil // more of the same instants may be left
	}
	return clock.FromMillis(last + 1), !full, nil
}

// endOfBatch gives the last millisecond of the next so many status events; full
// tells that there are as many.
func endOfBatch(tx *db.Tx, from, before time.Time, most int) (last int64, full bool, err error) {
	err = tx.QueryRow(`SELECT received_at FROM message_statuses WHERE received_at >= $1 AND received_at < $2
		ORDER BY received_at LIMIT 1 OFFSET $3`, clock.Millis(from), clock.Millis(before), most-1).Scan(&last)
	if fault.Is(err, fault.NotFound) {
		return clock.Millis(before) - 1, false, nil
	}
	return last, err == nil, err
}

// PruneKeys removes idempotency keys that were taken before an instant, at most
// so many, and gives how many.
func PruneKeys(tx *db.Tx, before time.Time, most int) (int64, error) {
	return tx.Exec(`DELETE FROM idempotency_keys WHERE (project_id, key) IN (
		SELECT project_id, key FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT 0 + $2)`, clock.Millis(before), most)
}
