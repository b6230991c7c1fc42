package search

import (
	"cmp"
	"slices"
	"strings"

	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// PutPeople brings the index to the present names and phone numbers of people.
// Contacts that are gone have taken their words along.
func PutPeople(tx *db.Tx, contacts []ids.ContactID) error {
	if len(contacts) == 0 {
		return nil
	}
	if err := tx.Lock(namesLock); err != nil {
		return err
	}
	var changed []ids.ContactID
	for _, id := range contacts {
		is, err := putPerson(tx, id)
		if err != nil {
			return err
		}
		if is {
			changed = append(changed, id)
		}
	}
	return renamed(tx, changed)
}

// putPerson reports whether a name changed.
func putPerson(tx *db.Tx, id ids.ContactID) (changed bool, err error) {
	project, words, err := wordsOf(tx, id)
	if err != nil {
		return false, err
	}
	old, err := db.All(tx, scanText, `SELECT word FROM search_people WHERE contact_id = $1`, id)
	if err != nil {
		return false, err
	}
	for _, word := range old {
		if words[word] {
			delete(words, word)
			continue
		}
		changed = changed || !isPhone(word)
		if _, err := tx.Exec(`DELETE FROM search_people WHERE contact_id = $1 AND word = $2`, id, word); err != nil {
			return false, err
		}
	}
	for word := range words {
		changed = changed || !isPhone(word)
		if _, err := tx.Exec(`INSERT INTO search_people (contact_id, word, project_id) VALUES ($1, $2, $3)`, id, word, project); err != nil {
			return false, err
		}
	}
	return changed, nil
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

// isPhone tells a key of a phone number from those of a name, which begin with a
// or u.
func isPhone(key string) bool { return key[0] == 'p' }

// isName reports whether names alone are wanted.
func isName(any []wordRange) bool { return len(any) == 1 && !isPhone(any[0].from) }

// PersonHit is the latest conversation of a person with a WhatsApp number.
type PersonHit struct {
	LastActiveAt int64
	ID           ids.ConversationID
}

// A word that more people have than are collected is looked for among the
// conversations walked first: if it is common there, they are a page. A name goes
// on from where names are settled, if that is not farther.
const (
	collected = 1000
	walked    = 500
)

// People gives up to limit conversations in scope whose person a query finds,
// by last activity, newest first, after a hit (nil: from the newest on).
func People(tx *db.Tx, scope policy.Scope, q Query, after *PersonHit, limit int) ([]PersonHit, error) {
	wanted := q.people()
	if len(wanted) == 0 {
		return nil, nil
	}
	rarest, fewest := 0, int64(collected)+1
	for i, any := range wanted {
		n, err := entries(tx, scope.Project, any)
		if err != nil || n == 0 {
			return nil, err
		}
		if n < fewest {
			rarest, fewest = i, n
		}
	}
	p := people{tx: tx, scope: scope, wanted: wanted, after: after, limit: limit}
	if fewest > collected {
		return p.common()
	}
	return p.all(collect(rarest))
}

// people is one search for conversations by their person.
type people struct {
	tx     *db.Tx
	scope  policy.Scope
	wanted [][]wordRange
	after  *PersonHit
	limit  int
}

// common finds what many have: it walks along the newest, and reads on in the
// order of activity where it came to what is settled.
func (p people) common() ([]PersonHit, error) {
	next := collect(0)
	mark, err := settledTo(p.tx, p.scope.Project)
	if err != nil {
		return nil, err
	}
	name := slices.IndexFunc(p.wanted, isName)
	end, err := p.at(walked)
	if err != nil {
		return nil, err
	}
	if mark != nil && name >= 0 && (end == nil || end.compare(*mark) >= 0) {
		end, next = mark, inOrder(name)
	}
	var found []PersonHit
	if p.after == nil || end == nil || end.compare(*p.after) > 0 {
		if found, err = p.newest(end); err != nil || end == nil || len(found) == p.limit {
			return found, err
		}
		p.after, p.limit = end, p.limit-len(found)
	}
	rest, err := p.all(next)
	return append(found, rest...), err
}

// compare orders hits, newest first.
func (h PersonHit) compare(other PersonHit) int {
	return cmp.Or(cmp.Compare(other.LastActiveAt, h.LastActiveAt), cmp.Compare(other.ID, h.ID))
}

// at gives the nth conversation from here on; nil where there are fewer.
func (p people) at(n int) (*PersonHit, error) {
	var w db.Where
	w.And("c.project_id = ?", p.scope.Project)
	p.beyond(&w)
	found, err := db.All(p.tx, scanPerson, `SELECT c.last_active_at, c.id FROM conversations c `+w.String()+
		` ORDER BY c.last_active_at DESC, c.id DESC`+w.Limit(1)+" OFFSET 0 + "+w.Arg(n-1), w.Args()...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// newest reads conversations in their order, to an end, for those whose person
// has all that is wanted.
func (p people) newest(end *PersonHit) ([]PersonHit, error) {
	var w db.Where
	p.inScope(&w)
	if end != nil {
		w.And("(c.last_active_at, c.id) >= (?, ?)", end.LastActiveAt, end.ID)
	}
	p.beyond(&w)
	having(&w, p.wanted)
	w.And(isLatest)
	return p.hits("conversations c ", "c.last_active_at", &w, p.limit)
}

// source gives the next most conversations after a place that may be hits.
type source func(p people, most int) ([]PersonHit, error)

// all reads a source until a page is full: of a common name thousands, of which
// the first few are a page. Only of these it asks whether they are hits.
func (p people) all(next source) (found []PersonHit, err error) {
	for most := 4 * p.limit; ; most = min(4*most, mostAsked) {
		list, err := next(p, most)
		if err != nil || len(list) == 0 {
			return found, err
		}
		last, isAll := list[len(list)-1], len(list) < most
		hits, err := p.latest(slices.Compact(list)) // several words of a person may begin so
		if err != nil {
			return nil, err
		}
		if found = append(found, hits...); len(found) >= p.limit || isAll {
			return found[:min(len(found), p.limit)], nil
		}
		p.after = &last
	}
}

// mostAsked is how many conversations one statement names.
const mostAsked = 1024

// collect puts in order the conversations of all who have one of what is wanted,
// and the rest of it. It reads indexes alone: the entries are of the project; what
// else a scope asks is in the rows.
func collect(first int) source {
	return func(p people, most int) ([]PersonHit, error) {
		var w db.Where
		text, values := eachRange("contact_id", p.scope.Project, p.wanted[first], "UNION ALL")
		// A cross join keeps its order in SQLite, so that the index of words leads.
		from := "(" + w.Put(text, values...) + ") p CROSS JOIN conversations c "
		w.And("c.contact_id = p.contact_id")
		if p.scope.Kind != policy.ScopeProject {
			p.inScope(&w)
		}
		p.beyond(&w)
		having(&w, p.wanted[:first])
		having(&w, p.wanted[first+1:])
		return p.hits(from, "c.last_active_at + 0", &w, most)
	}
}

// latest keeps the hits: in scope, of somebody who has all that is wanted, still
// at the place given, and the latest of the person with a WhatsApp number.
func (p people) latest(list []PersonHit) ([]PersonHit, error) {
	var w db.Where
	w.And("c.id IN " + db.List(&w, idsOf(list)))
	condition, args := p.scope.Where(policy.Columns{Project: "c.project_id || ''", Number: "c.number_id || ''", Contact: "c.contact_id || ''",
		Assignee: "c.assigned_user_id || ''"}) // the ids lead
	w.And(condition, args...)
	having(&w, p.wanted)
	w.And(isLatest)
	found, err := p.hits("conversations c ", "c.last_active_at + 0", &w, len(list))
	return slices.DeleteFunc(found, func(h PersonHit) bool {
		_, same := slices.BinarySearchFunc(list, h, PersonHit.compare)
		return !same
	}), err
}

func idsOf(list []PersonHit) []ids.ConversationID {
	all := make([]ids.ConversationID, len(list))
	for i, h := range list {
		all[i] = h.ID
	}
	return all
}

func (p people) inScope(w *db.Where) {
	condition, args := p.scope.Where(policy.Columns{Project: "c.project_id", Number: "c.number_id", Contact: "c.contact_id", Assignee: "c.assigned_user_id"})
	w.And(condition, args...)
}

func (p people) beyond(w *db.Where) {
	if p.after != nil {
		w.And("(c.last_active_at, c.id) < (?, ?)", p.after.LastActiveAt, p.after.ID)
	}
}

func having(w *db.Where, wanted [][]wordRange) {
	for _, any := range wanted {
		text, values := inRanges("w.word", any)
		w.And("EXISTS (SELECT 1 FROM search_people w WHERE w.contact_id = c.contact_id AND ("+text+"))", values...)
	}
}

const isLatest = `NOT EXISTS (SELECT 1 FROM conversations newer WHERE newer.contact_id = c.contact_id AND newer.number_id = c.number_id
	AND newer.group_id = c.group_id AND (newer.last_active_at, newer.id) > (c.last_active_at, c.id))`

func (p people) hits(from, order string, w *db.Where, limit int) ([]PersonHit, error) {
	return db.All(p.tx, scanPerson, `SELECT c.last_active_at, c.id FROM `+from+w.String()+
		` ORDER BY `+order+` DESC, c.id DESC`+w.Limit(limit), w.Args()...)
}

func scanPerson(s db.Scanner) (h PersonHit, err error) { return h, s.Scan(&h.LastActiveAt, &h.ID) }

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

// entries counts what the index has in some ranges, up to what is collected.
func entries(tx *db.Tx, project ids.ProjectID, ranges []wordRange) (n int64, err error) {
	var w db.Where
	text, args := eachRange("1", project, ranges, "UNION ALL")
	err = tx.QueryRow(`SELECT count(*) FROM (`+w.Put(text, args...)+w.Limit(collected+1)+`) AS found`, w.Args()...).Scan(&n)
	return n, err
}
