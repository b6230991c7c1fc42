package event

import (
	"fmt"
	"time"

	"relevo/internal/db"
)

// PruneBatch is the most that one Prune deletes, so that writers never wait
// long for it.
const PruneBatch = 1000

// Prune deletes the oldest events up to the first that is not older than
// before, never past the lowest cursor, at most PruneBatch in one call. It
// gives the number deleted; PruneBatch means that there may be more.
func Prune(tx *db.Tx, before time.Time) (int64, error) {
	var expired, end int64
	// The walk along pos touches only rows that are about to be deleted.
	err := tx.QueryRow(`SELECT l.expired_pos, COALESCE(
			(SELECT e.pos - 1 FROM events e WHERE e.pos > l.expired_pos AND e.at >= $1 ORDER BY e.pos LIMIT 1), l.last_pos)
		FROM event_log l WHERE l.id = 1`, before.UnixMilli()).Scan(&expired, &end)
	if err != nil {
		return 0, fmt.Errorf("prune events: %w", err)
	}
	lowest := end
	if err := tx.QueryRow(`SELECT COALESCE(MIN(pos), $1) FROM cursors`, end).Scan(&lowest); err != nil {
		return 0, fmt.Errorf("prune events: %w", err)
	}
	end = min(end, lowest, expired+PruneBatch)
	if end <= expired {
		return 0, nil
	}
	deleted, err := tx.Exec(`DELETE FROM events WHERE pos > $1 AND pos <= $2`, expired, end)
	if err != nil {
		return 0, fmt.Errorf("prune events: %w", err)
	}
	if _, err := tx.Exec(`UPDATE event_log SET expired_pos = $1 WHERE id = 1`, end); err != nil {
		return 0, fmt.Errorf("prune events: %w", err)
	}
	return deleted, nil
}
