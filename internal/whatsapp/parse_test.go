package whatsapp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"relevo/internal/fault"
)

// inField parses one change of a field with this value.
func inField(t *testing.T, field, value string) []Item {
	t.Helper()
	d, err := Parse([]byte(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":%q,"value":%s}]}]}`, field, value)))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Changes) != 1 {
		t.Fatalf("got %d changes", len(d.Changes))
	}
	return d.Changes[0].Items
}

// message parses one inbound message from 1555 with these members.
func message(t *testing.T, members string) *InboundMessage {
	t.Helper()
	items := inField(t, "messages", `{"messages":[{"from":"1555","id":"wamid.1","timestamp":"1750030073",`+members+`}]}`)
	m, ok := items[0].(*InboundMessage)
	if len(items) != 1 || !ok {
		t.Fatalf("got %d items, first %T", len(items), items[0])
	}
	return m
}

func TestParseRefusesOnlyWhatIsNotJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{", `{"a":1}x`, "\xef\xbb\xbf{}", `{"a":01}`} {
		if _, err := Parse([]byte(body)); !fault.HasCode(err, fault.CodeInvalidJSON) {
			t.Errorf("Parse(%q) = %v", body, err)
		}
	}
	for body, items := range map[string]int{
		`{}`: 1, `[]`: 1, `null`: 1, `"x"`: 1, `12`: 1, `{"entry":null}`: 1, `{"entry":"x"}`: 1,
		`{"object":"whatsapp_business_account","entry":[]}`: 0,
		`{"entry":[1]}`:                                       1,
		`{"entry":[{"id":"1"}]}`:                              1,
		`{"entry":{"id":"1","changes":{"field":"x"}}}`:        1,
		`{"entry":[{"id":"1","changes":[1,"a",null,{},[]]}]}`: 5,
	} {
		d, err := Parse([]byte(body))
		got := 0
		for _, c := range d.Changes {
			got += len(c.Items)
		}
		if err != nil || got != items {
			t.Errorf("Parse(%s): %d items, want %d (%v)", body, got, items, err)
		}
	}
}

func TestOddMembersKeepTheirNeighbours(t *testing.T) {
	t.Parallel()
	good := `{"from":"1555","id":"wamid.good","timestamp":"1","type":"text","text":{"body":"hello"}}`
	for _, odd := range []string{
		`1`, `null`, `"x"`, `[]`, `{}`, `{"id":{}}`, `{"id":"wamid.1"}`, `{"id":null,"from":"1"}`, `{"from":["1"],"id":"w"}`,
		`{"from":"1555","id":"w","type":["text"],"text":[[[1]]]}`, `{"from":"1555","id":"w","timestamp":{},"type":"image","image":7}`,
		`{"from":"1555","id":"w","type":"location","location":{"latitude":"north"}}`,
		`{"from":"1555","id":"w","type":"order","order":{"product_items":[null,1,{"quantity":"x"}]}}`,
		`{"from":"1555","id":"w","errors":"x","context":[],"referral":4,"type":"edit","edit":{"message":{"type":"edit","edit":{"message":{}}}}}`,
	} {
		items := inField(t, "messages", `{"contacts":[3,{"profile":null}],"messages":[`+odd+`,`+good+`],"statuses":[`+odd+`,{"id":"wamid.s","status":"read"}]}`)
		var text, read bool
		for _, it := range items {
			switch x := it.(type) {
			case *InboundMessage:
				text = text || x.Text == "hello"
			case *Status:
				read = read || x.ID == "wamid.s"
			case *Unknown:
				if string(x.Raw) != odd || x.Reason == "" {
					t.Errorf("%s: raw %s, reason %q", odd, x.Raw, x.Reason)
				}
			}
		}
		if len(items) != 4 || !text || !read {
			t.Errorf("%s: %d items, text %v, status %v", odd, len(items), text, read)
		}
	}
}

