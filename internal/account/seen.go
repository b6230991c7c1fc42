package account

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// How old the note of a last use may grow before the next use renews it: who
// works all day costs a write in this time, not one per request.
const (
	sessionNoteAge = 5 * time.Minute
	keyNoteAge     = time.Minute
)

// longestBrowser bounds what a browser says about itself.
const longestBrowser = 200 // characters

// NoteSession writes that a session is in use, and from which browser.
func NoteSession(tx *db.Tx, id ids.SessionID, browser string) error {
	if letters := []rune(browser); len(letters) > longestBrowser {
		browser = string(letters[:longestBrowser])
	}
	var user ids.UserID
	err := tx.QueryRow(`UPDATE sessions SET seen_at = $1, browser = $2 WHERE id = $3 RETURNING user_id`, tx.NowMillis(), browser, id).Scan(&user)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE users SET seen_at = $1 WHERE id = $2`, tx.NowMillis(), user)
	return err
}

// NoteKey writes that a key is in use.
func NoteKey(tx *db.Tx, id ids.APIKeyID) error {
	_, err := tx.Exec(`UPDATE api_keys SET used_at = $1 WHERE id = $2`, tx.NowMillis(), id)
	return err
}

// seenAt reads a time of which 0 is never.
func seenAt(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}
