package account

import (
	"database/sql"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// APIKey is a program's way in, for one project. Prefix is the key's first
// characters, by which people tell keys apart; a zero time is never.
type APIKey struct {
	ID        ids.APIKeyID
	ProjectID ids.ProjectID
	Name      string
	Prefix    string
	Limit     policy.Limit
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // to the minute
	RevokedAt time.Time
}

// Unnoted reports whether it is time to write that the key is in use.
func (k APIKey) Unnoted(now time.Time) bool { return now.Sub(k.UsedAt) >= keyNoteAge }

const apiKeyColumns = `id, project_id, name, prefix, permissions, created_at, expires_at, used_at, revoked_at`

func scanAPIKey(s db.Scanner) (k APIKey, err error) {
	var created, used, revoked int64
	var expires sql.NullInt64
	var limit string
	if err = s.Scan(&k.ID, &k.ProjectID, &k.Name, &k.Prefix, &limit, &created, &expires, &used, &revoked); err != nil {
		return k, err
	}
	k.CreatedAt, k.UsedAt, k.RevokedAt = clock.FromMillis(created), seenAt(used), seenAt(revoked)
	if expires.Valid {
		k.ExpiresAt = clock.FromMillis(expires.Int64)
	}
	k.Limit, err = policy.ReadLimit(limit)
	return k, err
}

// CreateAPIKey stores a key under its hash and gives the record with its id. An
// unknown project is a conflict.
func CreateAPIKey(tx *db.Tx, k APIKey, keyHash string) (APIKey, error) {
	k.ID, k.CreatedAt = ids.APIKeyID(ids.New()), tx.Now()
	expires := sql.NullInt64{Int64: clock.Millis(k.ExpiresAt), Valid: !k.ExpiresAt.IsZero()}
	_, err := tx.Exec(`INSERT INTO api_keys (id, project_id, name, key_hash, prefix, permissions, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, k.ID, k.ProjectID, k.Name, keyHash, k.Prefix, k.Limit.String(), tx.NowMillis(), expires)
	return k, err
}

// FindAPIKey finds a key that works by its hash.
func FindAPIKey(tx *db.Tx, keyHash string) (APIKey, error) {
	k, err := db.One(tx, scanAPIKey, `SELECT `+apiKeyColumns+` FROM api_keys WHERE key_hash = $1`, keyHash)
	if err == nil && !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(tx.Now()) {
		return APIKey{}, fault.New(fault.NotFound, fault.CodeNotFound, "This API key has expired. Ask the project's admin for another one.")
	}
	if err == nil && !k.RevokedAt.IsZero() {
		return APIKey{}, fault.New(fault.NotFound, fault.CodeNotFound, "This API key was revoked. Ask the project's admin for another one.")
	}
	return k, err
}

// ListAPIKeys gives one part of the keys in scope, oldest first.
func ListAPIKeys(tx *db.Tx, scope policy.Scope, part Part) (Listed[APIKey], error) {
	condition, args := scope.Where(policy.Columns{Project: "project_id"})
	return listPart(tx, scanAPIKey, listQuery{columns: apiKeyColumns, from: "api_keys", order: "created_at, id"}, part, condition, args)
}

// RevokeAPIKey makes a key in scope that was not revoked yet worthless, and
// gives the record.
func RevokeAPIKey(tx *db.Tx, scope policy.Scope, id ids.APIKeyID) (APIKey, error) {
	return changeAPIKey(tx, scope, id, "revoked_at", tx.NowMillis())
}

// RenameAPIKey gives a key in scope that was not revoked another name.
func RenameAPIKey(tx *db.Tx, scope policy.Scope, id ids.APIKeyID, name string) (APIKey, error) {
	return changeAPIKey(tx, scope, id, "name", name)
}

func changeAPIKey(tx *db.Tx, scope policy.Scope, id ids.APIKeyID, column string, value any) (APIKey, error) {
	var where db.Where
	set := column + " = " + where.Arg(value)
	where.And("id = ?", id)
	where.And("revoked_at = 0")
	condition, args := scope.Where(policy.Columns{Project: "project_id"})
	where.And(condition, args...)
	return db.One(tx, scanAPIKey, `UPDATE api_keys SET `+set+` `+where.String()+` RETURNING `+apiKeyColumns, where.Args()...)
}

// PruneAPIKeys removes keys that were revoked before an instant, at most so
// many, and gives how many.
func PruneAPIKeys(tx *db.Tx, before time.Time, most int) (int64, error) {
	return tx.Exec(`DELETE FROM api_keys WHERE id IN (SELECT id FROM api_keys WHERE revoked_at > 0 AND revoked_at <= $1 LIMIT 0 + $2)`,
		clock.Millis(before), most)
}
