package account

import (
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// ListSessions gives a person's sessions that have not run out, the newest
// first.
func ListSessions(tx *db.Tx, user ids.UserID) ([]Session, error) {
	return db.All(tx, scanSession, sessionQuery+`WHERE s.user_id = $1 AND s.expires_at > $2 ORDER BY s.created_at DESC, s.id DESC`,
		user, tx.NowMillis())
}

// CloseSessions ends a person's sessions but one, and gives those that ended.
func CloseSessions(tx *db.Tx, user ids.UserID, but ids.SessionID) ([]ids.SessionID, error) {
	return db.All(tx, func(s db.Scanner) (id ids.SessionID, err error) { return id, s.Scan(&id) },
		`DELETE FROM sessions WHERE user_id = $1 AND id <> $2 RETURNING id`, user, but)
}

// CloseSessionOf ends a person's own session.
func CloseSessionOf(tx *db.Tx, user ids.UserID, id ids.SessionID) error {
	rows, err := tx.Exec(`DELETE FROM sessions WHERE user_id = $1 AND id = $2`, user, id)
	if err == nil && rows == 0 {
		return fault.New(fault.NotFound, fault.CodeNotFound, "This session has ended already.")
	}
	return err
}

// RenameUser gives a person another name, as CheckName gave it.
func RenameUser(tx *db.Tx, id ids.UserID, name string) (User, error) {
	return db.One(tx, scanUser, `UPDATE users SET name = $1, updated_at = $2 WHERE id = $3 RETURNING `+userColumns,
		name, clock.Millis(tx.Now()), id)
}

// SetPassword replaces a person's password hash, and reports false when it is
// no longer the one that was checked.
func SetPassword(tx *db.Tx, id ids.UserID, before, hash string) (bool, error) {
	rows, err := tx.Exec(`UPDATE users SET password_hash = $1, updated_at = $2 WHERE id = $3 AND password_hash = $4`,
		hash, tx.NowMillis(), id, before)
	return rows == 1, err
}
