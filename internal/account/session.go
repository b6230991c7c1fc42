package account

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// SessionLife is how long a session lasts after its last renewal. A renewal is
// due when a day of it has passed, so a session is written once a day at most.
const (
	SessionLife  = 30 * 24 * time.Hour
	renewalAfter = 24 * time.Hour
)

// Session is a person's log-in on one browser.
type Session struct {
	ID        ids.SessionID
	UserID    ids.UserID
	UserName  string
	Browser   string // as it names itself
	CreatedAt time.Time
	SeenAt    time.Time // to some minutes; zero for never
	ExpiresAt time.Time
}

// Unnoted reports whether it is time to write that the session is in use.
func (s Session) Unnoted(now time.Time) bool { return now.Sub(s.SeenAt) >= sessionNoteAge }

const sessionQuery = `SELECT s.id, s.user_id, u.name, s.browser, s.created_at, s.seen_at, s.expires_at
	FROM sessions s JOIN users u ON u.id = s.user_id `

// Renewable reports whether a day or more of the session's life has passed.
func (s Session) Renewable(now time.Time) bool {
	return s.ExpiresAt.Sub(now) <= SessionLife-renewalAfter
}

func scanSession(s db.Scanner) (session Session, err error) {
	var created, seen, expires int64
	err = s.Scan(&session.ID, &session.UserID, &session.UserName, &session.Browser, &created, &seen, &expires)
	session.CreatedAt, session.SeenAt, session.ExpiresAt = clock.FromMillis(created), seenAt(seen), clock.FromMillis(expires)
	return session, err
}

// OpenSession stores a session under the hash of its token.
func OpenSession(tx *db.Tx, user User, tokenHash string) (Session, error) {
	s := Session{ID: ids.SessionID(ids.New()), UserID: user.ID, UserName: user.Name, CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(SessionLife)}
	_, err := tx.Exec(`INSERT INTO sessions (id, token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		s.ID, tokenHash, s.UserID, tx.NowMillis(), clock.Millis(s.ExpiresAt))
	return s, err
}

// FindSession finds a session that has not run out.
func FindSession(tx *db.Tx, tokenHash string) (Session, error) {
	return db.One(tx, scanSession, sessionQuery+`WHERE s.token_hash = $1 AND s.expires_at > $2`, tokenHash, tx.NowMillis())
}

// RenewSession gives a session its whole life again and tells when it ends.
func RenewSession(tx *db.Tx, tokenHash string) (time.Time, error) {
	expires := tx.Now().Add(SessionLife)
	var id ids.SessionID
	err := tx.QueryRow(`UPDATE sessions SET expires_at = $1 WHERE token_hash = $2 AND expires_at > $3 RETURNING id`,
		clock.Millis(expires), tokenHash, tx.NowMillis()).Scan(&id)
	return expires, err
}

// CloseSession ends a session; one that is gone is no error.
func CloseSession(tx *db.Tx, id ids.SessionID) error {
	_, err := tx.Exec(`DELETE FROM sessions WHERE id = $1`, id)
	return err
}

// PruneSessions removes a person's sessions that have run out.
func PruneSessions(tx *db.Tx, user ids.UserID) error {
	_, err := tx.Exec(`DELETE FROM sessions WHERE user_id = $1 AND expires_at <= $2`, user, tx.NowMillis())
	return err
}
