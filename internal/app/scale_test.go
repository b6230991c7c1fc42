//go:build !race

// Not with the race detector, under which SQLite in Go takes most of a minute to fill the inbox.

package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/search"
)

// What a person waits for must not take longer because the inbox is bigger: a
// page of any list, any search, a jump into a thread. Each is asked for in a
// small inbox and in one of several times its size, and what the database does
// for it is counted: what reads all rows does so many times as much, what uses
// an index about the same. Time would depend on what else the machine does.
const (
	smallInbox = 2_200 // more than a page looks at where no index leads to it
	bigInbox   = 3 * smallInbox
	more       = 1.5   // times as much as in the small inbox
	few        = 5     // conversations that the narrowest filters pass, the oldest
	lately     = 1_000 // people wrote last and have none of the names of those before
)

func TestPagesCostAsMuchInABigInbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		s := &inbox{line: l, busy: person(t, d, "busy"), idle: person(t, d, "idle")}
		s.grow(smallInbox)
		small := s.efforts()
		s.grow(bigInbox)
		for what, took := range s.efforts() {
			if before := small[what]; took == 0 || float64(took) > more*float64(before) {
				t.Errorf("%s costs %d with %d conversations and %d with %d", what, before, smallInbox, took, s.size)
			}
		}
	})
}

// inbox is one that grows. busy is in charge of every fourth conversation, idle
// of the few oldest ones, which are the only ones unread, too, for a program and
// for busy.
type inbox struct {
	*line
	busy, idle ids.UserID
	size       int
}

