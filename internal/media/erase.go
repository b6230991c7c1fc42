package media

import (
	"relevo/internal/db"
	"relevo/internal/ids"
)

// Used is a file in a person's messages. SHA256 is empty where the bytes are
// somebody else's too, or never came.
type Used struct {
	ID     ids.MediaID
	SHA256 string
}

// UsedBy gives up to so many files of a person's messages, in their own
// conversations or in groups.
func UsedBy(tx *db.Tx, person ids.ContactID, most int) ([]Used, error) {
	for _, where := range []string{"c.contact_id = $1", "c.group_id <> '' AND x.contact_id = $1"} {
		found, err := db.All(tx, func(s db.Scanner) (u Used, err error) {
			err = s.Scan(&u.ID, &u.SHA256)
			return u, err
		}, `SELECT m.id, CASE WHEN EXISTS (SELECT 1 FROM messages y WHERE y.media_id = m.id AND y.contact_id <> $1)
				OR EXISTS (SELECT 1 FROM media o WHERE o.sha256 = m.sha256 AND o.id <> m.id
					AND NOT EXISTS (SELECT 1 FROM messages y WHERE y.media_id = o.id AND y.contact_id = $1))
				THEN '' ELSE m.sha256 END
			FROM conversations c JOIN messages x ON x.conversation_id = c.id JOIN media m ON m.id = x.media_id
			WHERE `+where+` AND c.project_id = (SELECT project_id FROM contacts WHERE id = $1) LIMIT 0 + $2`, person, most)
		if err != nil || len(found) > 0 {
			return found, err
		}
	}
	return nil, nil
}

// Erase takes files out of a person's messages, and removes the records that no
// message of somebody else needs.
func Erase(tx *db.Tx, person ids.ContactID, files []Used) error {
	list := make([]ids.MediaID, len(files))
	for i, f := range files {
		list[i] = f.ID
	}
	var messages, records db.Where
	messages.And("contact_id = ?", person)
	messages.And("media_id IN " + db.List(&messages, list))
	if _, err := tx.Exec(`UPDATE messages SET media_id = NULL `+messages.String(), messages.Args()...); err != nil {
		return err
	}
	records.And("id IN " + db.List(&records, list))
	records.And("NOT EXISTS (SELECT 1 FROM messages y WHERE y.media_id = media.id)")
	_, err := tx.Exec(`DELETE FROM media `+records.String(), records.Args()...)
	return err
}
