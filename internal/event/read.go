package event

import (
	"fmt"

	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// After gives at most limit events with a position greater than pos, oldest
// first: those of a project, or of all when project is "". It is fault Gone
// with code events_expired when an event after pos is no longer kept, of
// whichever project, since what is gone cannot be asked.
func After(tx *db.Tx, project ids.ProjectID, pos int64, limit int) ([]Record, error) {
	records, err := after(tx, project, pos, limit)
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	// Asked second: a deletion between the two statements is noticed here.
	var expired int64
	if err := tx.QueryRow(`SELECT expired_pos FROM event_log WHERE id = 1`).Scan(&expired); err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	if pos < expired {
		return nil, fault.New(fault.Gone, fault.CodeEventsExpired,
			"Events after this position are no longer kept; load the present state and go on from there.").
			With("oldest", expired)
	}
	return records, nil
}

func after(tx *db.Tx, project ids.ProjectID, pos int64, limit int) ([]Record, error) {
	if project == "" {
		return db.All(tx, scanRecord, `SELECT `+columns+` FROM events
			WHERE pos > $1 ORDER BY pos LIMIT 0 + $2`, pos, limit)
	}
	return db.All(tx, scanRecord, `SELECT `+columns+` FROM events
		WHERE project_id = $1 AND pos > $2 ORDER BY pos LIMIT 0 + $3`, string(project), pos, limit)
}

// ByOthers gives the events of one type about a subject that somebody other
// than the actor caused after a position, oldest first, those without a
// position among them. It looks as far back as the log is kept.
func ByOthers(tx *db.Tx, subject, kind, actor string, pos int64) ([]Record, error) {
	records, err := db.All(tx, scanRecord, `SELECT seq, coalesce(pos, 0), project_id, subject, version, type, actor, data, at FROM events
		WHERE subject = $1 AND type = $2 AND actor <> $3 AND (pos IS NULL OR pos > $4) ORDER BY seq`, subject, kind, actor, pos)
	if err != nil {
		return nil, fmt.Errorf("read events of others: %w", err)
	}
	return records, nil
}

// Last gives the last position that was given to an event, 0 before the first.
func Last(tx *db.Tx) (pos int64, err error) {
	if err := tx.QueryRow(`SELECT last_pos FROM event_log WHERE id = 1`).Scan(&pos); err != nil {
		return 0, fmt.Errorf("read last position: %w", err)
	}
	return pos, nil
}
