package channel

import (
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// UpdateNumber stores the name and the sealed token of a number.
func UpdateNumber(tx *db.Tx, n Number) error {
	_, err := tx.Exec(`UPDATE numbers SET name = $1, access_token = $2, updated_at = $3 WHERE id = $4`, n.Name, n.AccessToken, tx.NowMillis(), n.ID)
	return err
}

// DeleteNumber disconnects a number. One whose history is kept is a conflict
// (number_in_use).
func DeleteNumber(tx *db.Tx, id ids.NumberID) error {
	_, err := tx.Exec(`DELETE FROM numbers WHERE id = $1`, id)
	if fault.HasCode(err, fault.CodeReferenced) {
		return numberInUse(err)
	}
	return err
}

func numberInUse(cause error) error {
	return fault.Wrap(fault.Conflict, fault.CodeNumberInUse,
		"This number has conversations, which would lose their way. Stop its webhooks at Meta instead; the history stays here.", cause)
}

// UpdateMetaApp stores the name and the sealed secrets of an app. How its
// webhook was called says nothing about other secrets, and is forgotten.
func UpdateMetaApp(tx *db.Tx, a MetaApp) error {
	_, err := tx.Exec(`UPDATE meta_apps SET name = $1, app_secret = $2, verify_token = $3, webhook_call = '', webhook_call_at = 0 WHERE id = $4`, a.Name, a.AppSecret, a.VerifyToken, a.ID)
	return err
}

// DeleteMetaApp removes an app. One that has numbers is a conflict
// (meta_app_in_use).
func DeleteMetaApp(tx *db.Tx, id ids.MetaAppID) error {
	_, err := tx.Exec(`DELETE FROM meta_apps WHERE id = $1`, id)
	if fault.HasCode(err, fault.CodeReferenced) {
		return fault.Wrap(fault.Conflict, fault.CodeMetaAppInUse, "WhatsApp numbers use this Meta app. Disconnect them first.", err)
	}
	return err
}

// NumbersOfAccount gives the numbers of a business account that are connected
// through a Meta app, oldest first.
func NumbersOfAccount(tx *db.Tx, app ids.MetaAppID, account ids.WABAID) ([]Number, error) {
	return db.All(tx, scanNumber, `SELECT `+numberColumns+` FROM numbers n
		WHERE n.meta_app_id = $1 AND n.business_account_id = $2 ORDER BY n.created_at, n.id`, app, account)
}

// NumberIDs gives the ids of all numbers; for Relevo's own work.
func NumberIDs(tx *db.Tx) ([]ids.NumberID, error) {
	return db.All(tx, func(s db.Scanner) (id ids.NumberID, err error) { return id, s.Scan(&id) }, `SELECT id FROM numbers ORDER BY id`)
}
