package contact

import (
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
)

// Identity is how one webhook, or one send, names a person. Empty members were
// not told and erase nothing.
type Identity struct {
	WaID         string // digits
	UserID       string
	ParentUserID string
	Username     string
	ProfileName  string
}

func (i Identity) aliases() []string {
	var out []string
	for _, v := range []string{i.UserID, i.WaID} {
		if v != "" {
			out = append(out, v)
		}
	}
	return out
}

// Resolve gives the person whom an identity names, made now if nobody knows
// them, with what the identity adds or changes. Where a phone number and a user
// id are known as two different people, the user id decides: WhatsApp gives
// numbers to new owners, and people are never merged without being asked.
// changed reports whether anything about a person who was known is new.
func Resolve(tx *db.Tx, project ids.ProjectID, i Identity) (c Contact, changed bool, err error) {
	c, err = byAlias(tx, project, i)
	if fault.Is(err, fault.NotFound) {
		c, err = create(tx, project, i)
		return c, false, err
	}
	if err != nil {
		return c, false, err
	}
	changed, err = refresh(tx, &c, i)
	return c, changed, err
}

func byAlias(tx *db.Tx, project ids.ProjectID, i Identity) (Contact, error) {
	for _, value := range i.aliases() {
		c, err := db.One(tx, Scan, `SELECT `+Columns+` FROM contact_aliases a JOIN contacts ct ON ct.id = a.contact_id
			WHERE a.project_id = $1 AND a.value = $2`, project, value)
		if !fault.Is(err, fault.NotFound) {
			return c, err
		}
	}
	return Contact{}, fault.New(fault.NotFound, fault.CodeNotFound, "No such contact.")
}

func create(tx *db.Tx, project ids.ProjectID, i Identity) (Contact, error) {
	id := ids.ContactID(ids.New())
	_, err := tx.Exec(`INSERT INTO contacts (id, project_id, wa_id, business_scoped_user_id, parent_business_scoped_user_id,
		username, profile_name, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
		id, project, nullable(i.WaID), nullable(i.UserID), nullable(i.ParentUserID),
		nullable(i.Username), nullable(i.ProfileName), tx.NowMillis())
	if err != nil {
		return Contact{}, err
	}
	for n, value := range i.aliases() {
		taken, err := addAlias(tx, project, id, value)
		if err != nil {
			return Contact{}, err
		}
		if taken && n == 0 { // another transaction was first: theirs is the contact
			if _, err := tx.Exec(`DELETE FROM contacts WHERE id = $1`, id); err != nil {
				return Contact{}, err
			}
			return byAlias(tx, project, i)
		}
	}
	return Get(tx, id)
}

func addAlias(tx *db.Tx, project ids.ProjectID, id ids.ContactID, value string) (taken bool, err error) {
	rows, err := tx.Exec(`INSERT INTO contact_aliases (project_id, value, contact_id) VALUES ($1, $2, $3)
		ON CONFLICT (project_id, value) DO NOTHING`, project, value, id)
	return rows == 0, err
}

// refresh writes what an identity adds to a known contact. The usual case, that
// it adds nothing, costs no statement.
func refresh(tx *db.Tx, c *Contact, i Identity) (changed bool, err error) {
	oldWaID, oldUserID := c.WaID, c.UserID
	if !c.take(i) {
		return false, nil
	}
	if oldWaID != c.WaID {
		if c.WaID, err = phoneNumber(tx, *c, oldWaID); err != nil {
			return false, err
		}
	}
	if oldUserID != c.UserID {
		if _, err := addAlias(tx, c.ProjectID, c.ID, i.UserID); err != nil {
			return false, err
		}
	}
	return true, save(tx, *c)
}

// take sets what an identity adds and reports whether that is anything.
func (c *Contact) take(i Identity) (changed bool) {
	set := func(field **string, value string) {
		if value != "" && (*field == nil || **field != value) {
			*field, changed = &value, true
		}
	}
	set(&c.WaID, i.WaID)
	set(&c.UserID, i.UserID)
	set(&c.ParentUserID, i.ParentUserID)
	set(&c.Username, i.Username)
	set(&c.ProfileName, i.ProfileName)
	return changed
}

// phoneNumber gives the number that a person goes by from now on: the new one,
// unless that leads to somebody else and they have another.
func phoneNumber(tx *db.Tx, c Contact, old *string) (*string, error) {
	taken, err := addAlias(tx, c.ProjectID, c.ID, *c.WaID)
	if err != nil || !taken || old == nil {
		return c.WaID, err
	}
	var owner ids.ContactID
	err = tx.QueryRow(`SELECT contact_id FROM contact_aliases WHERE project_id = $1 AND value = $2`, c.ProjectID, *c.WaID).Scan(&owner)
	if err == nil && owner != c.ID {
		return old, nil
	}
	return c.WaID, err
}

// save stores what WhatsApp tells of a person, and touches nothing that the team
// writes: a member may be renaming the contact at this moment.
func save(tx *db.Tx, c Contact) error {
	_, err := tx.Exec(`UPDATE contacts SET wa_id = $2, business_scoped_user_id = $3, parent_business_scoped_user_id = $4,
		username = $5, profile_name = $6, updated_at = $7 WHERE id = $1`,
		c.ID, c.WaID, c.UserID, c.ParentUserID, c.Username, c.ProfileName, tx.NowMillis())
	return err
}

// Rename records that WhatsApp moved a person to a new number or user id: the
// new name leads to the same contact, and the old one goes on leading there.
func Rename(tx *db.Tx, project ids.ProjectID, from, to Identity) (c Contact, changed bool, err error) {
	c, told, err := Resolve(tx, project, from)
	if err != nil {
		return c, false, err
	}
	moved, err := refresh(tx, &c, to)
	return c, told || moved, err
}

func nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Also records that WhatsApp knows a person by a further number or user id, so
// that an answer from there comes to the same contact. changed reports whether
// that is new.
func Also(tx *db.Tx, project ids.ProjectID, who Identity, aliases ...string) (c Contact, changed bool, err error) {
	if c, err = byAlias(tx, project, who); err != nil {
		return c, false, err
	}
	for _, value := range aliases {
		if value == "" {
			continue
		}
		taken, err := addAlias(tx, project, c.ID, value)
		if err != nil {
			return c, false, err
		}
		changed = changed || !taken
	}
	if changed {
		err = save(tx, c)
	}
	return c, changed, err
}
