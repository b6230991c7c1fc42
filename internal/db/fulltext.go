package db

// FullText is how a statement reads the full-text index of messages.
type FullText struct {
	From  string // the tables; search_messages is s
	Place string // the column by which the index gives its rows in order
	// Sorted is the same order made by sorting all that match, for words that
	// few rows have: the index knows its rows by their words only, and a walk in
	// order would read every row for a rare word. "" where it has both orders.
	Sorted string
	Match  string // the condition, with ? for a query in the dialect's own words
	// And, Near and Prefix write such a query: both parts, two words side by
	// side, and words that begin so.
	And, Near, Prefix string
}

// FullText gives the words of the dialect for a full-text search.
func (t *Tx) FullText() FullText {
	if t.dialect == Postgres {
		return FullText{From: "search_messages s", Place: "s.place", Sorted: "s.place + 0",
			Match: "to_tsvector('simple', s.words) @@ to_tsquery('simple', ?)", And: " & ", Near: " <-> ", Prefix: ":*"}
	}
	// A cross join keeps its order: from the index to the table.
	return FullText{From: "search_index CROSS JOIN search_messages s ON s.place = search_index.rowid", Place: "search_index.rowid",
		Match: "search_index MATCH ?", And: " AND ", Near: " + ", Prefix: "*"}
}
