package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/blob"
	"relevo/internal/channel"
	"relevo/internal/clock"
	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/seal"
	"relevo/internal/whatsapp"
)

// line is an application with one connected number, and the parts of the line
// that do no input or output.
type line struct {
	*app.App
	t      *testing.T
	number channel.Number
	key    policy.Actor
	seq    int64
	mu     sync.Mutex
}

var (
	inside   = policy.Actor{Kind: policy.System}
	operator = policy.Actor{Kind: policy.Operator}
)

func newLine(t *testing.T, d *db.DB) *line {
	t.Helper()
	keys, err := seal.Open(filepath.Join(t.TempDir(), "keyset.json"), true)
	must(t, err)
	files, err := blob.OpenFolder(t.TempDir(), clock.System{})
	must(t, err)
	a := &app.App{DB: d, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Seal: keys, Blobs: files,
		PublicURL: func() string { return "http://inbox.test" }}
	l := &line{App: a, t: t}
	p := do(l, operator, app.CreateProject, app.CreateProjectIn{Name: "Shop"})
	m := do(l, operator, app.AddMetaApp, app.AddMetaAppIn{ProjectID: p.ID, Name: "Meta", AppSecret: "secret", VerifyToken: "verify"})
	l.number = do(l, operator, app.AddNumber, app.AddNumberIn{ProjectID: p.ID, MetaAppID: m.ID, PhoneNumberID: "106540352242922",
		BusinessAccountID: "102290129340398", DisplayPhoneNumber: "+15550100100", AccessToken: "token"})
	l.key = policy.Actor{Kind: policy.APIKey, ID: ids.New(), Scope: policy.Project(p.ID)}
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func do[In, Out any](l *line, actor policy.Actor, u app.UseCase[In, Out], in In) Out {
	l.t.Helper()
	out, err := app.Do(context.Background(), l.App, actor, u, in)
	must(l.t, err)
	return out
}

// deliver ingests one webhook body as the job does.
func (l *line) deliver(value string) error {
	in, err := l.part(value)
	if err != nil {
		return err
	}
	_, err = app.Do(context.Background(), l.App, inside, app.Ingest, in)
	return err
}

// part is one webhook body, to be ingested.
func (l *line) part(value string) (in app.IngestIn, err error) {
	l.mu.Lock()
	l.seq++
	seq := l.seq
	l.mu.Unlock()
	body := `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":` +
		`{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100100","phone_number_id":"106540352242922"},` + value + `}}]}]}`
	parsed, err := whatsapp.Parse([]byte(body))
	in = app.IngestIn{MetaAppID: l.number.MetaAppID, Seq: seq, ReceivedAt: l.Clock.Now()}
	for _, c := range parsed.Changes {
		for i, item := range c.Items {
			in.Items = append(in.Items, app.IngestItem{WABA: c.WABA, PhoneNumberID: c.PhoneNumberID, Index: i, Item: item})
		}
	}
	return in, err
}

func (l *line) gets(values ...string) {
	l.t.Helper()
	for _, v := range values {
		must(l.t, l.deliver(v))
	}
}

func text(from, wamid, body string, at int64) string {
	return fmt.Sprintf(`"contacts":[{"profile":{"name":"P %s"},"wa_id":"%s"}],"messages":[{"from":"%s","id":"%s","timestamp":"%d","type":"text","text":{"body":"%s"}}]`,
		from, from, from, wamid, at, body)
}

func status(wamid, word string, at int64, more string) string {
	return fmt.Sprintf(`"statuses":[{"id":"%s","status":"%s","timestamp":"%d","recipient_id":"15550107701"%s}]`, wamid, word, at, more)
}

func (l *line) conversations() []conversation.Conversation {
	l.t.Helper()
	return do(l, l.key, app.ListConversations, app.ListConversationsIn{Range: app.Range[conversation.Position]{Limit: 100}}).Items
}

func (l *line) messages(id ids.ConversationID) []app.MessageView {
	l.t.Helper()
	return do(l, l.key, app.ListMessages, app.ListMessagesIn{Filter: conversation.MessageFilter{ConversationID: id},
		Range: app.Range[conversation.MessagePosition]{Limit: 100}}).Items
}

// Each of 500 first messages is delivered four times at once: WhatsApp delivers
// at least once, and to every subscribed app.
func TestConcurrentRepeatsOfNewPeopleAreOneEach(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const people, copies = 500, 4
		l := newLine(t, d)
		now := time.Now().Unix()
		var wg sync.WaitGroup
		errs := make(chan error, people*copies)
		gate := make(chan struct{}, 64)
		for i := range people * copies {
			wg.Add(1)
			gate <- struct{}{}
			go func() {
				defer wg.Done()
				defer func() { <-gate }()
				n := i / copies
				errs <- l.deliver(text(fmt.Sprintf("1555%07d", n), fmt.Sprintf("wamid.%d", n), "hello", now))
			}()
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			must(t, err)
		}
		for _, table := range []string{"messages", "contacts", "conversations"} {
			var n int
			must(t, d.Read(context.Background(), func(tx *db.Tx) error { return tx.QueryRow("SELECT count(*) FROM " + table).Scan(&n) }))
			if n != people {
				t.Errorf("%d %s, want %d", n, table, people)
			}
		}
		for _, c := range l.conversations() {
			if c.MessagesCount != 1 || c.InboundCount != 1 || c.Unread != 1 {
				t.Fatalf("conversation counts %d messages, %d inbound, %d unread, want 1 each", c.MessagesCount, c.InboundCount, c.Unread)
			}
		}
	})
}

