package contact

import (
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// MarkErased takes a contact out of sight. Its names go on leading to it until
// EraseRest removes them, so that what comes meanwhile is erased with it.
func MarkErased(tx *db.Tx, id ids.ContactID) error {
	_, err := tx.Exec(`UPDATE contacts SET erased_at = $2 WHERE id = $1`, id, tx.NowMillis())
	return err
}

// FindErased finds a contact in scope that is being erased, by id.
func FindErased(tx *db.Tx, scope policy.Scope, id string) (ids.ContactID, error) {
	var w db.Where
	condition, args := scope.Where(policy.Columns{Project: "ct.project_id", Contact: "ct.id"})
	w.And(condition, args...)
	w.And("ct.erased_at IS NOT NULL")
	w.And("ct.id = ?", id)
	return db.One(tx, scanID, `SELECT ct.id FROM contacts ct `+w.String(), w.Args()...)
}

// Names gives every phone number (digits) and business-scoped user id of a
// contact, present and past.
func Names(tx *db.Tx, id ids.ContactID) ([]string, error) {
	return db.All(tx, func(s db.Scanner) (name string, err error) { return name, s.Scan(&name) },
		`SELECT value FROM contact_aliases WHERE contact_id = $1`, id)
}

// EraseRest removes what is kept of a contact beside its conversations: notes,
// at most so many in one call, then the names and the contact itself. more
// tells that it must be called again; a conversation that came meanwhile must
// be erased first.
func EraseRest(tx *db.Tx, id ids.ContactID, most int) (more bool, err error) {
	n, err := tx.Exec(`DELETE FROM contact_notes WHERE id IN (SELECT id FROM contact_notes WHERE contact_id = $1 LIMIT 0 + $2)`, id, most)
	if err != nil || n > 0 {
		return true, err
	}
	var one int
	err = tx.QueryRow(`SELECT 1 FROM conversations WHERE contact_id = $1 LIMIT 1`, id).Scan(&one)
	if !fault.Is(err, fault.NotFound) {
		return true, err
	}
	_, err = tx.Exec(`DELETE FROM contacts WHERE id = $1`, id)
	return false, err
}
