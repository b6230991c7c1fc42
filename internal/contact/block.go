package contact

import (
	"strings"

	"relevo/internal/db"
	"relevo/internal/ids"
)

type block struct {
	contact ids.ContactID
	number  ids.PhoneNumberID
}

// WithBlocks fills in which WhatsApp numbers have blocked each contact, of at
// most a page of them.
func WithBlocks(tx *db.Tx, list ...Contact) ([]Contact, error) {
	if len(list) == 0 {
		return list, nil
	}
	var w db.Where
	args := make([]any, len(list))
	for i, c := range list {
		args[i] = c.ID
	}
	w.And("b.contact_id IN (?"+strings.Repeat(", ?", len(list)-1)+")", args...)
	blocks, err := db.All(tx, func(s db.Scanner) (b block, err error) {
		err = s.Scan(&b.contact, &b.number)
		return b, err
	}, `SELECT b.contact_id, n.phone_number_id FROM contact_blocks b JOIN numbers n ON n.id = b.number_id `+w.String()+` ORDER BY b.blocked_at`, w.Args()...)
	for i := range list {
		for _, b := range blocks {
			if b.contact == list[i].ID {
				list[i].BlockedBy = append(list[i].BlockedBy, b.number)
			}
		}
	}
	return list, err
}

// IsBlocked reports whether WhatsApp has blocked a person for a number, as far
// as is known here.
func IsBlocked(tx *db.Tx, id ids.ContactID, number ids.NumberID) (blocked bool, err error) {
	err = tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM contact_blocks WHERE contact_id = $1 AND number_id = $2)`, id, number).Scan(&blocked)
	return blocked, err
}

// SetBlocked records that WhatsApp has blocked a person for a number, or no
// longer does.
func SetBlocked(tx *db.Tx, id ids.ContactID, number ids.NumberID, blocked bool) error {
	if !blocked {
		_, err := tx.Exec(`DELETE FROM contact_blocks WHERE contact_id = $1 AND number_id = $2`, id, number)
		return err
	}
	_, err := tx.Exec(`INSERT INTO contact_blocks (contact_id, number_id, blocked_at) VALUES ($1, $2, $3)
		ON CONFLICT (contact_id, number_id) DO NOTHING`, id, number, tx.NowMillis())
	return err
}
