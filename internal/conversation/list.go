package conversation

import (
	"time"

	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Filter narrows a list; empty members do not.
type Filter struct {
	Status                          string
	NumberID                        ids.NumberID
	PhoneDigits                     string // any part of the number
	BusinessScopedUserID            string
	ContactID                       ids.ContactID
	Unread                          bool
	AssigneeID                      ids.UserID
	Assigned                        *bool // to anybody at all
	CreatedAfter, CreatedBefore     time.Time
	LastActiveAfter, LastActiveUpTo time.Time
}

// Position is a place in the list: by (last_active_at, id), newest first.
type Position struct {
	LastActiveAt int64
	ID           ids.ConversationID
}

// List gives up to limit conversations in scope after a position (nil: from
// the newest on), or, backwards, those before it, nearest first.
func List(tx *db.Tx, scope policy.Scope, reader ids.UserID, f Filter, from *Position, backwards bool, limit int) ([]Conversation, error) {
	var w db.Where
	w.Arg(reader)
	inScope(&w, scope)
	f.apply(&w, reader)
	order, beyond := "DESC", "<"
	if backwards {
		order, beyond = "ASC", ">"
	}
	if from != nil {
		w.And("(c.last_active_at, c.id) "+beyond+" (?, ?)", from.LastActiveAt, from.ID)
	}
	return db.All(tx, scanner(reader), selectFrom+w.String()+
		` ORDER BY c.last_active_at `+order+`, c.id `+order+w.Limit(limit), w.Args()...)
}

func (f Filter) apply(w *db.Where, reader ids.UserID) {
	if f.Status != "" {
		w.And("c.status = ?", f.Status)
	}
	if f.NumberID != "" {
		w.And("c.number_id = ?", f.NumberID)
	}
	if f.ContactID != "" {
		w.And("c.contact_id = ?", f.ContactID)
	}
	if f.PhoneDigits != "" {
		w.And(`ct.wa_id LIKE ? ESCAPE '\'`, db.Contains(f.PhoneDigits))
	}
	if f.BusinessScopedUserID != "" {
		w.And("ct.business_scoped_user_id = ?", f.BusinessScopedUserID)
	}
	if f.AssigneeID != "" {
		w.And("c.assigned_user_id = ?", f.AssigneeID)
	}
	w.Present("c.assigned_user_id", f.Assigned)
	if f.Unread && reader != "" {
		w.And("c.inbound_count > coalesce(seen.seen_count, 0)")
	}
	if f.Unread && reader == "" {
		w.And("c.inbound_count > c.inbound_at_outbound")
	}
	w.Between("c.created_at", f.CreatedAfter, f.CreatedBefore)
	w.Between("c.last_active_at", f.LastActiveAfter, f.LastActiveUpTo)
}
