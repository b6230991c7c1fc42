//go:build !race

// Not with the race detector, under which SQLite in Go takes most of a minute, and there is one goroutine.

package search

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// However a search finds its hits, by a walk along the newest, by the index or by
// both, they are those of a reader of everything, in their order, on every page.
func TestSearchesFindWhatAScanFinds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &crowd{chance: rand.New(rand.NewPCG(1, 2)), words: map[string][]string{}}
		s.ids = s.chance.Perm(4 * crowded)
		s.fill(t, d)
		read := func(what string, fn func(tx *db.Tx) (found, wanted []string, err error)) {
			t.Helper()
			err := d.Read(context.Background(), func(tx *db.Tx) error {
				found, wanted, err := fn(tx)
				if at := difference(found, wanted); at >= 0 {
					t.Errorf("%s: of %d hits, and %d of a scan, the %d. is another", what, len(found), len(wanted), at+1)
				}
				return err
			})
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		for _, text := range []string{"order", "order ", "rare ", "or", "order rare ", "rare order ", "wa", "wa1", "rare wa", "order wa2", "gone ", "gone wa",
			"once wa", "once ", "rare once ", "never ", "order never ", "never wa"} {
			for _, scope := range s.anyScopes() {
				read(fmt.Sprintf("messages by %q in %v", text, scope), func(tx *db.Tx) (found, wanted []string, err error) {
					found, err = s.messagesFound(tx, scope, Parse(text))
					return found, s.messagesWanted(scope, Parse(text)), err
				})
			}
		}
		for _, state := range []struct {
			when    string
			becomes func(*testing.T, *db.DB)
		}{{"at first", nil}, {"settled in part", s.settleSome}, {"settled, while people write", func(t *testing.T, d *db.DB) { s.settleAll(t, d); s.live(t, d) }},
			{"when all is told", s.tell}, {"settled again", s.settleAll}} {
			texts := []string{"ana", "ana be", "zoe ", "zo", "zoe be"} // of whom many are settled
			if state.becomes == nil {
				texts = append(texts, "ana ", "an", "be ana ", "ca ", "zzyzx", "ana zzyzx", "123", "491", "0004", "ana 0004")
			} else {
				state.becomes(t, d)
			}
			for _, text := range texts {
				for _, scope := range s.anyScopes() {
					read(fmt.Sprintf("people by %q in %v, %s", text, scope, state.when), func(tx *db.Tx) (found, wanted []string, err error) {
						found, err = s.peopleFound(tx, scope, Parse(text))
						return found, s.peopleWanted(scope, Parse(text)), err
					})
				}
			}
		}
	})
}

// anyScopes gives the larger project, and another scope.
func (s *crowd) anyScopes() []policy.Scope {
	others := []policy.Scope{
		policy.Project("project1"),
		{Project: "project0", Kind: policy.ScopeNumber, ID: "number2"},
		{Project: "project0", Kind: policy.ScopeAssignee, ID: "user"},
		{Project: "project0", Kind: policy.ScopeContact, ID: "person00007"},
	}
	return []policy.Scope{policy.Project("project0"), others[s.chance.IntN(len(others))]}
}

// crowd is people, what they wrote and where, kept beside the database.
type crowd struct {
	chance   *rand.Rand
	ids      []int               // of conversations, in no order
	words    map[string][]string // by which each person is found
	talks    []talk
	messages []said
}

type talk struct {
	row    policy.Row
	id     ids.ConversationID
	group  string
	active int64
}

type said struct {
	row     policy.Row
	message Message
	revoked bool
}

// People and messages of the crowd: more than a search walks along, and a name
// that more have than it collects, none of whom wrote lately.
const (
	crowded = 2*collected - 250
	spoken  = 2000
	batch   = 500
)

const intoConversations = "conversations (id, project_id, number_id, contact_id, group_id, status, assigned_user_id, last_active_at, created_at, updated_at)"

