package event

import "relevo/internal/db"

// Unplaced counts the events that wait for their position, at most 10,000: the
// lag of the relay.
func Unplaced(tx *db.Tx) (n int64, err error) {
	err = tx.QueryRow(`SELECT count(*) FROM (SELECT 1 FROM events WHERE pos IS NULL LIMIT 10000) AS waiting`).Scan(&n)
	return n, err
}
