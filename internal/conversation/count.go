package conversation

import (
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// CountedAtMost is where a count of conversations ends, so that it costs the
// same however many there are: a team needs to know how many wait, not how many
// thousands.
const CountedAtMost = 1000

// Counts are how many conversations each tab of the list has, each at most
// CountedAtMost.
type Counts struct {
	Open, Unassigned, Closed int64
	Mine                     *int64 // open and in the asking person's charge; nil for nobody in particular
}

// Count counts the conversations in scope by tab. It reads nothing but the
// indexes of the list, which messages keep up to date as it is.
func Count(tx *db.Tx, scope policy.Scope, reader ids.UserID) (n Counts, err error) {
	nobody := false
	tabs := []struct {
		filter Filter
		into   *int64
	}{
		{Filter{Status: Active}, &n.Open},
		{Filter{Status: Active, Assigned: &nobody}, &n.Unassigned},
		{Filter{Status: Ended}, &n.Closed},
	}
	if reader != "" {
		n.Mine = new(int64)
		tabs = append(tabs, struct {
			filter Filter
			into   *int64
		}{Filter{Status: Active, AssigneeID: reader}, n.Mine})
	}
	for _, tab := range tabs {
		if *tab.into, err = countTo(tx, scope, tab.filter, CountedAtMost); err != nil {
			return n, err
		}
	}
	return n, nil
}

// countTo counts what a filter lets through until there are most. The filter
// asks for nothing but the conversation's own columns.
func countTo(tx *db.Tx, scope policy.Scope, f Filter, most int) (n int64, err error) {
	var w db.Where
	inScope(&w, scope)
	f.apply(&w, "")
	err = tx.QueryRow(`SELECT count(*) FROM (SELECT 1 FROM conversations c `+w.String()+w.Limit(most)+`) AS counted`, w.Args()...).Scan(&n)
	return n, err
}