// fill writes the crowd in parts, none of which takes long under the race detector.
func (s *crowd) fill(t *testing.T, d *db.DB) {
	t.Helper()
	write := func(fn func(tx *db.Tx) error) { t.Helper(); s.write(t, d, fn) }
	for _, query := range []string{
		`INSERT INTO projects (id, name, created_at) VALUES ('project0', '', 0), ('project1', '', 0)`,
		`INSERT INTO users (id, email, name, password_hash, created_at, updated_at) VALUES ('user', '', '', '', 0, 0)`,
		`INSERT INTO meta_apps (id, project_id, name, app_secret, verify_token, created_at) VALUES ('app', 'project0', '', '', '', 0)`,
	} {
		write(func(tx *db.Tx) error { _, err := tx.Exec(query); return err })
	}
	var numbers, contacts, talks, messages, words [][]any
	for n := range 3 {
		numbers = append(numbers, []any{fmt.Sprint("number", n), fmt.Sprint("project", n%2), "app", fmt.Sprint(n), "", "", "", []byte{}, "", "sandbox", 0, 0})
	}
	for n := range crowded {
		project, contact := fmt.Sprint("project", min(1, n%8/7)), fmt.Sprintf("person%05d", n)
		name, phone := s.name(n), fmt.Sprintf("49%04d", n*7919%10_000)
		contacts = append(contacts, []any{contact, project, name, phone, 0, 0})
		s.words[contact] = wordsFor(name, phone)
		for _, word := range s.words[contact] {
			words = append(words, []any{contact, word, project})
		}
		talks = append(talks, s.talksOf(n, project, contact)...)
	}
	for n := range spoken {
		messages = append(messages, s.say(n))
	}
	for _, rows := range []struct {
		into string
		rows [][]any
	}{
		{"numbers (id, project_id, meta_app_id, phone_number_id, business_account_id, display_phone_number, name, access_token, graph_url, kind, created_at, updated_at)", numbers},
		{"contacts (id, project_id, display_name, wa_id, created_at, updated_at)", contacts},
		{intoConversations, talks},
		{"messages (id, project_id, number_id, conversation_id, contact_id, direction, origin, type, node, text, status, status_rank, actor, revoked_at, arrival, at, provider_at, created_at)", messages},
		{"search_people (contact_id, word, project_id)", words},
	} {
		for some := range slices.Chunk(rows.rows, batch) {
			write(func(tx *db.Tx) error { _, err := db.Insert(tx, rows.into, some, ""); return err })
		}
	}
	var list []Message
	for _, m := range s.messages {
		list = append(list, m.message)
	}
	for some := range slices.Chunk(list, batch) {
		write(func(tx *db.Tx) error { return PutMessages(tx, some) })
	}
}

func (s *crowd) write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// name gives what a person is called. Those called zoe wrote long ago; some of
// them have a name of their own, of which more begin alike than are read one by one.
func (s *crowd) name(n int) string {
	first := []string{"Ana", "Anatol", "Bert", "Carla"}[s.chance.IntN(4)]
	if n < crowded*2/3 {
		first = "Zoe"
		if n%8 == 0 {
			first += fmt.Sprintf(" Zo%c%c", 'a'+n/8%10, 'a'+n/80%10)
		}
	}
	return first + " " + []string{"Berg", "Bella", "Costa"}[s.chance.IntN(3)]
}

