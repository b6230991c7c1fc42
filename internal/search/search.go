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
	text := tx.FullText()
	if text.Sorted == "" {
		return messages(tx, text, text.Place, scope, q, after, limit, 0)
	}
	recent, err := recentPlace(tx, after)
	if err != nil {
		return nil, err
	}
	found, err := messages(tx, text, text.Place, scope, q, after, limit, recent)
	if err != nil || len(found) == limit || recent == 0 {
		return found, err
	}
	return messages(tx, text, text.Sorted, scope, q, after, limit, 0)
}

// looked is how many messages are looked at for a word that is common: one that
// isn't among so many has few enough hits to be put in order.
const looked = 1000

// recentPlace gives the place of the message so far behind another one (0: the
// newest), or 0 when there are fewer.
func recentPlace(tx *db.Tx, after int64) (place int64, err error) {
	var w db.Where
	if after > 0 {
		w.And("place < ?", after)
	}
	places, err := db.All(tx, func(s db.Scanner) (n int64, err error) { return n, s.Scan(&n) },
		`SELECT place FROM search_messages `+w.String()+` ORDER BY place DESC`+w.Limit(1)+` OFFSET `+w.Arg(looked), w.Args()...)
	if err != nil || len(places) == 0 {
		return 0, err
	}
	return places[0], nil
}

// messages finds those between two places (0: any), by an order of the dialect.
func messages(tx *db.Tx, text db.FullText, order string, scope policy.Scope, q Query, after int64, limit int, since int64) ([]MessageHit, error) {
	var w db.Where
	w.And(text.Match, q.fullText(text))
	condition, args := scope.Where(policy.Columns{Project: "m.project_id", Number: "m.number_id", Contact: "m.contact_id",
		Assignee: "(SELECT a.assigned_user_id FROM conversations a WHERE a.id = m.conversation_id)"})
	w.And(condition, args...)
	w.And("m.revoked_at IS NULL") // the index is a moment behind
	if after > 0 {
		w.And(text.Place+" < ?", after)
	}
	if since > 0 {
		w.And(text.Place+" > ?", since)
	}
	return db.All(tx, func(s db.Scanner) (h MessageHit, err error) { return h, s.Scan(&h.ID, &h.Place) },
		`SELECT m.id, s.place FROM `+text.From+` JOIN messages m ON m.id = s.message_id `+w.String()+
			` ORDER BY `+order+` DESC`+w.Limit(limit), w.Args()...)
}
