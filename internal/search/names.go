package search

import (
	"fmt"
	"strings"

	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// A name that thousands have is read in the order of activity from search_names.
// To write there with each message would cost more than to store it, so a
// conversation is settled only when many newer ones have been active since: what is
// not settled yet is few, and looked at one by one.
const (
	// unsettled is how many conversations of a project, the newest, stay out.
	unsettled = walked / 2
	// settledAtOnce is how many are settled beside other work, once as many wait.
	settledAtOnce = 16
)

// namesLock is held by who writes to search_names: a name and its place are
// written by several.
const namesLock = "search_names"

// Settle puts the names of some conversations of projects in the order of
// activity, where many enough wait for it, and those of conversations to their
// place whose activity was told so late that newer ones are settled.
func Settle(tx *db.Tx, projects []ids.ProjectID, active []ids.ConversationID) error {
	err := resettle(tx, "c.id", active, "NOT EXISTS (SELECT 1 FROM search_names n WHERE n.conversation_id = c.id AND n.last_active_at = c.last_active_at)")
	for _, project := range projects {
		if err == nil {
			_, err = settle(tx, project, settledAtOnce, settledAtOnce)
		}
	}
	return err
}

// SettleAll settles up to most conversations of all projects and tells whether
// that was all.
func SettleAll(tx *db.Tx, most int) (done bool, err error) {
	projects, err := db.All(tx, scanText, `SELECT id FROM projects ORDER BY id`)
	for _, project := range projects {
		n, err := settle(tx, ids.ProjectID(project), 1, most)
		if err != nil {
			return false, err
		}
		if most -= n; most <= 0 {
			return false, nil
		}
	}
	return err == nil, err
}

func settle(tx *db.Tx, project ids.ProjectID, least, most int) (n int, err error) {
	if err := tx.Lock(namesLock); err != nil {
		return 0, err
	}
	p := people{tx: tx, scope: policy.Project(project)}
	newest, err := p.at(unsettled)
	if err != nil || newest == nil {
		return 0, err
	}
	before, err := settledTo(tx, project)
	if err != nil {
		return 0, err
	}
	var w db.Where
	w.And("c.project_id = ?", project)
	w.And("(c.last_active_at, c.id) < (?, ?)", newest.LastActiveAt, newest.ID)
	if before != nil {
		w.And("(c.last_active_at, c.id) > (?, ?)", before.LastActiveAt, before.ID)
	}
	list, err := db.All(tx, scanPerson, `SELECT c.last_active_at, c.id FROM conversations c `+w.String()+
		` ORDER BY c.last_active_at, c.id`+w.Limit(most), w.Args()...)
	if err != nil || len(list) < least {
		return 0, err
	}
	if err := putNames(tx, list); err != nil {
		return 0, err
	}
	last := list[len(list)-1]
	_, err = tx.Exec(`INSERT INTO search_settled (project_id, last_active_at, conversation_id) VALUES ($1, $2, $3)
		ON CONFLICT (project_id) DO UPDATE SET last_active_at = excluded.last_active_at, conversation_id = excluded.conversation_id`,
		project, last.LastActiveAt, last.ID)
	return len(list), err
}

// settledTo gives the last conversation of a project that is settled; nil for none.
func settledTo(tx *db.Tx, project ids.ProjectID) (*PersonHit, error) {
	found, err := db.All(tx, scanPerson, `SELECT last_active_at, conversation_id FROM search_settled WHERE project_id = $1`, project)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// renamed writes the present names of people whose conversations are settled.
func renamed(tx *db.Tx, contacts []ids.ContactID) error {
	return resettle(tx, "c.contact_id", contacts, isLatest)
}

// resettle writes anew the settled conversations whose column has one of some
// values. A cross join keeps its order in SQLite, from them to their project.
func resettle[T any](tx *db.Tx, column string, values []T, also string) error {
	if len(values) == 0 {
		return nil
	}
	if err := tx.Lock(namesLock); err != nil {
		return err
	}
	var w db.Where
	w.And(column + " IN " + db.List(&w, values))
	w.And("s.project_id = c.project_id")
	w.And("(c.last_active_at, c.id) <= (s.last_active_at, s.conversation_id)")
	w.And(also)
	list, err := db.All(tx, scanPerson, `SELECT c.last_active_at, c.id FROM conversations c CROSS JOIN search_settled s `+w.String(), w.Args()...)
	if err != nil {
		return err
	}
	return putNames(tx, list)
}

// putNames writes the names of conversations that are their person's latest, and
// removes those of the ones that they came after.
func putNames(tx *db.Tx, list []PersonHit) error {
	if len(list) == 0 {
		return nil
	}
	for _, query := range []string{
		`DELETE FROM search_names WHERE conversation_id IN %s`,
		`DELETE FROM search_names WHERE conversation_id IN (SELECT (SELECT former.id FROM conversations former
			WHERE former.contact_id = c.contact_id AND former.number_id = c.number_id AND former.group_id = c.group_id
			AND (former.last_active_at, former.id) < (c.last_active_at, c.id) ORDER BY former.last_active_at DESC, former.id DESC LIMIT 1)
			FROM conversations c WHERE c.id IN %s)`,
		`INSERT INTO search_names (conversation_id, word, project_id, last_active_at)
			SELECT c.id, w.word, c.project_id, c.last_active_at FROM conversations c CROSS JOIN search_people w
			WHERE c.id IN %s AND w.contact_id = c.contact_id AND (w.word < 'p' OR w.word >= 'q') AND ` + isLatest,
	} {
		var w db.Where
		if _, err := tx.Exec(fmt.Sprintf(query, db.List(&w, idsOf(list))), w.Args()...); err != nil {
			return err
		}
	}
	return nil
}

// inOrder reads the conversations of those who have one of the names wanted as they
// are settled: word by word where few begin alike, and otherwise all of these.
func inOrder(name int) source {
	return func(p people, most int) ([]PersonHit, error) {
		r := p.wanted[name][0]
		words, err := p.wordsIn(r)
		if err != nil || len(words) == 0 {
			return nil, err
		}
		var w db.Where
		var parts []string
		if len(words) > spelledOut {
			words, parts = nil, append(parts, p.settledOf(&w, name, most, "n.word >= ? AND n.word < ?", r.from, r.to))
		}
		for _, word := range words {
			parts = append(parts, p.settledOf(&w, name, most, "n.word = ?", word))
		}
		return db.All(p.tx, scanPerson, `SELECT last_active_at, conversation_id FROM (`+strings.Join(parts, " UNION ALL ")+
			`) AS found ORDER BY last_active_at DESC, conversation_id DESC`+w.Limit(most), w.Args()...)
	}
}

// settledOf writes the query for the next most conversations by one name whose
// person has the other names wanted, too.
func (p people) settledOf(w *db.Where, name, most int, condition string, args ...any) string {
	args = append([]any{p.scope.Project}, args...)
	condition += " AND (n.last_active_at, n.conversation_id) < (?, ?)"
	args = append(args, p.after.LastActiveAt, p.after.ID)
	for i, other := range p.wanted {
		if i != name && isName(other) {
			condition += " AND EXISTS (SELECT 1 FROM search_names w WHERE w.conversation_id = n.conversation_id AND w.word >= ? AND w.word < ?)"
			args = append(args, other[0].from, other[0].to)
		}
	}
	return w.Put(`SELECT * FROM (SELECT n.last_active_at, n.conversation_id FROM search_names n WHERE n.project_id = ? AND `+condition+
		` ORDER BY n.last_active_at DESC, n.conversation_id DESC LIMIT 0 + ?) AS part`, append(args, most)...)
}

// wordsIn gives the words of names in a range, up to one more than are read one
// by one. It seeks each behind all that have the one before.
func (p people) wordsIn(r wordRange) ([]string, error) {
	return db.All(p.tx, scanText, `WITH RECURSIVE known (word) AS (
		SELECT (SELECT n.word FROM search_names n WHERE n.project_id = $1 AND n.word >= $2 AND n.word < $3 ORDER BY n.word LIMIT 1)
		UNION ALL SELECT (SELECT n.word FROM search_names n WHERE n.project_id = $1 AND n.word > known.word AND n.word < $3 ORDER BY n.word LIMIT 1)
			FROM known WHERE known.word IS NOT NULL)
		SELECT word FROM known WHERE word IS NOT NULL LIMIT 0 + $4`, p.scope.Project, r.from, r.to, spelledOut+1)
}
