package contact

import (
	"maps"

	"relevo/internal/db"
	"relevo/internal/ids"
)

// Known are people read ahead by what they are called, for a transaction that
// meets many of them.
type Known map[string]Contact

// ReadAhead finds those of a project whom some identities name.
func ReadAhead(tx *db.Tx, project ids.ProjectID, list []Identity) (Known, error) {
	var names []string
	for _, i := range list {
		names = append(names, i.aliases()...)
	}
	known := make(Known, len(names))
	if len(names) == 0 {
		return known, nil
	}
	var w db.Where
	w.And("a.project_id = ?", project)
	w.And("a.value IN " + db.List(&w, names))
	_, err := db.All(tx, func(s db.Scanner) (none struct{}, err error) {
		var name string
		c, err := Scan(named{s, &name})
		known[name] = c
		return none, err
	}, `SELECT a.value, `+Columns+` FROM contact_aliases a JOIN contacts ct ON ct.id = a.contact_id `+w.String(), w.Args()...)
	return known, err
}

// named reads a name before the columns of a contact.
type named struct {
	db.Scanner
	name *string
}

func (n named) Scan(dest ...any) error { return n.Scanner.Scan(append([]any{n.name}, dest...)...) }

// Find gives the person of an identity that tells nothing new about them; of
// any other, Resolve has to be asked.
func (k Known) Find(i Identity) (c Contact, found bool) {
	for _, value := range i.aliases() {
		if c, found = k[value]; found {
			told := c
			return c, !told.take(i)
		}
	}
	return c, false
}

// Forget drops a person about whom something is new.
func (k Known) Forget(id ids.ContactID) {
	maps.DeleteFunc(k, func(_ string, c Contact) bool { return c.ID == id })
}
