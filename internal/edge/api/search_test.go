package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"relevo/internal/app"
	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

const searchPath = "/platform/v1/whatsapp/search"

// found gives what a query finds: the names of people with an @, then the texts
// of messages.
func found(t *testing.T, s *recordtest.Shop, query string, headers ...string) string {
	t.Helper()
	r := ask(t, s, "GET", searchPath+"?limit=50&q="+url.QueryEscape(query), "", headers...)
	if r.Status != 200 {
		return fmt.Sprint(r.Status, " ", r.At("code"))
	}
	var out []string
	for _, hit := range r.Records() {
		if recordtest.At(hit, "type") == "message" {
			out = append(out, fmt.Sprint(recordtest.At(hit, "text", "text")))
			continue
		}
		out = append(out, "@"+fmt.Sprint(recordtest.At(hit, "name", "text")))
	}
	return strings.Join(out, " | ")
}

// from is a text of a person with a name.
func from(phone, name, wamid, text string, at int64) string {
	return fmt.Sprintf(`"contacts":[{"profile":{"name":%q},"wa_id":"%s"}],"messages":[{"from":"%s","id":"%s","timestamp":"%d","type":"text","text":{"body":%q}}]`,
		name, phone, phone, wamid, at, text)
}

func fill(t *testing.T, s *recordtest.Shop) {
	t.Helper()
	at := start.Unix() - 1000
	s.Receive(t,
		from("15550108093", "Legesse Bekele", "wamid.1", "Good morning", at),
		from("4915112345678", "Zofia Kamińska", "wamid.2", "The legs unscrew — for moving house", at+10),
		from("15550107701", "Lucía Ferreyra", "wamid.3", "¿Vienes? CANCIÓN 'quoted' OR \"not\"", at+20),
		from("818012345678", "田中 美咲", "wamid.4", "配送は土曜日の午前にできますか?", at+30),
		from("966501234567", "عمر حدّاد", "wamid.5", "هل الأريكةُ متوفرة باللون الأخضر؟", at+40),
		from("15550107701", "Lucía Ferreyra", "wamid.6", "a new leg, no charge", at+50))
}