func TestThreadOrderIsFixedByTimeThenReceipt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		at := time.Now().Unix() - 100
		l.gets(text("15550107701", "wamid.b", "second", at), text("15550107701", "wamid.c", "third", at), text("15550107701", "wamid.a", "first", at-10))
		list := l.conversations()
		if len(list) != 1 || list[0].Last.Text != "third" || list[0].MessagesCount != 3 {
			t.Fatalf("list row shows %+v", list[0].Last)
		}
		var got []string
		for _, m := range l.messages(list[0].ID) {
			got = append(got, m.Text)
		}
		if s := strings.Join(got, " "); s != "third second first" {
			t.Errorf("thread is %q, newest first", s)
		}
	})
}

func TestStatusesClimbWhateverTheirOrder(t *testing.T) {
	t.Parallel()
	failed := `,"errors":[{"code":131047,"title":"Re-engagement message","error_data":{"details":"more than 24 hours"}}]`
	cases := []struct {
		name, want string
		words      []string
		errors     bool
	}{
		{"in order", "read", []string{"sent", "delivered", "read"}, false},
		{"backwards", "read", []string{"read", "delivered", "sent"}, false},
		{"late sent does not undo failed", "failed", []string{"failed", "sent"}, true},
		{"delivered replaces failed", "delivered", []string{"failed", "delivered"}, true},
		{"failed does not replace read, but is noted", "read", []string{"read", "failed"}, true},
		{"played", "played", []string{"played", "read"}, false},
		{"unknown words change nothing", "sent", []string{"sent", "warning"}, false},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		for n, c := range cases {
			wamid := ids.WAMID(fmt.Sprintf("wamid.out%d", n))
			m := l.sent(t, fmt.Sprintf("+1555010%04d", n))
			for i, word := range c.words {
				more := ""
				if word == "failed" {
					more = failed
				}
				if i == 1 { // the first status comes before the send has answered
					l.accept(m, wamid)
				}
				l.gets(status(string(wamid), word, 1795274586+int64(i), more), status(string(wamid), word, 1795274586+int64(i), more))
			}
			v := do(l, l.key, app.GetMessage, string(m))
			if v.Status != c.want || (string(v.Errors) != "[]") != c.errors || len(v.Statuses) != len(c.words) {
				t.Errorf("%s: status %s, errors %s, %d events; want %s, errors %v, %d events", c.name, v.Status, v.Errors, len(v.Statuses), c.want, c.errors, len(c.words))
			}
		}
	})
}

