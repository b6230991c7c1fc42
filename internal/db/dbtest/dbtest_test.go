package dbtest_test

import (
	"testing"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
)

func TestEachGivesAFreshMigratedDatabase(t *testing.T) {
	t.Parallel()
	for range 2 { // the second round must not see the first one's row
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(`INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)`, "one", "me", 1)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