func wordsFor(name, phone string) []string {
	words := keysOf(name)
	for i := 0; i+shortestPhone <= len(phone); i++ {
		words = append(words, phoneKey(phone[i:]))
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// talksOf makes up to three conversations of a person. Some share an instant.
func (s *crowd) talksOf(n int, project, contact string) (rows [][]any) {
	for range 1 + s.chance.IntN(3) {
		number, assignee, group := "number1", "", ""
		if project == "project0" {
			number = []string{"number0", "number2"}[s.chance.IntN(2)]
		}
		if s.chance.IntN(10) == 0 {
			assignee = "user"
		}
		if s.chance.IntN(5) == 0 {
			group = "group"
		}
		tk := talk{row: policy.Row{Project: ids.ProjectID(project), Number: number, Contact: contact, Assignee: assignee},
			id: ids.ConversationID(fmt.Sprintf("talk%05d", s.ids[len(s.talks)])), group: group, active: int64(n/3 + s.chance.IntN(20))}
		s.talks = append(s.talks, tk)
		rows = append(rows, []any{tk.id, project, number, contact, group, "ended", empty(assignee), tk.active, 0, 0})
	}
	return rows
}

// settleSome settles a part, settleAll all but the newest.
func (s *crowd) settleSome(t *testing.T, d *db.DB) {
	for range 3 {
		s.write(t, d, func(tx *db.Tx) error { _, err := SettleAll(tx, batch); return err })
	}
}

func (s *crowd) settleAll(t *testing.T, d *db.DB) {
	for done := false; !done; {
		s.write(t, d, func(tx *db.Tx) (err error) { done, err = SettleAll(tx, batch); return err })
	}
}

// live has some people write again, in the conversation that is their latest or in
// the next, of which the index is not told yet.
func (s *crowd) live(t *testing.T, d *db.DB) {
	var rows [][]any
	before, moves := len(s.talks), map[int]int64{}
	for n := range batch {
		i := s.chance.IntN(before)
		if n%4 == 0 {
			next := s.talks[i]
			next.id, next.active = ids.ConversationID(fmt.Sprintf("talk%05d", s.ids[len(s.talks)])), int64(crowded+n)
			s.talks = append(s.talks, next)
			rows = append(rows, []any{next.id, next.row.Project, next.row.Number, next.row.Contact, next.group, "ended", empty(next.row.Assignee), next.active, 0, 0})
			continue
		}
		moves[i] = int64(crowded + n)
	}
	s.move(t, d, moves)
	s.write(t, d, func(tx *db.Tx) error { _, err := db.Insert(tx, intoConversations, rows, ""); return err })
}

// move tells of activity in some conversations, by their numbers.
func (s *crowd) move(t *testing.T, d *db.DB, to map[int]int64) {
	s.write(t, d, func(tx *db.Tx) error {
		for i, active := range to {
			s.talks[i].active = max(s.talks[i].active, active)
			if _, err := tx.Exec(`UPDATE conversations SET last_active_at = $1 WHERE id = $2`, s.talks[i].active, s.talks[i].id); err != nil {
				return err
			}
		}
		return nil
	})
}

// tell has people renamed, and messages come late, and tells the index of all that
// it was not told of yet.
func (s *crowd) tell(t *testing.T, d *db.DB) {
	var people []ids.ContactID
	for range batch / 4 {
		contact, name := s.talks[s.chance.IntN(len(s.talks))].row.Contact, s.name(s.chance.IntN(crowded))
		people = append(people, ids.ContactID(contact))
		phone := fmt.Sprintf("49%04d", s.chance.IntN(10_000))
		s.words[contact] = wordsFor(name, phone)
		s.write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE contacts SET display_name = $1, wa_id = $2 WHERE id = $3`, name, phone, contact)
			return err
		})
	}
	s.write(t, d, func(tx *db.Tx) error { return PutPeople(tx, people) })
	late := map[int]int64{}
	for range batch / 4 {
		late[s.chance.IntN(len(s.talks))] = int64(s.chance.IntN(crowded / 3))
	}
	s.move(t, d, late)
	for some := range slices.Chunk(s.talks, batch) {
		var active []ids.ConversationID
		for _, tk := range some {
			active = append(active, tk.id)
		}
		s.write(t, d, func(tx *db.Tx) error { return Settle(tx, []ids.ProjectID{"project0", "project1"}, active) })
	}
}

func empty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// say has somebody say some words: some common, some that many others begin like,
// some of long ago.
func (s *crowd) say(n int) []any {
	tk := s.talks[s.chance.IntN(len(s.talks))]
	words := []string{fmt.Sprint("wa", s.chance.IntN(3*spelledOut))}
	for word, oneIn := range map[string]int{"order": 2, "rare": spoken / 40, "once": spoken} {
		if s.chance.IntN(oneIn) == 0 || word == "once" && n%(spoken/3) == 5 {
			words = append(words, word)
		}
	}
	if n < spoken/3 && s.chance.IntN(3) == 0 {
		words = append(words, "gone")
	}
	slices.Sort(words)
	at := time.Unix(1_790_000_000+int64(n/5), 0)
	m := said{row: tk.row, revoked: s.chance.IntN(20) == 0, message: Message{ID: ids.MessageID(fmt.Sprintf("message%05d", n)), Project: tk.row.Project,
		At: at, Arrival: int64(n) << 16, Text: strings.Join(words, " ")}}
	s.messages = append(s.messages, m)
	var revoked *int64
	if m.revoked {
		revoked = new(int64)
	}
	return []any{m.message.ID, tk.row.Project, tk.row.Number, tk.id, tk.row.Contact, "inbound", "cloud_api", "text", "{}", "", "received", 0, "", revoked,
		m.message.Arrival, at.UnixMilli(), 0, 0}
}

// limit gives the size of a page: most are small, some have nearly all.
func (s *crowd) limit() int { return []int{1 + s.chance.IntN(100), 300, 1000}[s.chance.IntN(3)] }

// messagesFound reads all pages of a search.
func (s *crowd) messagesFound(tx *db.Tx, scope policy.Scope, q Query) (found []string, err error) {
	for after := int64(0); ; {
		page, err := Messages(tx, scope, q, after, s.limit())
		if err != nil || len(page) == 0 {
			return found, err
		}
		for _, hit := range page {
			found, after = append(found, string(hit.ID)), hit.Place
		}
	}
}

func (s *crowd) messagesWanted(scope policy.Scope, q Query) (wanted []string) {
	for _, m := range slices.Backward(s.messages) { // in the order of their places
		words := strings.Fields(m.message.Text)
		has := func(t term) bool {
			return slices.ContainsFunc(words, func(w string) bool {
				return w == string(t.letters) || t.prefix && strings.HasPrefix(w, string(t.letters))
			})
		}
		if scope.Matches(m.row) && !m.revoked && !slices.ContainsFunc(q.terms, func(t term) bool { return !has(t) }) {
			wanted = append(wanted, string(m.message.ID))
		}
	}
	return wanted
}

func (s *crowd) peopleFound(tx *db.Tx, scope policy.Scope, q Query) (found []string, err error) {
	for after := (*PersonHit)(nil); ; {
		page, err := People(tx, scope, q, after, s.limit())
		if err != nil || len(page) == 0 {
			return found, err
		}
		for _, hit := range page {
			found = append(found, string(hit.ID))
		}
		after = &page[len(page)-1]
	}
}

func (s *crowd) peopleWanted(scope policy.Scope, q Query) (wanted []string) {
	latest := map[string]talk{}
	key := func(tk talk) string { return strings.Join([]string{tk.row.Contact, tk.row.Number, tk.group}, " ") }
	later := func(a, b talk) int { return cmp.Or(cmp.Compare(b.active, a.active), cmp.Compare(b.id, a.id)) }
	for _, tk := range s.talks {
		if other, is := latest[key(tk)]; !is || later(tk, other) < 0 {
			latest[key(tk)] = tk
		}
	}
	has := func(contact string, any []wordRange) bool {
		return slices.ContainsFunc(s.words[contact], func(word string) bool {
			return slices.ContainsFunc(any, func(r wordRange) bool { return word >= r.from && word < r.to })
		})
	}
	var hits []talk
	for _, tk := range latest {
		lacking := slices.ContainsFunc(q.people(), func(any []wordRange) bool { return !has(tk.row.Contact, any) })
		if scope.Matches(tk.row) && !lacking {
			hits = append(hits, tk)
		}
	}
	slices.SortFunc(hits, later)
	for _, tk := range hits {
		wanted = append(wanted, string(tk.id))
	}
	return wanted
}

// difference gives the first place where two lists differ, or -1.
func difference(a, b []string) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}