func person(t *testing.T, d *db.DB, name string) ids.UserID {
	t.Helper()
	id := ids.New()
	must(t, d.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO users (id, email, name, password_hash, created_at, updated_at) VALUES ($1, $2, $2, '', 0, 0)`, id, name)
		return err
	}))
	return ids.UserID(id)
}

// grow adds people who have each written once.
func (s *inbox) grow(to int) {
	s.t.Helper()
	const batch = 500
	for from := s.size; from < to; from += batch {
		must(s.t, s.DB.Write(context.Background(), func(tx *db.Tx) error { return s.add(tx, from, min(from+batch, to), to-lately) }))
	}
	for done := false; !done; {
		must(s.t, s.DB.Write(context.Background(), func(tx *db.Tx) (err error) { done, err = search.SettleAll(tx, batch); return err }))
	}
	s.size = to
	must(s.t, s.DB.Write(context.Background(), func(tx *db.Tx) error {
		if s.DB.Dialect() == db.SQLite {
			return nil // has no statistics in life either
		}
		// As PostgreSQL does by itself after a while.
		if _, err := tx.Exec(`ANALYZE`); err != nil {
			return err
		}
		_, err := tx.Exec(`SELECT gin_clean_pending_list('search_index')`)
		return err
	}))
}

// add adds people, those before one of them with a name that the others lack.
func (s *inbox) add(tx *db.Tx, from, to, before int) error {
	var contacts, conversations, messages, words, read [][]any
	var texts []search.Message
	project := s.number.ProjectID
	for n := from; n < to; n++ {
		contact, talk, message := fmt.Sprintf("contact%d", n), fmt.Sprintf("talk%d", n), fmt.Sprintf("message%d", n)
		phone, at := fmt.Sprintf("4930%07d", n*7919%10_000_000), int64(1_790_000_000_000+n*60_000)
		status, assignee, seen := "ended", any(nil), 1
		switch {
		case n < few:
			status, assignee, seen = "active", s.idle, 0
		case n%4 == 0:
			assignee = s.busy
		case n%4 == 1:
			status = "active"
		}
		said := "an order of marble"
		if n < few {
			said = "an order of zirconium"
		}
		if s.DB.Dialect() == db.SQLite {
			said += strings.Repeat(" zebra", 200) // has as much of an index as a word of many messages
		}
		contacts = append(contacts, []any{contact, project, phone, "Ana Berg", at, at})
		conversations = append(conversations, []any{talk, project, s.number.ID, contact, status, 1, seen, at, at, at, assignee})
		if n >= few && s.DB.Dialect() == db.SQLite { // PostgreSQL would rather read all of a table as small as this
			read = append(read, []any{talk, s.busy, 1})
		}
		messages = append(messages, []any{message, project, s.number.ID, talk, contact, "wamid." + message, "inbound", "cloud_api", "text",
			fmt.Sprintf(`{"type":"text","text":{"body":%q}}`, said), said, "received", 0, "contact:" + contact, n, at, at, at})
		texts = append(texts, search.Message{Project: project, ID: ids.MessageID(message), At: time.UnixMilli(at), Arrival: int64(n) << 16, Text: said})
		for i := 0; i+3 <= len(phone); i++ {
			words = append(words, []any{contact, "p" + phone[i:], project})
		}
		name := "aana"
		if n < before {
			name = "azoe"
		}
		words = append(words, []any{contact, name, project}, []any{contact, "aberg", project})
	}
	for _, rows := range []struct {
		into string
		rows [][]any
	}{
		{"contacts (id, project_id, wa_id, profile_name, created_at, updated_at)", contacts},
		{"conversations (id, project_id, number_id, contact_id, status, inbound_count, inbound_at_outbound, last_active_at, created_at, updated_at, assigned_user_id)", conversations},
		{"messages (id, project_id, number_id, conversation_id, contact_id, wamid, direction, origin, type, node, text, status, status_rank, actor, arrival, at, provider_at, created_at)", messages},
		{"search_people (contact_id, word, project_id)", words},
		{"conversation_seen (conversation_id, user_id, seen_count)", read},
	} {
		if _, err := db.Insert(tx, rows.into, rows.rows, ""); err != nil {
			return fmt.Errorf("%s: %w", rows.into, err)
		}
	}
	if err := search.PutMessages(tx, texts); err != nil {
		return err
	}
	texts[len(texts)-1].Text += ", edited" // what SQLite's index erases for good, it reads differently from then on
	return search.PutMessages(tx, texts[len(texts)-1:])
}

// efforts gives what each page costs.
func (s *inbox) efforts() map[string]int64 {
	s.t.Helper()
	no, yes := false, true
	reader := policy.Actor{Kind: policy.User, ID: string(s.busy), Scope: s.key.Scope}
	cost := map[string]int64{}
	for what, filter := range map[string]conversation.Filter{
		"the list": {}, "open ones": {Status: "active"}, "closed ones": {Status: "ended"}, "of a number": {NumberID: s.number.ID},
		"of a person": {AssigneeID: s.busy}, "the few of a person": {AssigneeID: s.idle}, "the few open ones of a person": {AssigneeID: s.idle, Status: "active"},
		"unassigned and open": {Assigned: &no, Status: "active"}, "assigned to anybody": {Assigned: &yes}, "the few unread": {Unread: true},
		"open ones of a person who has none": {AssigneeID: s.busy, Status: "active"}, "the few unread and open": {Unread: true, Status: "active"},
		"the few unread of a person": {Unread: true, AssigneeID: s.idle}, "the unread of a person who has none": {Unread: true, AssigneeID: s.busy},
	} {
		cost["a list of "+what] = effort(s, app.ListConversations, app.ListConversationsIn{Filter: filter})
		if s.DB.Dialect() == db.SQLite { // where that person has seen most
			cost["a person's list of "+what] = effortOf(s, reader, app.ListConversations, app.ListConversationsIn{Filter: filter})
		}
	}
	for what, words := range map[string]string{
		"a part of many phone numbers": "930", "a phone number": "+49 30 0007919", "a name": "ana ", "a name's beginning": "an",
		"two names":              "ana ber",
		"a name that nobody has": "zzyzx", "a rare word": "zirconium ", "a common word": "order ", "a common word's beginning": "ord",
		"a common and a rare word": "order zirconium ", "a rare word and a common one's beginning": "zirconium ord", "a word that nobody wrote": "xylophone",
	} {
		cost["a search by "+what] = effort(s, app.Search, app.SearchIn{Text: words})
	}
	if s.DB.Dialect() == db.SQLite { // PostgreSQL rather reads all of a table as small as this
		cost["a search by a name that was common once"] = effort(s, app.Search, app.SearchIn{Text: "zoe "})
		cost["a search by the beginning of such a name"] = effort(s, app.Search, app.SearchIn{Text: "zo"})
		for what, words := range map[string]string{"a word": "zebra ", "a word's beginning": "zeb", "two words": "order zebra ", "a rare word and one": "zirconium zebra "} {
			cost["a search for one message by "+what+" with a big index"] = effort(s, app.Search, app.SearchIn{Text: words, Kind: app.HitMessage, Limit: 1})
		}
	}
	cost["a jump into a thread"] = effort(s, app.ListMessages,
		app.ListMessagesIn{Filter: conversation.MessageFilter{ConversationID: "talk1"}, Around: "wamid.message1"})
	return cost
}

// effort gives what the database does for a use case that a program asks for.
func effort[In, Out any](s *inbox, u app.UseCase[In, Out], in In) (cost int64) {
	s.t.Helper()
	return effortOf(s, s.key, u, in)
}

func effortOf[In, Out any](s *inbox, actor policy.Actor, u app.UseCase[In, Out], in In) (cost int64) {
	s.t.Helper()
	must(s.t, s.DB.Read(context.Background(), func(tx *db.Tx) error {
		before, err := tx.Effort()
		if err != nil {
			return err
		}
		if _, err := u.Run(&app.Call{Tx: tx, Actor: actor, App: s.App}, in); err != nil {
			return err
		}
		after, err := tx.Effort()
		cost = after - before
		return err
	}))
	return cost
}
