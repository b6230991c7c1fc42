package job

import (
	"relevo/internal/db"
	"relevo/internal/fault"
)

// IsQueued tells whether a job of a kind with exactly these arguments, as JSON,
// is still to be done. Dead letters are not.
func IsQueued(tx *db.Tx, kind, args string) (bool, error) {
	var one int
	err := tx.QueryRow(`SELECT 1 FROM jobs WHERE kind = $1 AND args = $2 LIMIT 1`, kind, args).Scan(&one)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}
