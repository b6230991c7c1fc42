// Package search owns the index by which messages and people are found. Text
// becomes words in Go, one way for both dialects and for index, query and
// highlight: compatibility forms unified (NFKC), case folded, diacritics
// stripped, writing without spaces cut into overlapping pairs. Hits come newest
// first, never by rank, so that a common word costs as little as a rare one.
// The index follows the records; what is shown is read from the records. It is
// handed a transaction and never begins one. May import the layers below the
// domain packages.
package search

import (
	"strings"

	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// MaxQuery is the longest query, in bytes.
const MaxQuery = 256

// MessageHit is a message that has all words of a query. Place is its place
// among the hits; a greater one is newer.
type MessageHit struct {
	ID    ids.MessageID
	Place int64
}

// Messages gives up to limit messages in scope that a query finds, newest
// first, after a place (0: from the newest on). A query without words finds none.
func Messages(tx *db.Tx, scope policy.Scope, q Query, after int64, limit int) ([]MessageHit, error) {
	if len(q.terms) == 0 {
		return nil, nil
	}
	m := messages{tx: tx, scope: scope, q: q, after: after, limit: limit}
	end, err := m.end()
	if err != nil {
		return nil, err
	}
	found, err := m.newest(end)
	if err != nil || end == 0 || len(found) == limit {
		return found, err
	}
	return m.indexed(end)
}

// recent is how many of the newest messages are read for a query before the
// index is asked: both databases collect more for a common word than a page.
const recent = 1000

// messages is one search for messages by their text.
type messages struct {
	tx    *db.Tx
	scope policy.Scope
	q     Query
	after int64
	limit int
}

// end gives the place of the last of the messages that are read, or 0 when there
// are fewer.
func (m messages) end() (place int64, err error) {
	var w db.Where
	m.beyond(&w, "place")
	places, err := db.All(m.tx, func(s db.Scanner) (n int64, err error) { return n, s.Scan(&n) },
		`SELECT place FROM search_messages `+w.String()+` ORDER BY place DESC`+w.Limit(1)+` OFFSET 0 + `+w.Arg(recent-1), w.Args()...)
	if err != nil || len(places) == 0 {
		return 0, err
	}
	return places[0], nil
}

func (m messages) beyond(w *db.Where, place string) {
	if m.after > 0 {
		w.And(place+" < ?", m.after)
	}
}

// newest reads messages to an end for those that have all words.
func (m messages) newest(end int64) ([]MessageHit, error) {
	var w db.Where
	w.And("s.place >= ?", end)
	w.And("s.words LIKE ?", projectKey(m.scope.Project)+" %")
	for _, t := range m.q.terms {
		w.And("s.words || ' ' LIKE ?", t.pattern())
	}
	return m.hits("search_messages s", "s.place", "s.place", &w)
}

// pattern is where a term stands in words, each with a space before it: the
// first of them is the project.
func (t term) pattern() string {
	text := "% " + strings.Join(t.keys, " ")
	if t.prefix {
		return text + "%"
	}
	return text + " %"
}

// indexed asks the index. That the project is a word spares it the hits of
// others, but costs more than it spares where most messages are the project's.
func (m messages) indexed(end int64) ([]MessageHit, error) {
	var own int
	err := m.tx.QueryRow(`SELECT count(*) FROM search_messages WHERE place >= $1 AND words LIKE $2`,
		end, projectKey(m.scope.Project)+" %").Scan(&own)
	if err != nil {
		return nil, err
	}
	index := m.tx.FullText()
	text, err := m.q.fullText(m.tx, index)
	if err != nil || text == "" {
		return nil, err
	}
	if own < recent/10 {
		text = projectKey(m.scope.Project) + index.And + text
	}
	var w db.Where
	w.And(index.Match, text)
	return m.hits(index.From, index.Place, index.Order, &w)
}

// hits reads the messages of some entries; a cross join keeps its order in
// SQLite, from the entries to the messages.
func (m messages) hits(from, place, order string, w *db.Where) ([]MessageHit, error) {
	m.beyond(w, place)
	w.And("m.id = s.message_id")
	condition, args := m.scope.Where(policy.Columns{Project: "m.project_id", Number: "m.number_id", Contact: "m.contact_id",
		Assignee: "(SELECT a.assigned_user_id FROM conversations a WHERE a.id = m.conversation_id)"})
	w.And(condition, args...)
	w.And("m.revoked_at IS NULL") // the index is a moment behind
	return db.All(m.tx, func(s db.Scanner) (h MessageHit, err error) { return h, s.Scan(&h.ID, &h.Place) },
		`SELECT m.id, s.place FROM `+from+` CROSS JOIN messages m `+w.String()+` ORDER BY `+order+` DESC`+w.Limit(m.limit), w.Args()...)
}
