package whatsapp

import (
	"strings"
	"testing"
)

func TestBodiesThatDifferFromTheReference(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		members string
		check   func(*InboundMessage) bool
	}{
		{`"type":"voice","voice":{"id":"7","mime_type":"audio/ogg"}`, func(m *InboundMessage) bool { return m.Type == "audio" && m.Media.Voice && m.Declared == "voice" }},
		{`"text":{"body":"no type"}`, func(m *InboundMessage) bool { return m.Type == "text" && m.Text == "no type" }},
		{`"type":"hologram","hologram":{}`, func(m *InboundMessage) bool { return m.Type == TypeUnknown && m.Declared == "hologram" }},
		{`"type":"image"`, func(m *InboundMessage) bool { return m.Type == "image" && m.Media == nil }},
		{`"type":"image","errors":[{"code":131052,"title":"t"}]`, func(m *InboundMessage) bool { return m.Preview() == "File could not be received" }},
		{`"type":"interactive"`, func(m *InboundMessage) bool { return m.Interactive == nil && m.Preview() == "Interactive message" }},
		{`"type":"reaction","reaction":{"message_id":"w","emoji":""}`, func(m *InboundMessage) bool { return m.Reaction.Removed }},
		{`"type":"reaction","reaction":{"message_id":"w"}`, func(m *InboundMessage) bool { return m.Reaction.Removed && !m.IsBubble() && m.OpensWindow() }},
		{`"type":"button","button":{"payload":"p","text":"Yes"}`, func(m *InboundMessage) bool { return m.Context == nil && m.Button.Text == "Yes" }},
		{`"type":"unsupported"`, func(m *InboundMessage) bool { return m.Unsupported == "" && m.OpensWindow() }},
		{`"type":"unsupported","unsupported":{"type":"poll_creation"}`, func(m *InboundMessage) bool { return m.Preview() == "Unsupported message (poll creation)" }},
		{`"type":"unknown","errors":[{"code":"131051","details":"flat"}]`, func(m *InboundMessage) bool { return m.Errors[0].Code == 131051 && m.Errors[0].Details == "flat" }},
		{`"type":"order","order":{"product_items":[{"quantity":"3","item_price":"9.5","currency":"EUR"}]}`, func(m *InboundMessage) bool { return m.Order.Items[0].Quantity == 3 && m.Order.Items[0].Price == 9.5 }},
		{`"type":"contacts","origin":"contact_request","contacts":[{"phones":[{"phone":"+1 555"}]}]`, func(m *InboundMessage) bool { return m.Contacts[0].Origin == "contact_request" }},
		{`"type":"contacts","contacts":[{"origin":"other","name":{"formatted_name":"Bo"}}]`, func(m *InboundMessage) bool { return m.Contacts[0].Origin == "other" && m.Preview() == "Contact: Bo" }},
		{`"type":"system","system":{"type":"user_changed_number","new_wa_id":"1666"}`, func(m *InboundMessage) bool { return m.System.New.Phone == "1666" && !m.OpensWindow() }},
		{`"type":"system","system":{"type":"user_changed_user_id","user_id":"US.2","previous_user_id":"US.1"}`, func(m *InboundMessage) bool {
			return m.System.New.UserID == "US.2" && m.System.PreviousUserID == "US.1"
		}},
		{`"type":"text","text":{"body":"x"},"context":{"forwarded":true,"from":"1","id":"w0"}`, func(m *InboundMessage) bool { return m.Context.Forwarded && m.Context.ID == "w0" }},
		{`"type":"text","text":{"body":"x"},"group_id":"120363"`, func(m *InboundMessage) bool { return m.GroupID == "120363" && m.From.Phone == "1555" }},
		{`"type":"edit","edit":{"original_message_id":"w0","message":{"type":"edit","edit":{"message":{"type":"text"}}}}`, func(m *InboundMessage) bool {
			return m.Edit.Original == "w0" && m.Edit.Message.Edit.Message == nil && !m.OpensWindow()
		}},
		{`"type":"text","Type":"image","TEXT":{"body":"no"},"text":{"Body":"no"}`, func(m *InboundMessage) bool { return m.Type == "text" && m.Text == "" }},
		{`"type":"image","type":"text","text":{"body":"a"},"text":{"body":"last"}`, func(m *InboundMessage) bool { return m.Text == "last" }},
		{`"\u0074ype":"text","text":{"body":"` + strings.Repeat("x", 9000) + `"}`, func(m *InboundMessage) bool { return len(m.Text) == 9000 }},
	} {
		if m := message(t, v.members); !v.check(m) {
			t.Errorf("%.90s: got %s", v.members, summary(m))
		}
	}
}

func TestFormAnswers(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][2]string{
		`"{\"a\":1}"`: {`{"a":1}`, `{"a":1}`},
		`"[1]"`:       {`[1]`, `[1]`},
		`"oops {"`:    {``, `oops {`},
		`""`:          {``, ``},
		`{"a":1}`:     {`{"a":1}`, `{"a":1}`},
		`null`:        {``, ``},
	} {
		m := message(t, `"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","response_json":`+in+`}}`)
		if got := [2]string{string(m.Interactive.Response), m.Interactive.ResponseRaw}; got != want {
			t.Errorf("%s: got %q", in, got)
		}
	}
}

func TestPreviewIsOnePlainLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"  hello \n\n world\t": "hello world",
		"a\u202eb\u2066c\x07d": "abcd",
		"\u0000":               "\uFFFD",
		" \n ":                 "Empty message",
		"":                     "Empty message",
		"👩‍👩‍👧 ok":             "👩‍👩‍👧 ok",
	} {
		if got := (&Body{Type: "text", Text: strings.ReplaceAll(text, "\x00", "\uFFFD")}).Preview(); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
	long := (&Body{Type: "text", Text: strings.Repeat("é", 500)}).Preview()
	if n := len([]rune(long)); n != maxPreview || !strings.HasSuffix(long, "…") {
		t.Errorf("got %d code points ending %q", n, long[len(long)-3:])
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	for want, b := range map[string]Body{
		"two\nlines":              {Type: "text", Text: "two\nlines"},
		"a caption":               {Type: "image", Media: &Media{Caption: "a caption"}},
		"Image attached":          {Type: "image", Media: &Media{}},
		"Document attached (a.b)": {Type: "document", Media: &Media{Filename: "a.b"}},
		"👍":                       {Type: "reaction", Reaction: &Reaction{Emoji: "👍"}},
		"new":                     {Type: "edit", Edit: &Edit{Message: &Body{Type: "text", Text: "new"}}},
		"Template: hello":         {Type: "template", Template: &TemplateRef{Name: "hello"}},
		"Pick one":                {Type: "interactive", Interactive: &Interactive{Kind: "list", Text: "Pick one"}},
	} {
		if got := b.Content(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestParseBody(t *testing.T) {
	t.Parallel()
	if b := ParseBody([]byte(`{"type":"text","text":{"body":"x"}}`)); b.Text != "x" {
		t.Errorf("got %+v", b)
	}
	if b := ParseBody([]byte(`{`)); b.Type != TypeUnknown {
		t.Errorf("got %+v", b)
	}
}