// bury has a thousand later messages come in, so that the others are found by
// the index; of the project, or as many of a large one beside it.
func bury(t *testing.T, s *recordtest.Shop, ofProject bool) {
	t.Helper()
	err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		const numbers = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) `
		_, err := tx.Exec(numbers + `INSERT INTO messages (id, project_id, number_id, conversation_id, contact_id, direction, origin, type,
			node, text, status, status_rank, actor, arrival, at, provider_at, created_at)
			SELECT 'later' || i, project_id, number_id, conversation_id, contact_id, direction, origin, type,
			node, text, status, status_rank, actor, arrival, at, provider_at, created_at FROM n, messages WHERE wamid = 'wamid.1'`)
		if err != nil {
			return err
		}
		_, err = tx.Exec(numbers+`INSERT INTO search_messages (place, message_id, words)
			SELECT last.place - i, 'later' || i, CASE WHEN $1 = 1 THEN substr(last.words, 1, 33) ELSE 'pother' END || ' alater'
			FROM n, (SELECT place, words FROM search_messages ORDER BY place LIMIT 1) AS last`, map[bool]int{true: 1}[ofProject])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSearchFinds(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		settle := s.Follow(t)
		fill(t, s)
		settle()
		const legs = "The legs unscrew — for moving house"
		wanted := map[string]string{
			"leg": "@Legesse Bekele | a new leg, no charge | " + legs, "LEG ": "a new leg, no charge", "unscrew legs": legs, "legs mov": legs,
			"mov legs": "", "cancion": "¿Vienes? CANCIÓN 'quoted' OR \"not\"", "lucia": "@Lucía Ferreyra", "ferreyra luc": "@Lucía Ferreyra",
			"kaminska": "@Zofia Kamińska", "土曜": "配送は土曜日の午前にできますか?", "土曜日の午前": "配送は土曜日の午前にできますか?", "曜土": "", "か": "配送は土曜日の午前にできますか?",
			"田中": "@田中 美咲", "咲": "@田中 美咲", "حداد": "@عمر حدّاد", "الاريكة": "هل الأريكةُ متوفرة باللون الأخضر؟",
			"15550108093": "@Legesse Bekele", "+1 555 010 8093": "@Legesse Bekele", "0015550108093": "@Legesse Bekele", "8093": "@Legesse Bekele",
			"108-09": "@Legesse Bekele", "0151 1234": "@Zofia Kamińska", "+49 (0)151 12345678": "@Zofia Kamińska", "80": "",
			"1555": "@Lucía Ferreyra | @Legesse Bekele", "lucia 7701": "@Lucía Ferreyra", "lucia 8093": "", "nothing": "", "": "", "🙏": "",
		}
		checkFound(t, s, wanted)
		bury(t, s, false)
		checkFound(t, s, wanted)
	})
}

func checkFound(t *testing.T, s *recordtest.Shop, wanted map[string]string) {
	t.Helper()
	for query, want := range wanted {
		if got := found(t, s, query); got != want {
			t.Errorf("%q: got %q, want %q", query, got, want)
		}
	}
}

// Both names of a person, and two places of a number, begin alike.
func TestSearchGivesAPersonOnce(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		settle := s.Follow(t)
		s.Receive(t, from("4915112415127", "Ana Anatol", "wamid.1", "now", start.Unix()))
		settle()
		for _, query := range []string{"an", "ana", "1512", "151"} {
			if got := found(t, s, query); got != "@Ana Anatol" {
				t.Errorf("%q: got %q", query, got)
			}
		}
	})
}

// What has a meaning in the query language of either index has none here.
func TestSearchTakesHostileQueries(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		settle := s.Follow(t)
		fill(t, s)
		settle()
		const quoted = "¿Vienes? CANCIÓN 'quoted' OR \"not\""
		wanted := map[string]string{
			`"quoted`: quoted, `'quoted'`: quoted, `cancion OR legs`: "", `quoted AND or`: "", `quoted OR`: quoted, `NOT quoted`: quoted, `words:leg`: "", `leg*`: "a new leg, no charge",
			`NEAR(leg new, 2)`: "", `(((`: "", `^leg -new +no`: "a new leg, no charge", `leg & !new | no:*`: "a new leg, no charge", `a <-> leg`: "a new leg, no charge",
			`{words} : leg`: "", "leg\x00new": "a new leg, no charge", `\`: "", `%`: "", `_____`: "", `'; DROP TABLE messages; --`: "",
			"q\xff": "422 invalid_input", strings.Repeat("x", 257): "422 invalid_input", strings.Repeat("a b ", 60): "",
		}
		checkFound(t, s, wanted)
		bury(t, s, true)
		checkFound(t, s, wanted)
	})
}

