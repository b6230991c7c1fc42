package search

import (
	"strings"

	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// PutPeople brings the index to the present names and phone numbers of people.
// Contacts that are gone have taken their words along.
func PutPeople(tx *db.Tx, contacts []ids.ContactID) error {
	for _, id := range contacts {
		if err := putPerson(tx, id); err != nil {
			return err
		}
	}
	return nil
}

func putPerson(tx *db.Tx, id ids.ContactID) error {
	project, words, err := wordsOf(tx, id)
	if err != nil {
		return err
	}
	old, err := db.All(tx, scanText, `SELECT word FROM search_people WHERE contact_id = $1`, id)
	if err != nil {
		return err
	}
	for _, word := range old {
		if words[word] {
			delete(words, word)
			continue
		}
		if _, err := tx.Exec(`DELETE FROM search_people WHERE contact_id = $1 AND word = $2`, id, word); err != nil {
			return err
		}
	}
	for word := range words {
		if _, err := tx.Exec(`INSERT INTO search_people (contact_id, word, project_id) VALUES ($1, $2, $3)`, id, word, project); err != nil {
			return err
		}
	}
	return nil
}

// wordsOf reads by which words a person is found: names, the username, and
// every ending of every phone number and id that they had.
func wordsOf(tx *db.Tx, id ids.ContactID) (project string, words map[string]bool, err error) {
	words = map[string]bool{}
	names, err := db.All(tx, func(s db.Scanner) (line string, err error) {
		return line, s.Scan(&project, &line)
	}, `SELECT project_id, coalesce(display_name, '') || ' ' || coalesce(profile_name, '') || ' ' || coalesce(username, '')
		FROM contacts WHERE id = $1`, id)
	if err != nil || len(names) == 0 {
		return project, words, err
	}
	for _, word := range keysOf(names[0]) {
		words[word] = true
	}
	aliases, err := db.All(tx, scanText, `SELECT value FROM contact_aliases WHERE contact_id = $1
		UNION SELECT coalesce(wa_id, '') FROM contacts WHERE id = $1`, id)
	for _, alias := range aliases {
		if digits(alias) != alias {
			for _, word := range keysOf(alias) {
				words[word] = true
			}
			continue
		}
		for at := 0; at+shortestPhone <= len(alias); at++ {
			words[phoneKey(alias[at:])] = true
		}
	}
	return project, words, err
}

func scanText(s db.Scanner) (text string, err error) { return text, s.Scan(&text) }

func phoneKey(digits string) string { return "p" + digits }

// PersonHit is the latest conversation of a person with a WhatsApp number.
type PersonHit struct {
	LastActiveAt int64
	ID           ids.ConversationID
}

// common is from how many entries on a word is so common that reading the list
// of conversations finds a page sooner than collecting all who have it.
const common = 1000

// People gives up to limit conversations in scope whose person a query finds,
// by last activity, newest first, after a hit (nil: from the newest on).
func People(tx *db.Tx, scope policy.Scope, q Query, after *PersonHit, limit int) ([]PersonHit, error) {
	wanted := q.people()
	if len(wanted) == 0 {
		return nil, nil
	}
	rarest, fewest := 0, int64(common)+1
	for i, any := range wanted {
		n, err := entries(tx, scope.Project, any)
		if err != nil {
			return nil, err
		}
		if n < fewest {
			rarest, fewest = i, n
		}
	}
	var w db.Where
	condition, args := scope.Where(policy.Columns{Project: "c.project_id", Number: "c.number_id", Contact: "c.contact_id", Assignee: "c.assigned_user_id"})
	w.And(condition, args...)
	// A cross join keeps its order in SQLite, so that the rarest word leads.
	from, order := "conversations c", "c.last_active_at"
	if fewest <= common {
		wanted[0], wanted[rarest] = wanted[rarest], wanted[0]
		text, values := eachRange("contact_id", scope.Project, wanted[0], "UNION")
		from, order = "("+w.Put(text, values...)+") p CROSS JOIN conversations c", "c.last_active_at + 0"
		w.And("c.contact_id = p.contact_id")
		wanted = wanted[1:]
	}
	for _, any := range wanted {
		text, values := inRanges("w.word", any)
		w.And("EXISTS (SELECT 1 FROM search_people w WHERE w.contact_id = c.contact_id AND ("+text+"))", values...)
	}
	w.And(`NOT EXISTS (SELECT 1 FROM conversations newer WHERE newer.contact_id = c.contact_id AND newer.number_id = c.number_id
		AND newer.group_id = c.group_id AND (newer.last_active_at, newer.id) > (c.last_active_at, c.id))`)
	if after != nil {
		w.And("(c.last_active_at, c.id) < (?, ?)", after.LastActiveAt, after.ID)
	}
	return db.All(tx, func(s db.Scanner) (h PersonHit, err error) { return h, s.Scan(&h.LastActiveAt, &h.ID) },
		`SELECT c.last_active_at, c.id FROM `+from+` `+w.String()+
			` ORDER BY `+order+` DESC, c.id DESC`+w.Limit(limit), w.Args()...)
}

// wordRange is the words from one to before another.
type wordRange struct{ from, to string }

// people gives what a person must have: for each word of the query, one of
// these ranges.
func (q Query) people() [][]wordRange {
	if len(q.phones) > 0 {
		var any []wordRange
		for _, p := range q.phones {
			any = append(any, beginning(phoneKey(p)))
		}
		for _, t := range q.terms { // a name may be a number, too
			if len(q.terms) == 1 {
				any = append(any, t.names())
			}
		}
		return [][]wordRange{any}
	}
	var all [][]wordRange
	for _, t := range q.terms {
		if len(t.keys) > 1 { // neighbouring pairs: a name is short, each pair may stand anywhere in it
			for _, k := range t.keys {
				all = append(all, []wordRange{{k, k + "0"}})
			}
			continue
		}
		any := []wordRange{t.names()}
		if w := string(t.letters); len(w) >= shortestPhone && digits(w) == w {
			any = append(any, beginning(phoneKey(w)))
		}
		all = append(all, any)
	}
	return all
}

func (t term) names() wordRange {
	last := t.keys[len(t.keys)-1]
	if t.prefix {
		return beginning(last)
	}
	return wordRange{last, last + "0"} // "0" is the first letter of the index: nothing lies between
}

// beginning gives the range of all words that begin so. Words hold the letters
// 0-9 and a-z only, which every collation puts in this order.
func beginning(prefix string) wordRange {
	last := prefix[len(prefix)-1]
	switch last {
	case 'z':
		return wordRange{prefix, beginning(prefix[:len(prefix)-1]).to}
	case '9':
		last = 'a'
	default:
		last++
	}
	return wordRange{prefix, prefix[:len(prefix)-1] + string(last)}
}

// eachRange selects from the index what is in some ranges, one by one: over
// ranges with OR between them, SQLite reads every word of the project.
func eachRange(column string, project ids.ProjectID, ranges []wordRange, union string) (text string, args []any) {
	parts := make([]string, len(ranges))
	for i, r := range ranges {
		parts[i] = "SELECT " + column + " FROM search_people WHERE project_id = ? AND word >= ? AND word < ?"
		args = append(args, project, r.from, r.to)
	}
	return strings.Join(parts, " "+union+" "), args
}

func inRanges(column string, ranges []wordRange) (condition string, args []any) {
	parts := make([]string, len(ranges))
	for i, r := range ranges {
		parts[i] = column + " >= ? AND " + column + " < ?"
		args = append(args, r.from, r.to)
	}
	return strings.Join(parts, " OR "), args
}

// entries counts what the index has in some ranges, up to what is common.
func entries(tx *db.Tx, project ids.ProjectID, ranges []wordRange) (n int64, err error) {
	var w db.Where
	text, args := eachRange("1", project, ranges, "UNION ALL")
	err = tx.QueryRow(`SELECT count(*) FROM (`+w.Put(text, args...)+w.Limit(common+1)+`) AS found`, w.Args()...).Scan(&n)
	return n, err
}
