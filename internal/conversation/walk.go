package conversation

import (
	"cmp"
	"slices"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// lookedAt is how many conversations one page looks at for those that a filter
// lets through, where no index leads to them: what a person has not read is
// nobody else's, and an index of it would be written with every message.
const lookedAt = 500

// List gives up to limit conversations in scope after a position (nil: from
// the newest on), or, backwards, those before it, nearest first. Where it
// stopped to look before it had found them, it gives the place that it reached;
// the list goes on behind it.
func List(tx *db.Tx, scope policy.Scope, reader ids.UserID, f Filter, from *Position, backwards bool, limit int,
) (found []Conversation, reached *Position, err error) {
	walk := walk{tx: tx, scope: scope, reader: reader, from: from, backwards: backwards, limit: limit}
	parts := f.parts()
	for _, part := range parts {
		items, end, err := walk.along(part, lookedAt/len(parts))
		if err != nil {
			return nil, nil, err
		}
		found = append(found, items...)
		if end != nil && (reached == nil || walk.compare(*end, *reached) < 0) {
			reached = end
		}
	}
	if len(parts) == 1 {
		return found, reached, nil
	}
	slices.SortFunc(found, func(a, b Conversation) int { return walk.compare(a.Position(), b.Position()) })
	if reached != nil { // behind it a part may have more than it gave
		found = slices.DeleteFunc(found, func(c Conversation) bool { return walk.compare(c.Position(), *reached) > 0 })
	}
	if len(found) >= limit {
		return found[:limit], nil, nil
	}
	return found, reached, nil
}

// parts takes a filter apart where the indexes lead to each status by itself:
// to a number's conversations, and to those that nobody is in charge of.
func (f Filter) parts() []Filter {
	if f.Status != "" || f.AssigneeID != "" || f.NumberID == "" && (f.Assigned == nil || *f.Assigned) {
		return []Filter{f}
	}
	active, ended := f, f
	active.Status, ended.Status = Active, Ended
	return []Filter{active, ended}
}

// path is the part of a filter to which an index leads.
func (f Filter) path() Filter {
	p := Filter{Status: f.Status, LastActiveAfter: f.LastActiveAfter, LastActiveUpTo: f.LastActiveUpTo}
	switch {
	case f.AssigneeID != "":
		p.AssigneeID = f.AssigneeID
	case f.NumberID != "":
		p.NumberID = f.NumberID
	case f.Assigned != nil && !*f.Assigned:
		p.Assigned = f.Assigned
	}
	return p
}

// sparse reports that few of the conversations on the path may be let through.
// A person's are found through the person.
func (f Filter) sparse() bool {
	if f.ContactID != "" || f.PhoneDigits != "" || f.BusinessScopedUserID != "" {
		return false
	}
	return f.Unread || f.NumberID != "" && (f.AssigneeID != "" || f.Assigned != nil) || f.Assigned != nil && *f.Assigned
}

// walk is one way through the list, towards the older or backwards.
type walk struct {
	tx        *db.Tx
	scope     policy.Scope
	reader    ids.UserID
	from      *Position
	backwards bool
	limit     int
}

func (l walk) order() (order, beyond, upTo string) {
	if l.backwards {
		return " ORDER BY c.last_active_at ASC, c.id ASC", ">", "<="
	}
	return " ORDER BY c.last_active_at DESC, c.id DESC", "<", ">="
}

// compare orders places as the walk comes to them.
func (l walk) compare(a, b Position) int {
	if l.backwards {
		a, b = b, a
	}
	return cmp.Or(cmp.Compare(b.LastActiveAt, a.LastActiveAt), cmp.Compare(b.ID, a.ID))
}

// along gives what a filter lets through of the next most conversations on its
// path, and the last place of these when it was not enough and more follow.
func (l walk) along(f Filter, most int) (found []Conversation, end *Position, err error) {
	if f.sparse() {
		if end, err = l.end(f.path(), most); err != nil {
			return nil, nil, err
		}
	}
	order, beyond, upTo := l.order()
	var w db.Where
	w.Arg(l.reader)
	inScope(&w, l.scope)
	f.apply(&w, l.reader)
	between := func(how string, p *Position) {
		if p != nil {
			w.And("(c.last_active_at, c.id) "+how+" (?, ?)", p.LastActiveAt, p.ID)
		}
	}
	between(beyond, l.from)
	between(upTo, end)
	found, err = db.All(l.tx, scanner(l.reader), selectFrom+w.String()+order+w.Limit(l.limit), w.Args()...)
	if err != nil || len(found) == l.limit {
		return found, nil, err
	}
	return found, end, nil
}

// end gives the place of the last of the next most conversations on a path;
// nil where there are fewer. It reads an index alone.
func (l walk) end(path Filter, most int) (*Position, error) {
	order, beyond, _ := l.order()
	var w db.Where
	inScope(&w, l.scope)
	path.apply(&w, "")
	if l.from != nil {
		w.And("(c.last_active_at, c.id) "+beyond+" (?, ?)", l.from.LastActiveAt, l.from.ID)
	}
	var p Position
	err := l.tx.QueryRow(`SELECT c.last_active_at, c.id FROM conversations c `+w.String()+order+w.Limit(1)+" OFFSET 0 + "+w.Arg(most-1),
		w.Args()...).Scan(&p.LastActiveAt, &p.ID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &p, err
}

// Position is the conversation's place in the list.
func (c Conversation) Position() Position {
	return Position{LastActiveAt: clock.Millis(c.LastActiveAt), ID: c.ID}
}
