package account

import "relevo/internal/db"

// PruneAllSessions removes sessions of anybody that have run out, at most so
// many, and gives how many.
func PruneAllSessions(tx *db.Tx, most int) (int64, error) {
	return tx.Exec(`DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 LIMIT 0 + $2)`, tx.NowMillis(), most)
}

// PruneLinks removes links that have run out, at most so many, and gives how
// many.
func PruneLinks(tx *db.Tx, most int) (int64, error) {
	return tx.Exec(`DELETE FROM links WHERE token_hash IN (
		SELECT token_hash FROM links WHERE expires_at <= $1 LIMIT 0 + $2)`, tx.NowMillis(), most)
}
