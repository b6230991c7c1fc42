// Package contact owns the people who write: their names, and every phone
// number and business-scoped user id by which WhatsApp has spoken of them. It is
// handed a transaction and never begins one. May import the layers below the
// domain packages.
package contact

import (
	"encoding/json"
	"strings"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Contact is one person as a project knows them. A pointer is nil where
// WhatsApp has told nothing; a person may have no phone number at all.
type Contact struct {
	ID           ids.ContactID
	ProjectID    ids.ProjectID
	WaID         *string // digits, the address to answer to
	UserID       *string // current business-scoped user id
	ParentUserID *string
	Username     *string // without @
	ProfileName  *string // exactly as sent
	DisplayName  *string // the team's own name for them
	CustomerID   *string
	Metadata     json.RawMessage
	CreatedAt    time.Time
	UpdatedAt    time.Time
	ErasedAt     *int64              // unix milliseconds; nil for everybody who can be found
	BlockedBy    []ids.PhoneNumberID // filled in by WithBlocks
}

// Name is what a list shows: the team's name, WhatsApp's, the username, or the
// number.
func (c Contact) Name() string {
	for _, p := range []*string{c.DisplayName, c.ProfileName} {
		if p != nil && strings.TrimSpace(*p) != "" {
			return *p
		}
	}
	if c.Username != nil && *c.Username != "" {
		return "@" + *c.Username
	}
	return c.PhoneNumber()
}

// PhoneNumber is the number with a plus, or "" for a person without one.
func (c Contact) PhoneNumber() string {
	if c.WaID == nil || *c.WaID == "" {
		return ""
	}
	return "+" + *c.WaID
}

// Columns lists the columns that Scan reads, of a table named ct.
const Columns = `ct.id, ct.project_id, ct.wa_id, ct.business_scoped_user_id, ct.parent_business_scoped_user_id,
	ct.username, ct.profile_name, ct.display_name, ct.customer_id, ct.metadata, ct.created_at, ct.updated_at, ct.erased_at`

// Scan reads a contact from Columns.
func Scan(s db.Scanner) (c Contact, err error) {
	var created, updated int64
	var metadata string
	err = s.Scan(&c.ID, &c.ProjectID, &c.WaID, &c.UserID, &c.ParentUserID,
		&c.Username, &c.ProfileName, &c.DisplayName, &c.CustomerID, &metadata, &created, &updated, &c.ErasedAt)
	c.Metadata = json.RawMessage(metadata)
	c.CreatedAt, c.UpdatedAt = clock.FromMillis(created), clock.FromMillis(updated)
	return c, err
}

// Get finds a contact by id, without a scope; for Relevo's own work.
func Get(tx *db.Tx, id ids.ContactID) (Contact, error) {
	return db.One(tx, Scan, `SELECT `+Columns+` FROM contacts ct WHERE ct.id = $1`, id)
}

// Hold finds a contact that is not erased, and lets nobody else change it until
// the transaction ends.
func Hold(tx *db.Tx, id ids.ContactID) (Contact, error) {
	return db.One(tx, Scan, `SELECT `+Columns+` FROM contacts ct WHERE ct.id = $1 AND ct.erased_at IS NULL `+tx.ForUpdate(), id)
}

func scanID(s db.Scanner) (id ids.ContactID, err error) { return id, s.Scan(&id) }

// IDsAfter gives up to limit contacts of all projects, in the order of their ids.
func IDsAfter(tx *db.Tx, after ids.ContactID, limit int) ([]ids.ContactID, error) {
	return db.All(tx, scanID, `SELECT id FROM contacts WHERE id > $1 ORDER BY id LIMIT 0 + $2`, after, limit)
}

func inScope(w *db.Where, s policy.Scope) {
	condition, args := s.Where(policy.Columns{Project: "ct.project_id", Contact: "ct.id"})
	w.And(condition, args...)
	w.And("ct.erased_at IS NULL")
}

// Find finds a contact in scope by id, by phone number in any spelling, or by
// business-scoped user id, present or past.
func Find(tx *db.Tx, scope policy.Scope, identifier string) (Contact, error) {
	var w db.Where
	inScope(&w, scope)
	if ids.Valid(identifier) {
		w.And("ct.id = ?", identifier)
	} else {
		w.And("ct.id IN (SELECT a.contact_id FROM contact_aliases a WHERE a.project_id = ? AND a.value IN (?, ?))",
			scope.Project, identifier, Digits(identifier))
	}
	return db.One(tx, Scan, `SELECT `+Columns+` FROM contacts ct `+w.String()+` ORDER BY ct.created_at LIMIT 1`, w.Args()...)
}

// FindAll finds contacts in scope by their ids, in no order.
func FindAll(tx *db.Tx, scope policy.Scope, list []ids.ContactID) (map[ids.ContactID]Contact, error) {
	found := map[ids.ContactID]Contact{}
	if len(list) == 0 {
		return found, nil
	}
	var w db.Where
	inScope(&w, scope)
	w.And("ct.id IN " + db.List(&w, list))
	all, err := db.All(tx, Scan, `SELECT `+Columns+` FROM contacts ct `+w.String(), w.Args()...)
	for _, c := range all {
		found[c.ID] = c
	}
	return found, err
}

// Digits keeps the digits of a phone number in any spelling.
func Digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}