func TestSearchFollowsTheRecords(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		settle := s.Follow(t)
		fill(t, s)
		settle()
		change := func(kind, target, more string) string {
			return fmt.Sprintf(`"messages":[{"from":"15550107701","id":"wamid.%s","timestamp":"%d","type":"%s","%s":{"original_message_id":"%s"%s}}]`,
				kind+target, start.Unix()-10, kind, kind, target, more)
		}
		s.Receive(t, change("edit", "wamid.3", `,"message":{"type":"text","text":{"body":"Does it come in oak?"}}`), change("revoke", "wamid.6", ""))
		id := onlyOf(t, s, contacts+"?wa_id=15550107701")
		ask(t, s, "PATCH", contacts+"/"+id, `{"contact":{"display_name":"Gallery Norte"}}`)
		s.Receive(t, from("15550108093", "Legesse B. Tadesse", "wamid.7", "now", start.Unix()-5))
		settle()
		for query, want := range map[string]string{
			"cancion": "", "oak": "Does it come in oak?", "new leg": "", "gallery": "@Gallery Norte", "lucia": "@Gallery Norte",
			"tadesse": "@Legesse B. Tadesse", "bekele": "",
		} {
			if got := found(t, s, query); got != want {
				t.Errorf("%q: got %q, want %q", query, got, want)
			}
		}
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM contacts WHERE id = $1`, id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, query := range []string{"oak", "gallery", "7701"} {
			if got := found(t, s, query); got != "" {
				t.Errorf("%q still finds %q of somebody who was erased", query, got)
			}
		}
		checkIndexIsEmptyOf(t, s, "oak")
	})
}

// checkIndexIsEmptyOf asks SQLite's index itself: its words are a copy.
func checkIndexIsEmptyOf(t *testing.T, s *recordtest.Shop, word string) {
	t.Helper()
	if s.App.DB.Dialect() != db.SQLite {
		return
	}
	var n int
	err := s.App.DB.Read(t.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(`SELECT count(*) FROM search_index WHERE search_index MATCH $1`, "a"+word).Scan(&n)
	})
	if err != nil || n > 0 {
		t.Errorf("the index still has %d rows with %q (%v)", n, word, err)
	}
}

func TestSearchStaysInItsProject(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		settle := s.Follow(t)
		fill(t, s)
		settle()
		other := recordtest.Do(t, s, recordtest.Operator, app.CreateProject, app.CreateProjectIn{Name: "Other"})
		key := recordtest.Do(t, s, recordtest.Operator, app.CreateKey, app.CreateKeyIn{Project: other.ID, Name: "program"}).Key
		for _, query := range []string{"leg", "8093", "lucia"} {
			if got := found(t, s, query, "X-API-Key", key); got != "" {
				t.Errorf("%q finds %q in another project", query, got)
			}
		}
		one := policy.Actor{Kind: policy.Embed, ID: "e", Scope: policy.Scope{Project: s.Project, Kind: policy.ScopeNumber, ID: "none"}}
		if page := recordtest.Do(t, s, one, app.Search, app.SearchIn{Text: "leg"}); len(page.Items) > 0 {
			t.Errorf("%d hits of another number", len(page.Items))
		}
	})
}

// Pages of every size hold each hit once, people before messages, and a page
// shows where the words are.
func TestSearchPages(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		settle := s.Follow(t)
		for i := range 30 {
			s.Receive(t, from(fmt.Sprintf("1555%07d", i%7), fmt.Sprintf("Oak %d", i%7), fmt.Sprintf("wamid.%d", i), fmt.Sprintf("oak %d", i), start.Unix()-int64(i/10)))
		}
		settle()
		for more, want := range map[string]int{"": 37, "&type=conversation": 7, "&type=message": 30} {
			var whole []string
			for _, size := range []int{100, 1, 6, 7, 8} {
				got := walkHits(t, s, "oak", more, size)
				if whole == nil {
					whole = got
				}
				if len(got) != want || len(slices.Compact(slices.Sorted(slices.Values(got)))) != want || !slices.Equal(got, whole) {
					t.Errorf("%q by %d: got %d hits %v, want %d", more, size, len(got), got, want)
				}
			}
		}
		r := ask(t, s, "GET", searchPath+"?q=oak&limit=1", "")
		r.Has(t, "Oak 6", "data", 0, "name", "text")
		r.Has(t, "[[0 3]]", "data", 0, "name", "highlights")
		r.Has(t, "[]", "data", 0, "phone_number", "highlights")
		r = ask(t, s, "GET", searchPath+"?q=000001&limit=1", "")
		r.Has(t, "[[6 6]]", "data", 0, "phone_number", "highlights")
		for path, want := range map[string]string{"?q=a&type=person": "422", "?q=a&limit=0": "422", "?q=a&after=x": "400"} {
			if r := ask(t, s, "GET", searchPath+path, ""); fmt.Sprint(r.Status) != want {
				t.Errorf("%s: got %d %s, want %s", path, r.Status, r.Text, want)
			}
		}
	})
}

func walkHits(t *testing.T, s *recordtest.Shop, query, more string, size int) (all []string) {
	t.Helper()
	cursor := ""
	for range 100 {
		r := ask(t, s, "GET", fmt.Sprintf("%s?q=%s%s&limit=%d%s", searchPath, query, more, size, cursor), "")
		for _, hit := range r.Records() {
			all = append(all, fmt.Sprint(recordtest.At(hit, "name", "text"), "/", recordtest.At(hit, "text", "text")))
		}
		next, going := r.At("paging", "cursors", "after").(string)
		if !going {
			return all
		}
		cursor = "&after=" + next
	}
	t.Fatalf("%s does not end", query)
	return nil
}

// What was there before the index is read in the end, and the log not twice.
func TestSearchReadsThePast(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		fill(t, s)
		for done := false; !done; {
			done = recordtest.Do(t, s, recordtest.Inside, app.IndexPast, struct{}{})
		}
		for range 2 {
			if got, want := found(t, s, "leg"), "@Legesse Bekele | a new leg, no charge | The legs unscrew — for moving house"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			s.Follow(t)()
		}
	})
}

// The names of those who have been quiet for long are put in the order of activity
// as others write, and by the reading of the past where the log tells of nobody.
func TestSearchSettlesNames(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		const many = 300 // more than are left out
		count := func() (n int) {
			if err := s.App.DB.Read(t.Context(), func(tx *db.Tx) error {
				return tx.QueryRow(`SELECT count(*) FROM search_names WHERE word = 'aoak'`).Scan(&n)
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		settle := s.Follow(t)
		for i := range many {
			s.Receive(t, from(fmt.Sprintf("1555%07d", i), "Oak", fmt.Sprintf("wamid.%d", i), "hi", start.Unix()-many+int64(i)))
		}
		settle()
		live := count()
		for done := false; !done; {
			done = recordtest.Do(t, s, recordtest.Inside, app.IndexPast, struct{}{})
		}
		if whole := count(); live == 0 || whole < live || whole != 50 {
			t.Errorf("of %d people, %d are settled while they write and %d in the end", many, live, whole)
		}
		if got := len(walkHits(t, s, "oak", "&type=conversation", 30)); got != many {
			t.Errorf("found %d of %d", got, many)
		}
	})
}

// Messages that are sent in one instant have one place in time; each is found,
// also when they reach the index in several batches.
func TestSearchFindsAllOfOneInstant(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		settle := s.Follow(t)
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		me := loggedIn(t, s, "me@shop.test")
		path := conversations + "/" + onlyConversation(t, s) + "/messages"
		for n := range 6 {
			body := fmt.Sprintf(`{"message":{"type":"text","text":{"body":"oak %d"}},"client_id":"c%d","seen_pos":1}`, n, n)
			if r := ask(t, s, "POST", path, body, me...); r.Status != 202 {
				t.Fatalf("send: %d %s", r.Status, r.Text)
			}
			if n%3 == 2 {
				settle()
			}
		}
		if got := strings.Count(found(t, s, "oak"), "oak"); got != 6 {
			t.Errorf("found %d of 6", got)
		}
	})
}

// Somebody to whom a program wrote first is found before they answer.
func TestSearchFindsWhomAProgramWroteTo(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		settle := s.Follow(t)
		out, err := whatsapp.ParseOutbound([]byte(`{"messaging_product":"whatsapp","to":"+1 555 010 4711","type":"text","text":{"body":"Your oak table is ready"}}`))
		if err != nil {
			t.Fatal(err)
		}
		program := policy.Actor{Kind: policy.APIKey, ID: "key", Scope: policy.Project(s.Project)}
		recordtest.Do(t, s, program, app.SendDirect, app.SendDirectIn{ID: ids.MessageID(ids.New()), PhoneNumberID: recordtest.PhoneNumberID, Outbound: out})
		settle()
		for query, want := range map[string]string{"104711": "@+15550104711", "oak": "Your oak table is ready"} {
			if got := found(t, s, query); got != want {
				t.Errorf("%q: got %q, want %q", query, got, want)
			}
		}
		ask(t, s, "GET", "/platform/v1/events?after=0", "").Has(t, "true", "data", 0, "data", "is_new_conversation")
	})
}
