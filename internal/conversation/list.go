package conversation

import (
	"time"

	"relevo/internal/db"
	"relevo/internal/ids"
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

func (f Filter) apply(w *db.Where, reader ids.UserID) {
	if f.Status != "" {
		w.And("c.status = ?", f.Status)
	}
	if f.NumberID != "" && f.AssigneeID == "" {
		w.And("c.number_id = ?", f.NumberID)
	}
	if f.NumberID != "" && f.AssigneeID != "" { // a person has few of any number; looked at without their index
		w.And("c.number_id || '' = ?", f.NumberID)
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
	if f.Assigned != nil && !*f.Assigned && f.NumberID != "" { // most of a number's are; the number's index leads
		w.And("coalesce(c.assigned_user_id, '') = ''")
	} else {
		w.Present("c.assigned_user_id", f.Assigned)
	}
	if f.Unread && reader != "" {
		w.And("c.inbound_count > coalesce((SELECT s.seen_count FROM conversation_seen s WHERE s.conversation_id = c.id AND s.user_id = ?), 0)", reader)
	}
	if f.Unread && reader == "" {
		w.And("c.inbound_count > c.inbound_at_outbound")
	}
	w.Between("c.created_at", f.CreatedAfter, f.CreatedBefore)
	w.Between("c.last_active_at", f.LastActiveAfter, f.LastActiveUpTo)
}
