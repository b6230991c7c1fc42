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
// characters, by which people tell keys apart; ExpiresAt is zero for never.
// When a key was last used is not noted: it would make a write of every read.
type APIKey struct {
	ID        ids.APIKeyID
	ProjectID ids.ProjectID
	Name      string
	Prefix    string
	CreatedAt time.Time
	ExpiresAt time.Time
}

const apiKeyColumns = `id, project_id, name, prefix, created_at, expires_at`

func scanAPIKey(s db.Scanner) (k APIKey, err error) {
	var created int64
	var expires sql.NullInt64
	err = s.Scan(&k.ID, &k.ProjectID, &k.Name, &k.Prefix, &created, &expires)
	k.CreatedAt = clock.FromMillis(created)
	if expires.Valid {
		k.ExpiresAt = clock.FromMillis(expires.Int64)
	}
	return k, err
}

// CreateAPIKey stores a key under its hash and gives the record with its id. An
// unknown project is a conflict.
func CreateAPIKey(tx *db.Tx, k APIKey, keyHash string) (APIKey, error) {
	k.ID, k.CreatedAt = ids.APIKeyID(ids.New()), tx.Now()
	expires := sql.NullInt64{Int64: clock.Millis(k.ExpiresAt), Valid: !k.ExpiresAt.IsZero()}
	_, err := tx.Exec(`INSERT INTO api_keys (id, project_id, name, key_hash, prefix, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, k.ID, k.ProjectID, k.Name, keyHash, k.Prefix, tx.NowMillis(), expires)
	return k, err
}

// FindAPIKey finds a key that has not run out by its hash.
func FindAPIKey(tx *db.Tx, keyHash string) (APIKey, error) {
	k, err := db.One(tx, scanAPIKey, `SELECT `+apiKeyColumns+` FROM api_keys WHERE key_hash = $1`, keyHash)
	if err == nil && !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(tx.Now()) {
		return APIKey{}, fault.New(fault.NotFound, fault.CodeNotFound, "This API key has run out.")
	}
	return k, err
}

// ListAPIKeys gives one part of the keys in scope, oldest first.
func ListAPIKeys(tx *db.Tx, scope policy.Scope, part Part) (Listed[APIKey], error) {
	condition, args := scope.Where(policy.Columns{Project: "project_id"})
	return listPart(tx, scanAPIKey, listQuery{columns: apiKeyColumns, from: "api_keys", order: "created_at, id"}, part, condition, args)
}

// DeleteAPIKey removes a key in scope and gives what it was.
func DeleteAPIKey(tx *db.Tx, scope policy.Scope, id ids.APIKeyID) (APIKey, error) {
	var where db.Where
	where.And("id = ?", id)
	condition, args := scope.Where(policy.Columns{Project: "project_id"})
	where.And(condition, args...)
	return db.One(tx, scanAPIKey, `DELETE FROM api_keys `+where.String()+` RETURNING `+apiKeyColumns, where.Args()...)
}
