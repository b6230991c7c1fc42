package record_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/conversation"
	"relevo/internal/edge/record"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

var update = flag.Bool("update", false, "write the golden files anew")

var start = time.Date(2030, 1, 2, 3, 4, 5, 678e6, time.UTC)

var uuid = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

var numberIn = regexp.MustCompile(`"phone_number_id"\s*:\s*"[^"]*"`)

// Every kind of message that WhatsApp documents, as both families show it. The
// links are made plain so that the file stays the same.
func TestRecordsOfDocumentedWebhooks(t *testing.T) {
	t.Parallel()
	recordtest.Each(t, clock.NewManual(start), func(*recordtest.Shop) {}, func(t *testing.T, s *recordtest.Shop) {
		for i, body := range samples(t) {
			// The samples share ids: each gets a number of its own.
			id := fmt.Sprintf("%d", 100_000_000_000+i)
			s.Connect(t, id, "+1 555-078-3881", "")
			s.Deliver(t, numberIn.ReplaceAll(body, []byte(`"phone_number_id":"`+id+`"`)))
		}
		links := record.Links{Media: func(id ids.MediaID) string { return "https://inbox.test/media/" + string(id) }}
		actor := policy.Actor{Kind: policy.APIKey, ID: "key", Scope: policy.Project(s.Project)}
		var out strings.Builder
		for _, c := range allConversations(t, s, actor) {
			writeRecord(t, &out, record.Conversation(c))
			for _, m := range messagesOf(t, s, actor, c.ID) {
				writeRecord(t, &out, record.Message(m, links))
			}
		}
		checkGolden(t, "testdata/records.golden", out.String())
	})
}

func samples(t *testing.T) [][]byte {
	t.Helper()
	var list [][]byte
	for _, pattern := range []string{"messages__*.json", "smb_message_echoes__*.json"} {
		paths, err := filepath.Glob("../../whatsapp/testdata/webhooks/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			body, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, body)
		}
	}
	if len(list) < 50 {
		t.Fatalf("only %d samples", len(list))
	}
	return list
}

func allConversations(t *testing.T, s *recordtest.Shop, actor policy.Actor) []conversation.Conversation {
	t.Helper()
	page := recordtest.Do(t, s, actor, app.ListConversations, app.ListConversationsIn{Range: app.Range[conversation.Position]{Limit: 100}})
	if page.Older {
		t.Fatal("more conversations than one page")
	}
	// By number and person: those of equal age stand in the order of their ids.
	list := page.Items
	name := func(c conversation.Conversation) string {
		return fmt.Sprint(c.PhoneNumberID, value(c.WaID), value(c.UserID), c.GroupID)
	}
	for i := range list {
		for j := i; j > 0 && name(list[j]) < name(list[j-1]); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	return list
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func messagesOf(t *testing.T, s *recordtest.Shop, actor policy.Actor, id ids.ConversationID) []app.MessageView {
	t.Helper()
	return recordtest.Do(t, s, actor, app.ListMessages, app.ListMessagesIn{
		Filter: conversation.MessageFilter{ConversationID: id}, Range: app.Range[conversation.MessagePosition]{Limit: 100}}).Items
}

func writeRecord(t *testing.T, out *strings.Builder, r any) {
	t.Helper()
	text, err := rest.EncodeJSON(r)
	if err != nil {
		t.Fatal(err)
	}
	var readable bytes.Buffer
	if err := json.Indent(&readable, text, "", "  "); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	out.WriteString(uuid.ReplaceAllString(readable.String(), "UUID") + "\n")
}

func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		if i >= len(gotLines) || i >= len(wantLines) || gotLines[i] != wantLines[i] {
			t.Fatalf("%s differs from line %d on (write it anew with -update)\ngot  %s", path, i+1, strings.Join(gotLines[i:min(i+3, len(gotLines))], "\n"))
		}
	}
}
