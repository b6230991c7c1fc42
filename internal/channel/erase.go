package channel

import (
	"bytes"

	"relevo/internal/db"
	"relevo/internal/ids"
)

// DeliveriesNaming looks through up to so many of a project's stored bodies
// after a place, and gives the places of those that hold one of the names. last
// is where the next call goes on; 0 at the end.
func DeliveriesNaming(tx *db.Tx, project ids.ProjectID, after int64, names []string, most int) (found []int64, last int64, err error) {
	all, err := db.All(tx, func(s db.Scanner) (d Delivery, err error) {
		err = s.Scan(&d.Seq, &d.Body)
		return d, err
	}, `SELECT d.seq, d.body FROM deliveries d JOIN meta_apps a ON a.id = d.meta_app_id
		WHERE a.project_id = $1 AND d.seq > $2 ORDER BY d.seq LIMIT 0 + $3`, project, after, most)
	for _, d := range all {
		for _, name := range names {
			if bytes.Contains(d.Body, []byte(name)) {
				found = append(found, d.Seq)
				break
			}
		}
	}
	if len(all) == most {
		last = all[most-1].Seq
	}
	return found, last, err
}

// DeleteDeliveries removes stored bodies.
func DeleteDeliveries(tx *db.Tx, seqs []int64) error {
	if len(seqs) == 0 {
		return nil
	}
	var w db.Where
	w.And("seq IN " + db.List(&w, seqs))
	_, err := tx.Exec(`DELETE FROM deliveries `+w.String(), w.Args()...)
	return err
}
