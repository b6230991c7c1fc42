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
// among the hits; a lesser one is newer.
type MessageHit struct {
	ID    ids.MessageID
	Place int64
}

// Messages gives up to limit messages in scope that a query finds, newest
// first, after a place (0: from the newest on). A query without words finds none.
func Messages(tx *db.Tx, scope policy.Scope, q Query, after int64, limit int) ([]MessageHit, error) {
	if q.IsEmpty() {
		return nil, nil
	}
	m := messages{tx: tx, scope: scope, index: tx.FullText(), after: after, limit: limit}
	text := q.fullText(m.index)
	few, err := m.fewAreOwn()
	if err != nil {
		return nil, err
	}
	if few {
		text.narrow = append(text.narrow, projectKey(scope.Project))
	}
	if len(text.wide) > 0 {
		found, all, err := m.newest(text)
		if err != nil || all || len(found) == limit {
			return found, err
		}
	}
	whole, err := text.whole(tx, m.index)
	if err != nil || whole == "" {
		return nil, err
	}
	var w db.Where
	w.And(m.index.Match, whole)
	return m.hits(m.index.From, m.index.Place, m.index.Order, &w)
}

// messages is one search for messages by their text.
type messages struct {
	tx    *db.Tx
	scope policy.Scope
	index db.FullText
	after int64
	limit int
}

// fewAreOwn reports whether few of the newest messages are the project's. That
// the project is a word spares it the hits of others, but costs more than it
// spares where most messages are the project's.
func (m messages) fewAreOwn() (bool, error) {
	const looked = 100
	var own int
	err := m.tx.QueryRow(`SELECT count(*) FROM (SELECT words FROM search_messages ORDER BY place LIMIT 0 + $1) AS newest WHERE words LIKE $2`,
		looked, projectKey(m.scope.Project)+" %").Scan(&own)
	return own < looked/10, err
}

// recent is how many messages are read one by one for a query before the index
// collects all that have its words: what is common there has a page of them.
func (m messages) recent() int {
	if m.index.Collects { // and reads each for its place
		return 1000
	}
	return 300
}

// newest reads messages for those that have all words: the newest of what the
// index gives in order, or of all. It tells whether there are no more.
func (m messages) newest(text fullText) (found []MessageHit, all bool, err error) {
	from, rows, place := "search_messages s", "search_messages s", "s.place"
	var w, end db.Where
	if len(text.narrow) > 0 && !m.index.Collects {
		from, rows, place = m.index.From, m.index.Rows, m.index.Place
		narrow := strings.Join(text.narrow, m.index.And)
		w.And(m.index.Match, narrow)
		end.And(m.index.Match, narrow)
	}
	m.beyond(&end, place)
	last, err := db.All(m.tx, func(s db.Scanner) (n int64, err error) { return n, s.Scan(&n) },
		`SELECT `+place+` FROM `+rows+` `+end.String()+` ORDER BY `+place+end.Limit(1)+` OFFSET 0 + `+end.Arg(m.recent()-1), end.Args()...)
	if err != nil {
		return nil, false, err
	}
	if len(last) > 0 {
		w.And(place+" <= ?", last[0])
	}
	w.And("s.words LIKE ?", projectKey(m.scope.Project)+" %")
	for _, t := range text.wide {
		w.And("s.words || ' ' LIKE ?", t.pattern())
	}
	found, err = m.hits(from, place, place, &w)
	return found, len(last) == 0, err
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

func (m messages) beyond(w *db.Where, place string) {
	if m.after != 0 {
		w.And(place+" > ?", m.after)
	}
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
		`SELECT m.id, s.place FROM `+from+` CROSS JOIN messages m `+w.String()+` ORDER BY `+order+w.Limit(m.limit), w.Args()...)
}
