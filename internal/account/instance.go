package account

import (
	"relevo/internal/db"
	"relevo/internal/fault"
)

// setupDone is the instance value that stands once an owner was made.
const setupDone = "setup_done"

// Value gives a value of the whole instance, "" when it was never set.
func Value(tx *db.Tx, name string) (string, error) {
	var value string
	err := tx.QueryRow(`SELECT value FROM instance WHERE name = $1`, name).Scan(&value)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return value, err
}

// SetValue sets a value of the whole instance.
func SetValue(tx *db.Tx, name, value string) error {
	_, err := tx.Exec(`INSERT INTO instance (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

// nextNumber counts on by one under a name; concurrent callers wait for each
// other on the row.
func nextNumber(tx *db.Tx, name string) (int64, error) {
	var number int64
	err := tx.QueryRow(`INSERT INTO instance (name, value) VALUES ($1, '1')
		ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(instance.value AS BIGINT) + 1 AS TEXT)
		RETURNING CAST(value AS BIGINT)`, name).Scan(&number)
	return number, err
}

// SetupOpen reports whether no owner was made yet.
func SetupOpen(tx *db.Tx) (bool, error) {
	value, err := Value(tx, setupDone)
	return value == "", err
}

// CloseSetup notes that there is an owner, drops the set-up links, and reports
// whether this was the first: of concurrent callers only one is.
func CloseSetup(tx *db.Tx) (first bool, err error) {
	rows, err := tx.Exec(`INSERT INTO instance (name, value) VALUES ($1, '1') ON CONFLICT (name) DO NOTHING`, setupDone)
	if err != nil {
		return false, err
	}
	return rows == 1, DropLinks(tx, LinkSetup)
}
