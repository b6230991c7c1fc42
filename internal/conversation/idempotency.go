package conversation

import (
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// UseKey takes an idempotency key for a message. When the key was used before,
// for the same request, it gives the earlier message; for another request it is
// a conflict. An empty key is never used before.
func UseKey(tx *db.Tx, project ids.ProjectID, key, requestHash string, id ids.MessageID) (earlier ids.MessageID, used bool, err error) {
	if key == "" {
		return "", false, nil
	}
	rows, err := tx.Exec(`INSERT INTO idempotency_keys (project_id, key, request_hash, message_id, created_at)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (project_id, key) DO NOTHING`, project, key, requestHash, id, tx.NowMillis())
	if err != nil || rows == 1 {
		return "", false, err
	}
	var hash string
	err = tx.QueryRow(`SELECT request_hash, message_id FROM idempotency_keys WHERE project_id = $1 AND key = $2`, project, key).Scan(&hash, &earlier)
	if err == nil && hash != requestHash {
		return "", false, fault.New(fault.Conflict, fault.CodeConflict, "This idempotency key was used for another request.")
	}
	return earlier, true, err
}