func TestAnArrayThatIsNone(t *testing.T) {
	t.Parallel()
	items := inField(t, "messages", `{"messages":"x","statuses":{"id":"s","status":"sent"}}`)
	if len(items) != 2 {
		t.Fatalf("got %d items", len(items))
	}
	if u, ok := items[0].(*Unknown); !ok || u.Node != "messages" || string(u.Raw) != `"x"` {
		t.Errorf("got %+v", items[0])
	}
	if s, ok := items[1].(*Status); !ok || s.Rank != 1 {
		t.Errorf("got %+v", items[1])
	}
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	d, err := Parse([]byte(`{"entry":[{"id":"55","time":1751247548,"changes":[{"field":"messages","value":{"metadata":
		{"display_phone_number":"+250 788 123","phone_number_id":106},"statuses":[]}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	c := d.Changes[0]
	if c.WABA != "55" || c.PhoneNumberID != "106" || c.DisplayPhoneNumber != "+250 788 123" || c.Time.Unix() != 1751247548 {
		t.Errorf("got %+v", c)
	}
	if o, ok := c.Items[0].(*Other); !ok || o.Field != "messages" {
		t.Errorf("got %+v", c.Items[0])
	}
}

func TestInvalidUTF8AndNUL(t *testing.T) {
	t.Parallel()
	d, err := Parse([]byte("{\"entry\":[{\"changes\":[{\"value\":{\"messages\":[{\"from\":\"1\",\"id\":\"w\",\"type\":\"text\",\"text\":{\"body\":\"a\\u0000b\xff\"}}]}}]}]}"))
	if err != nil {
		t.Fatal(err)
	}
	m := d.Changes[0].Items[0].(*InboundMessage)
	if m.Text != "a\uFFFDb\uFFFD" || !json.Valid(m.Raw) || strings.ContainsRune(string(m.Raw), '\xff') {
		t.Errorf("got %q, raw %s", m.Text, m.Raw)
	}
}

func TestCardsOfContacts(t *testing.T) {
	t.Parallel()
	names := func(items []Item) string {
		var out []string
		for _, it := range items {
			if m := it.(*InboundMessage); m.ProfileName != nil {
				out = append(out, *m.ProfileName+"/"+m.From.WaID)
			} else {
				out = append(out, "-")
			}
		}
		return strings.Join(out, " ")
	}
	text := func(from string) string { return `{"id":"w` + from + `","type":"text","from":"` + from + `"}` }
	ada, bo := `{"wa_id":"111","profile":{"name":"Ada"}}`, `{"wa_id":"222","profile":{"name":"Bo"}}`
	for _, v := range []struct{ contacts, messages, want string }{
		{ada + "," + bo, text("222") + "," + text("111"), "Bo/222 Ada/111"},
		{ada, text("999"), "Ada/111"},
		{ada, text("999") + "," + text("999"), "Ada/111 Ada/111"},
		{ada, text("111") + "," + text("999"), "Ada/111 -"},
		{ada, text("888") + "," + text("999"), "- -"},
		{ada + "," + bo, text("999"), "-"},
		{`{"wa_id":"111","profile":{"name":""}}`, text("111"), "/111"},
		{`{"wa_id":"111","profile":{"name":5}}`, text("111"), "-"},
		{`{"wa_id":"111"}`, text("111"), "-"},
		{"", text("111"), "-"},
	} {
		got := names(inField(t, "messages", `{"contacts":[`+v.contacts+`],"messages":[`+v.messages+`]}`))
		if got != v.want {
			t.Errorf("contacts %s messages %s: %q, want %q", v.contacts, v.messages, got, v.want)
		}
	}
}

func TestTimestamps(t *testing.T) {
	t.Parallel()
	want := time.Unix(1750030073, 0).UTC()
	for s, ok := range map[string]bool{
		`"1750030073"`: true, `1750030073`: true, `1750030073000`: true, `"1750030073.7"`: true, `1.750030073e9`: true,
		`"x"`: false, `""`: false, `null`: false, `-5`: false, `"99999999999999999999"`: false, `"NaN"`: false, `"Inf"`: false, `{}`: false, `true`: false,
	} {
		items := inField(t, "messages", `{"statuses":[{"id":"w","status":"sent","timestamp":`+s+`}]}`)
		got := items[0].(*Status).Timestamp
		if ok != got.Equal(want) || (!ok && !got.IsZero()) {
			t.Errorf("timestamp %s: got %v", s, got)
		}
	}
}
