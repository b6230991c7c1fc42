package db

// FullText is how a statement reads the full-text index of messages.
type FullText struct {
	From  string // the tables; search_messages is s
	Rows  string // the index alone
	Place string // the column by which the index gives its rows
	// Collects says that the index collects all hits before it gives the newest.
	Collects bool
	// Order is what puts rows in the order of their places. PostgreSQL's index
	// knows its rows by their words only: all that match are sorted, since a walk
	// in order would read every row for a rare word.
	Order string
	Match string // the condition, with ? for a query in the dialect's own words
	// And, Or, Near and Prefix write such a query: both parts, either, two words
	// side by side, and words that begin so.
	And, Or, Near, Prefix string
	// Beginning is a query that gives up to $3 words of the index from $1 to
	// before $2, where asking for these costs less than asking for what begins so.
	Beginning string
}

// FullText gives the words of the dialect for a full-text search.
func (t *Tx) FullText() FullText {
	if t.dialect == Postgres {
		return FullText{From: "search_messages s", Rows: "search_messages s", Place: "s.place", Collects: true, Order: "s.place + 0",
			Match: "to_tsvector('simple', s.words) @@ to_tsquery('simple', ?)", And: " & ", Or: " | ", Near: " <-> ", Prefix: ":*"}
	}
	// A cross join keeps its order: from the index to the table.
	return FullText{From: "search_index CROSS JOIN search_messages s ON s.place = search_index.rowid",
		Rows: "search_index", Place: "search_index.rowid", Order: "search_index.rowid",
		Match: "search_index MATCH ?", And: " AND ", Or: " OR ", Near: " + ", Prefix: "*", Beginning: beginning}
}

// beginning seeks each word behind the one before, past all that have it: words
// hold 0-9 and a-z only, so that nothing lies between one and itself with a 0.
const beginning = `WITH RECURSIVE known (word) AS (
	SELECT (SELECT term FROM search_vocabulary WHERE term >= $1 AND term < $2 LIMIT 1)
	UNION ALL SELECT (SELECT term FROM search_vocabulary WHERE term >= known.word || '0' AND term < $2 LIMIT 1)
		FROM known WHERE word IS NOT NULL)
	SELECT word FROM known WHERE word IS NOT NULL LIMIT 0 + $3`
