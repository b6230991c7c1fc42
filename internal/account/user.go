package account

import (
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// User is a person. PasswordHash is in the form that package seal makes.
type User struct {
	ID           ids.UserID
	Email        string // as CheckEmail gives it
	Name         string
	PasswordHash string
	CreatedAt    time.Time
}

const userColumns = `id, email, name, password_hash, created_at`

func scanUser(s db.Scanner) (u User, err error) {
	var created int64
	err = s.Scan(&u.ID, &u.Email, &u.Name, &u.PasswordHash, &created)
	u.CreatedAt = clock.FromMillis(created)
	return u, err
}

// CreateUser stores a person and gives the record with its id. An email that
// stands already is a conflict.
func CreateUser(tx *db.Tx, email, name, passwordHash string) (User, error) {
	u := User{ID: ids.UserID(ids.New()), Email: email, Name: name, PasswordHash: passwordHash, CreatedAt: tx.Now()}
	_, err := tx.Exec(`INSERT INTO users (id, email, name, password_hash, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)`,
		u.ID, u.Email, u.Name, u.PasswordHash, tx.NowMillis())
	return u, err
}

// GetUser finds a person by id.
func GetUser(tx *db.Tx, id ids.UserID) (User, error) {
	return db.One(tx, scanUser, `SELECT `+userColumns+` FROM users WHERE id = $1`, id)
}

// FindUser finds a person by an email that CheckEmail gave.
func FindUser(tx *db.Tx, email string) (User, error) {
	return db.One(tx, scanUser, `SELECT `+userColumns+` FROM users WHERE email = $1`, email)
}
