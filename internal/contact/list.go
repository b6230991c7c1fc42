package contact

import (
	"encoding/json"
	"strings"
	"time"

	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Filter narrows a list; empty members do not.
type Filter struct {
	ProfileNameContains         string
	WaIDContains                string
	WaID                        string
	BusinessScopedUserID        string
	CustomerID                  string
	HasCustomer                 *bool
	CreatedAfter, CreatedBefore time.Time
}

// Position is a place in the list: contacts by (created_at, id), newest first.
type Position struct {
	CreatedAt int64
	ID        ids.ContactID
}

// List gives up to limit contacts in scope after a position (nil: from the
// newest on), or, backwards, those before it.
func List(tx *db.Tx, scope policy.Scope, f Filter, after *Position, backwards bool, limit int) ([]Contact, error) {
	var w db.Where
	inScope(&w, scope)
	f.apply(&w)
	order, beyond := "DESC", "<"
	if backwards {
		order, beyond = "ASC", ">"
	}
	if after != nil {
		w.And("(ct.created_at, ct.id) "+beyond+" (?, ?)", after.CreatedAt, after.ID)
	}
	return db.All(tx, Scan, `SELECT `+Columns+` FROM contacts ct `+w.String()+
		` ORDER BY ct.created_at `+order+`, ct.id `+order+w.Limit(limit), w.Args()...)
}

func (f Filter) apply(w *db.Where) {
	if f.ProfileNameContains != "" {
		w.And(`lower(coalesce(ct.profile_name, '')) LIKE ? ESCAPE '\'`, db.Contains(strings.ToLower(f.ProfileNameContains)))
	}
	if f.WaIDContains != "" {
		w.And(`ct.wa_id LIKE ? ESCAPE '\'`, db.Contains(Digits(f.WaIDContains)))
	}
	if f.WaID != "" {
		w.And("ct.id IN (SELECT a.contact_id FROM contact_aliases a WHERE a.project_id = ct.project_id AND a.value = ?)", Digits(f.WaID))
	}
	if f.BusinessScopedUserID != "" {
		w.And("ct.id IN (SELECT a.contact_id FROM contact_aliases a WHERE a.project_id = ct.project_id AND a.value = ?)", f.BusinessScopedUserID)
	}
	if f.CustomerID != "" {
		w.And("ct.customer_id = ?", f.CustomerID)
	}
	w.Present("ct.customer_id", f.HasCustomer)
	w.Between("ct.created_at", f.CreatedAfter, f.CreatedBefore)
}

// Update is what a client may change; a nil member stays.
type Update struct {
	ProfileName *string
	DisplayName *string
	Metadata    json.RawMessage
}

// Apply changes a contact that is held.
func Apply(tx *db.Tx, c Contact, u Update) (Contact, error) {
	if u.ProfileName != nil {
		c.ProfileName = u.ProfileName
	}
	if u.DisplayName != nil {
		c.DisplayName = nullable(strings.TrimSpace(*u.DisplayName))
	}
	if u.Metadata != nil {
		c.Metadata = u.Metadata
	}
	_, err := tx.Exec(`UPDATE contacts SET profile_name = $2, display_name = $3, metadata = $4, updated_at = $5 WHERE id = $1`,
		c.ID, c.ProfileName, c.DisplayName, string(c.Metadata), tx.NowMillis())
	if err != nil {
		return c, err
	}
	return Get(tx, c.ID)
}