// sent queues a message as a program does, and begins its one attempt.
func (l *line) sent(t *testing.T, to string) ids.MessageID {
	t.Helper()
	out, err := whatsapp.ParseOutbound([]byte(`{"messaging_product":"whatsapp","to":"` + to + `","type":"text","text":{"body":"hi"}}`))
	must(t, err)
	id := do(l, l.key, app.SendDirect, app.SendDirectIn{ID: ids.MessageID(ids.New()), PhoneNumberID: "106540352242922", Outbound: out})
	plan := do(l, inside, app.BeginSend, id)
	for plan.Wait > 0 {
		plan = do(l, inside, app.BeginSend, id)
	}
	if !plan.Go {
		t.Fatalf("the send did not begin: %+v", plan)
	}
	return id
}

// accept records the answer of WhatsApp as the job does, but for the job.
func (l *line) accept(m ids.MessageID, wamid ids.WAMID) {
	l.t.Helper()
	do(l, inside, app.RecordSendResult, app.SendResult{MessageID: m, WAMID: wamid, ByTheQueue: true})
}

func TestAnAttemptThatBeganIsNeverRepeated(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		m := l.sent(t, "+15550107701")
		if plan := do(l, inside, app.BeginSend, m); plan.Go || plan.Wait > 0 {
			t.Fatalf("a second attempt would leave: %+v", plan)
		}
		l.gets(status("wamid.x", "delivered", 1795274586, `,"biz_opaque_callback_data":"`+string(m)+`"`))
		v := do(l, l.key, app.GetMessage, "wamid.x")
		if v.ID != m || v.Status != "delivered" || v.Outcome != conversation.OutcomeAccepted {
			t.Errorf("the status told the wamid of %s: status %s, outcome %s", v.ID, v.Status, v.Outcome)
		}
		silent := l.sent(t, "+15550107702")
		do(l, inside, app.ConcludeSend, silent)
		if v := do(l, l.key, app.GetMessage, string(silent)); v.Outcome != conversation.OutcomeUnknown {
			t.Errorf("outcome %q without any sign, want unknown", v.Outcome)
		}
	})
}

func TestEditRevokeReactionInAnyOrder(t *testing.T) {
	t.Parallel()
	edit := `"messages":[{"from":"15550107701","id":"wamid.e","timestamp":"1795274590","type":"edit","edit":{"original_message_id":"wamid.1","message":{"context":{"id":"M0"},"type":"text","text":{"body":"better"}}}}]`
	revoke := `"messages":[{"from":"15550107701","id":"wamid.r","timestamp":"1795274595","type":"revoke","revoke":{"original_message_id":"wamid.1"}}]`
	react := func(id, emoji string, at int) string {
		return fmt.Sprintf(`"messages":[{"from":"15550107701","id":"%s","timestamp":"%d","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"%s"}}]`, id, at, emoji)
	}
	first := text("15550107701", "wamid.1", "good", 1795274586)
	cases := []struct {
		name      string
		bodies    []string
		text      string
		edited    bool
		revoked   bool
		reactions int
	}{
		{"edit after", []string{first, edit}, "better", true, false, 0},
		{"edit before", []string{edit, first}, "better", true, false, 0},
		{"revoke before edit", []string{first, revoke, edit}, "", false, true, 0},
		{"revoke and edit before", []string{revoke, edit, first}, "", false, true, 0},
		{"reaction before", []string{react("wamid.k", "👍", 1795274588), first}, "good", false, false, 1},
		{"reaction removed, removal first", []string{first, react("wamid.l", "", 1795274589), react("wamid.k", "👍", 1795274588)}, "good", false, false, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				l := newLine(t, d)
				l.gets(c.bodies...)
				l.gets(c.bodies...)
				m := do(l, l.key, app.GetMessage, "wamid.1")
				if m.Text != c.text || (m.EditedAt != nil) != c.edited || (m.RevokedAt != nil) != c.revoked || len(m.Reactions) != c.reactions {
					t.Errorf("text %q edited %v revoked %v reactions %v", m.Text, m.EditedAt, m.RevokedAt, m.Reactions)
				}
				if said := c.edited && !c.revoked; said != (len(m.Edits) == 1 && m.Edits[0].Before == "good") || !said && len(m.Edits) > 0 {
					t.Errorf("what it said before: %+v", m.Edits)
				}
				if c.revoked && strings.Contains(string(m.Node), "good") {
					t.Errorf("what was revoked is still there: %s", m.Node)
				}
			})
		})
	}
}

