package work_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/blob"
	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/work"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
)

const (
	ben       = "15550107702"
	contacts  = "/platform/v1/whatsapp/contacts"
	word      = "zanzibar" // in everything that is the person's own
	otherWord = "timbuktu" // in what must stay
)

// traces gives where the database or the files hold one of the words.
func (l *line) traces(t *testing.T, files string, words ...string) (found []string) {
	t.Helper()
	err := l.App.DB.Read(t.Context(), func(tx *db.Tx) error {
		columns, err := db.All(tx, func(s db.Scanner) (place string, err error) { return place, s.Scan(&place) }, columnsOf[l.App.DB.Dialect()])
		if err != nil {
			return err
		}
		for _, place := range columns {
			parts := strings.Split(place, ".")
			table, text := parts[0], parts[1]
			for _, w := range words {
				var n int
				if err := tx.QueryRow(`SELECT count(*) FROM "`+table+`" WHERE `+text+` LIKE $1`, "%"+w+"%").Scan(&n); err != nil {
					return fmt.Errorf("%s: %w", place, err)
				}
				if n > 0 {
					found = append(found, fmt.Sprintf("%s holds %s %d times", place, w, n))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(files, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, w := range words {
			if strings.Contains(string(text), w) {
				found = append(found, "a file holds "+w)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// columnsOf lists every column of every table, as table.text-of-the-column.
var columnsOf = map[db.Dialect]string{
	db.SQLite: `SELECT t.name || '.CAST("' || c.name || '" AS TEXT)' FROM pragma_table_list t, pragma_table_info(t.name) c
		WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%' AND t.type <> 'virtual'`,
	db.Postgres: `SELECT table_name || CASE WHEN data_type = 'bytea' THEN '.encode("' || column_name || '", ''escape'')'
		ELSE '.CAST("' || column_name || '" AS TEXT)' END FROM information_schema.columns WHERE table_schema = 'public'`,
}

// story fills the product with two people: what is Ana's holds the word.
func (l *line) story(t *testing.T) (conversation, person string) {
	t.Helper()
	l.control(t, "POST", "/customers", `{"name":"Ana `+word+`","phone":"+`+ana+`"}`)
	say := func(phone, body string) { l.control(t, "POST", "/customers/"+phone+"/messages", body) }
	say(ana, `{"type":"text","text":"first `+word+`"}`)
	say(ana, `{"type":"image","caption":"a picture of `+word+`"}`)
	other := l.customer(t, ben)
	say(ben, `{"type":"text","text":"`+otherWord+`"}`)
	l.until(t, "two messages of Ana", func() bool {
		list := l.Call(t, "GET", threads+"?phone_number="+ana, "")
		conversation, person = fmt.Sprint(list.At("data", 0, "id")), fmt.Sprint(list.At("data", 0, "kapso", "contact_id"))
		return fmt.Sprint(list.At("data", 0, "kapso", "messages_count")) == "2"
	})
	l.until(t, "the picture", func() bool { return l.count(t, `SELECT count(*) FROM media WHERE status = 'ready'`) == 1 })
	id := l.write(t, conversation, text("an answer about "+word))
	l.untilStatus(t, id, "delivered")
	l.untilStatus(t, l.write(t, other, text("an answer about "+otherWord)), "delivered")
	first := l.Call(t, "GET", messages+"?conversation_id="+conversation, "")
	reaction := l.write(t, conversation, `{"type":"reaction","reaction":{"message_id":"`+fmt.Sprint(first.At("data", 2, "id"))+`","emoji":"👍"}}`)
	l.until(t, "WhatsApp's status of the reaction", func() bool { // after the erasure it would be news of the person
		statuses, _ := l.message(t, reaction).At("data", "kapso", "statuses").([]any)
		return len(statuses) == 1
	})
	l.Call(t, "POST", contacts+"/"+person+"/notes", `{"note":{"content":"note on `+word+`","name":"`+word+`"}}`)
	l.Call(t, "PATCH", contacts+"/"+person, `{"contact":{"display_name":"Ana of `+word+`","metadata":{"x":"`+word+`"}}}`)
	l.Call(t, "PATCH", threads+"/"+conversation, `{"metadata":{"`+word+`":1}}`)
	user := recordtest.Do(t, l.Shop, recordtest.Operator, app.CreateUser, app.CreateUserIn{Project: l.Project, Email: "a@b.test", Name: "A", Password: "long enough", Role: policy.RoleMember})
	member := policy.Actor{Kind: policy.User, ID: string(user.User.ID), Scope: policy.Project(l.Project), Role: policy.RoleMember}
	draft := app.DraftIn{ConversationID: conversation}
	draft.Text = "draft on " + word
	recordtest.Do(t, l.Shop, member, app.SaveDraft, draft)
	recordtest.Do(t, l.Shop, member, app.MarkRead, app.MarkReadIn{ConversationID: conversation})
	l.park(t)
	l.inGroup(t)
	l.giveUp(t, conversation)
	return conversation, person
}

// inGroup lets a message of the team to a group reach Ana and somebody else.
func (l *line) inGroup(t *testing.T) {
	t.Helper()
	l.Receive(t, `"messages":[{"from":"`+ben+`","id":"wamid.group","group_id":"group-1","timestamp":"1893553400","type":"text","text":{"body":"we all"}}]`)
	err := l.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(`UPDATE messages SET direction = 'outbound' WHERE wamid = 'wamid.group'`); err != nil {
			return err
		}
		for participant, raw := range map[string]string{ana: "x", "user-id": `{"recipient_participant_id":"` + ana + `"}`, ben: otherWord} {
			if _, err := tx.Exec(`INSERT INTO message_statuses (number_id, wamid, status, participant, at, callback, raw, received_at)
				VALUES ($1, 'wamid.group', 'delivered', $2, $3, '', $4, $3)`, l.Number.ID, participant, tx.NowMillis(), raw); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// giveUp leaves a dead letter that names one of Ana's messages.
func (l *line) giveUp(t *testing.T, conversation string) {
	t.Helper()
	err := l.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO dead_jobs (id, kind, key, args, attempt, max_attempts, last_error, enqueued_at, died_at)
			VALUES ('d', $1, $2, $3, 1, 1, '', 0, 0)`, app.JobReceipt, "receipt:"+conversation, `{"wamid":"wamid.`+ana+`"}`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// park stores a status that came before its message.
func (l *line) park(t *testing.T) {
	t.Helper()
	err := l.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO message_statuses (number_id, wamid, status, participant, at, callback, raw, received_at)
			VALUES ($1, 'wamid.never', 'sent', '', $2, '', $3, $2)`, l.Number.ID, tx.NowMillis(), `{"recipient_id":"`+ana+`"}`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (l *line) erase(t *testing.T, person string) {
	t.Helper()
	if r := l.Call(t, "DELETE", contacts+"/"+url.PathEscape(person), ""); r.Status != 204 {
		t.Fatalf("erase: %d %s", r.Status, r.Text)
	}
	if r := l.Call(t, "GET", contacts+"/"+url.PathEscape(person), ""); r.Status != 404 {
		t.Errorf("an erased contact: %d", r.Status)
	}
	l.until(t, "the contact is gone", func() bool { return l.count(t, `SELECT count(*) FROM contacts WHERE id = $1`, person) == 0 })
}

func TestErasureLeavesNoTrace(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, l *line) {
		files := t.TempDir()
		store, err := blob.OpenFolder(files, l.App.Clock)
		if err != nil {
			t.Fatal(err)
		}
		l.App.Blobs = store
		conversation, person := l.story(t)
		if before := l.traces(t, files, word, ana); len(before) < 10 {
			t.Fatalf("the story is too short: %v", before)
		}
		if n := blobs(t, files); n != 1 {
			t.Fatalf("%d files", n)
		}
		if r := l.Call(t, "GET", contacts+"/"+person+"/erasure", ""); r.Status != 404 {
			t.Errorf("an erasure that nobody asked for: %d %s", r.Status, r.Text)
		}
		l.erase(t, person)
		if left := l.traces(t, files, word, ana); len(left) > 0 {
			t.Errorf("left of the person:\n%s", strings.Join(left, "\n"))
		}
		if n := blobs(t, files); n != 0 {
			t.Errorf("%d files are left", n)
		}
		if r := l.Call(t, "GET", threads+"/"+conversation, ""); r.Status != 404 {
			t.Errorf("the conversation: %d", r.Status)
		}
		if n := l.count(t, `SELECT count(*) FROM message_statuses WHERE wamid = 'wamid.group'`); n != 1 {
			t.Errorf("%d statuses of the group's message, want the other person's", n)
		}
		if r := l.Call(t, "GET", contacts+"/"+person+"/erasure", ""); r.At("data", "finished") != true {
			t.Errorf("an erasure that has ended: %d %s", r.Status, r.Text)
		}
		if kept := l.traces(t, files, otherWord); len(kept) < 2 {
			t.Errorf("somebody else lost theirs: %v", kept)
		}
		if n := l.count(t, `SELECT count(*) FROM audit_log WHERE action = 'contact.erase' AND subject = $1`, "contact:"+person); n != 1 {
			t.Errorf("%d rows of the audit log", n)
		}
		if n := l.count(t, `SELECT count(*) FROM events WHERE type IN ('conversation.erased', 'contact.erased')`); n != 2 {
			t.Errorf("%d events tell of it", n)
		}
		l.control(t, "POST", "/customers/"+ana+"/messages", `{"type":"text","text":"anew"}`)
		l.until(t, "a contact of somebody new", func() bool {
			return len(l.Call(t, "GET", threads+"?phone_number="+ana, "").Records()) == 1
		})
	})
}

// blobs counts the stored files.
func blobs(t *testing.T, root string) (n int) {
	t.Helper()
	err := filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The process dies after the first transaction of the erasure, the next time
// after the second, and so on; every attempt goes on where the last one ended,
// and none removes many rows at once.
func TestErasureSurvivesCrashes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		person := h.longStory(t)
		for crashAfter := 1; ; crashAfter++ {
			ctx, crash := context.WithCancel(t.Context())
			left := crashAfter
			h.App.Observe = func(string, string, time.Duration) {
				if left--; left == 0 {
					crash()
				}
			}
			before := h.rowsOfPeople(t)
			err := h.erase(ctx, person)
			crash()
			h.App.Observe = nil
			if removed := before - h.rowsOfPeople(t); crashAfter == 2 && removed > most {
				t.Errorf("one transaction removed %d rows", removed)
			}
			if err == nil {
				break
			}
			if crashAfter > 200 {
				t.Fatalf("no end: %v", err)
			}
		}
		for _, table := range []string{"contacts", "conversations", "messages", "contact_notes", "contact_aliases"} {
			if n := h.countRows(t, table); n != 0 {
				t.Errorf("%d rows of %s are left", n, table)
			}
		}
	})
}

// longStory is a person with more messages and notes than one transaction takes.
func (h house) longStory(t *testing.T) ids.ContactID {
	t.Helper()
	for i := range 450 {
		h.Receive(t, fmt.Sprintf(`"messages":[{"from":"%s","id":"wamid.e%d","timestamp":"1893495600","type":"text","text":{"body":"hi"}}]`, ana, i))
	}
	program := policy.Actor{Kind: policy.APIKey, ID: "k", Scope: policy.Project(h.Project)}
	person := recordtest.Do(t, h.Shop, program, app.GetContact, ana)
	h.write(t, func(tx *db.Tx) error {
		return insertRows(tx, `INSERT INTO contact_notes (id, contact_id, name, content, created_at, updated_at)
			SELECT CAST(i AS TEXT), '`+string(person.ID)+`', '', 'x', at, at FROM n`, h.clk.Now(), 1, 2*most)
	})
	recordtest.Do(t, h.Shop, program, app.EraseContact, ana)
	if left := recordtest.Do(t, h.Shop, program, app.GetErasure, string(person.ID)); left.Messages != 450 || left.Finished {
		t.Errorf("left to erase: %+v", left)
	}
	return person.ID
}

// erase runs the job of an erasure.
func (h house) erase(ctx context.Context, person ids.ContactID) error {
	worker := &work.Worker{App: h.App}
	for _, kind := range worker.Kinds() {
		if kind.Name == app.JobErase {
			return kind.Handler(ctx, job.Job{Kind: kind.Name, Args: []byte(`{"contact_id":"` + string(person) + `"}`)})
		}
	}
	panic("no kind of job erases")
}

func (h house) rowsOfPeople(t *testing.T) int {
	t.Helper()
	return h.countRows(t, "messages") + h.countRows(t, "contact_notes") + h.countRows(t, "conversations")
}

func (h house) countRows(t *testing.T, table string) (n int) {
	t.Helper()
	err := h.App.DB.Read(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}
