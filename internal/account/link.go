package account

import (
	"database/sql"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// LinkLife is how long a link works.
const LinkLife = 24 * time.Hour

// Purpose is what a link is for.
type Purpose string

// The purposes.
const (
	LinkSetup Purpose = "setup" // makes the first owner, once
	LinkLogIn Purpose = "login" // logs one person of the demo in, in as many browsers as they try
)

// CreateLink stores a link under the hash of its token, and drops those that
// have run out. user is "" for LinkSetup.
func CreateLink(tx *db.Tx, purpose Purpose, user ids.UserID, tokenHash string) error {
	if _, err := tx.Exec(`DELETE FROM links WHERE expires_at <= $1`, tx.NowMillis()); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO links (token_hash, purpose, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		tokenHash, purpose, sql.NullString{String: string(user), Valid: user != ""}, tx.NowMillis(), clock.Millis(tx.Now().Add(LinkLife)))
	return err
}

// LinkUser gives the person of a link and leaves it as it is.
func LinkUser(tx *db.Tx, purpose Purpose, tokenHash string) (user ids.UserID, err error) {
	err = tx.QueryRow(`SELECT user_id FROM links WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3`,
		tokenHash, purpose, tx.NowMillis()).Scan(&user)
	return user, deadLink(err)
}

// CheckLink gives a link_used_or_expired fault for a link that does not work,
// without using it.
func CheckLink(tx *db.Tx, purpose Purpose, tokenHash string) error {
	var found int
	err := tx.QueryRow(`SELECT 1 FROM links WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3`,
		tokenHash, purpose, tx.NowMillis()).Scan(&found)
	return deadLink(err)
}

// DropLinks removes every link of a purpose.
func DropLinks(tx *db.Tx, purpose Purpose) error {
	_, err := tx.Exec(`DELETE FROM links WHERE purpose = $1`, purpose)
	return err
}

func deadLink(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Unauthenticated, fault.CodeLinkUsed, "This link was used already or has run out.")
	}
	return err
}