// An edit changes what is said, not what it answers.
func TestEditKeepsItsContext(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		for id, context := range map[string]string{"wamid.1": "", "wamid.2": `"context":{"from":"15550100007","id":"wamid.0"},`} {
			l.gets(fmt.Sprintf(`"messages":[{"from":"15550107701","id":%q,"timestamp":"1795274586",%s"type":"text","text":{"body":"good"}}]`, id, context))
			for n := range 2 {
				l.gets(fmt.Sprintf(`"messages":[{"from":"15550107701","id":"%s.%d","timestamp":"%d","type":"edit","edit":{"original_message_id":%[1]q,"message":{"context":{"id":"M0"},"type":"text","text":{"body":"better"}}}}]`, id, n, 1795274590+n))
			}
			m := do(l, l.key, app.GetMessage, id)
			if node := string(m.Node); m.Text != "better" || strings.Contains(node, "M0") || strings.Contains(node, "wamid.0") != (context != "") {
				t.Errorf("%s: %s", id, node)
			}
		}
	})
}

func TestAPersonWhoMovesStaysOneContact(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		l.gets(text("15550107701", "wamid.1", "old phone", 1795274586),
			`"messages":[{"from":"15550107701","id":"wamid.s","timestamp":"1795274587","type":"system","system":{"type":"user_changed_number","body":"moved","wa_id":"15550107799"}}]`,
			text("15550107799", "wamid.2", "new phone", 1795274588))
		list := l.conversations()
		if len(list) != 1 || *list[0].WaID != "15550107799" || list[0].MessagesCount != 3 {
			t.Errorf("%d conversations; the first has %d messages", len(list), list[0].MessagesCount)
		}
	})
}

// What the deliveries of one transaction tell about a person counts one after
// the other, whatever was read of them before.
func TestDeliveriesTogetherTellOneAfterTheOther(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		named := func(name, wamid string) string {
			return strings.Replace(text("15550107701", wamid, "hello", 1795274586), "P 15550107701", name, 1)
		}
		l.gets(named("Ana", "wamid.1"))
		in, err := l.part(named("Zoe", "wamid.2"))
		must(t, err)
		for _, value := range []string{
			named("Ana", "wamid.3"), named("Ana", "wamid.4"), text("15550107702", "wamid.5", "new", 1795274586), text("15550107702", "wamid.6", "again", 1795274586),
			`"messages":[{"from":"15550107702","id":"wamid.s","timestamp":"1795274587","type":"system","system":{"type":"user_changed_number","body":"moved","wa_id":"15550107799"}}]`,
			text("15550107799", "wamid.7", "from there", 1795274588), text("15550107702", "wamid.8", "from here", 1795274588),
		} {
			part, err := l.part(value)
			must(t, err)
			in.With = append(in.With, part)
		}
		do(l, inside, app.Ingest, in)
		got := map[string]int64{}
		for _, c := range l.conversations() {
			got[*c.ProfileName] = c.MessagesCount
		}
		if want := map[string]int64{"Ana": 4, "P 15550107799": 5}; !maps.Equal(got, want) {
			t.Errorf("conversations %v, want %v", got, want)
		}
	})
}

func TestUnconfiguredNumbersAreCounted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLine(t, d)
		parsed, err := whatsapp.Parse([]byte(`{"entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"999"},` +
			text("15550107701", "wamid.1", "lost?", 1795274586) + `}}]}]}`))
		must(t, err)
		for range 2 {
			do(l, inside, app.Ingest, app.IngestIn{MetaAppID: l.number.MetaAppID, Seq: 1,
				Items: []app.IngestItem{{PhoneNumberID: "999", Item: parsed.Changes[0].Items[0]}}})
		}
		admin := policy.Actor{Kind: policy.User, ID: ids.New(), Role: policy.RoleOwner, Scope: l.key.Scope}
		list := do(l, admin, app.ListUnconfigured, struct{}{})
		if len(list) != 1 || list[0].Changes != 2 {
			t.Errorf("unconfigured numbers %+v, want one with 2 changes", list)
		}
	})
}
