package channel

import (
	"slices"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// Delivery is the raw body of one webhook, as it came. Seq is the order of
// receipt.
type Delivery struct {
	Seq        int64
	MetaAppID  ids.MetaAppID
	Body       []byte
	ReceivedAt time.Time
}

// SaveDeliveries stores raw bodies, in the order in which they came, and gives
// their places in the order of receipt, the first one's first.
func SaveDeliveries(tx *db.Tx, list []Delivery) (seqs []int64, err error) {
	rows := make([][]any, len(list))
	for i, d := range list {
		rows[i] = []any{d.MetaAppID, d.Body, tx.NowMillis()}
	}
	seqs, err = db.InsertGiving(tx, func(s db.Scanner) (seq int64, err error) { return seq, s.Scan(&seq) },
		"deliveries (meta_app_id, body, received_at)", rows, "seq")
	slices.Sort(seqs)
	return seqs, err
}

// Deliveries reads raw bodies back, in order of receipt; what is not there is
// left out.
func Deliveries(tx *db.Tx, seqs []int64) ([]Delivery, error) {
	if len(seqs) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("seq IN " + db.List(&w, seqs))
	return db.All(tx, func(s db.Scanner) (d Delivery, err error) {
		var at int64
		err = s.Scan(&d.Seq, &d.MetaAppID, &d.Body, &at)
		d.ReceivedAt = clock.FromMillis(at)
		return d, err
	}, `SELECT seq, meta_app_id, body, received_at FROM deliveries `+w.String()+` ORDER BY seq`, w.Args()...)
}

// ProjectOfDelivery tells whose delivery it is, without reading its body.
func ProjectOfDelivery(tx *db.Tx, seq int64) (project ids.ProjectID, err error) {
	err = tx.QueryRow(`SELECT a.project_id FROM deliveries d JOIN meta_apps a ON a.id = d.meta_app_id WHERE d.seq = $1`, seq).Scan(&project)
	return project, err
}

// PruneDeliveries removes bodies that came before an instant, at most so many,
// the oldest first, and gives how many.
func PruneDeliveries(tx *db.Tx, before time.Time, most int) (int64, error) {
	return tx.Exec(`DELETE FROM deliveries WHERE seq IN (
		SELECT seq FROM deliveries WHERE received_at < $1 ORDER BY received_at, seq LIMIT 0 + $2)`, clock.Millis(before), most)
}

// Unconfigured is a number for which webhooks come although it is not
// connected: acknowledged, counted, and shown to an administrator.
type Unconfigured struct {
	MetaAppID          ids.MetaAppID
	PhoneNumberID      ids.PhoneNumberID
	BusinessAccountID  ids.WABAID
	DisplayPhoneNumber string
	Changes            int64
	FirstAt, LastAt    time.Time
}

// NoteUnconfigured counts one change for a number that is not connected.
func NoteUnconfigured(tx *db.Tx, u Unconfigured) error {
	_, err := tx.Exec(`INSERT INTO unconfigured_numbers
		(meta_app_id, phone_number_id, business_account_id, display_phone_number, changes, first_at, last_at)
		VALUES ($1, $2, $3, $4, 1, $5, $5)
		ON CONFLICT (meta_app_id, phone_number_id) DO UPDATE SET
			changes = unconfigured_numbers.changes + 1, last_at = excluded.last_at,
			display_phone_number = excluded.display_phone_number`,
		u.MetaAppID, u.PhoneNumberID, u.BusinessAccountID, u.DisplayPhoneNumber, tx.NowMillis())
	return err
}

// ListUnconfigured gives a project's unconfigured numbers, latest first.
func ListUnconfigured(tx *db.Tx, project ids.ProjectID) ([]Unconfigured, error) {
	return db.All(tx, func(s db.Scanner) (u Unconfigured, err error) {
		var first, last int64
		err = s.Scan(&u.MetaAppID, &u.PhoneNumberID, &u.BusinessAccountID, &u.DisplayPhoneNumber, &u.Changes, &first, &last)
		u.FirstAt, u.LastAt = clock.FromMillis(first), clock.FromMillis(last)
		return u, err
	}, `SELECT u.meta_app_id, u.phone_number_id, u.business_account_id, u.display_phone_number, u.changes, u.first_at, u.last_at
		FROM unconfigured_numbers u JOIN meta_apps a ON a.id = u.meta_app_id
		WHERE a.project_id = $1 ORDER BY u.last_at DESC`, project)
}
