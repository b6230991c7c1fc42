package whatsapp

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func FuzzParse(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s.body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := Parse(body)
		if (err == nil) != json.Valid(body) {
			t.Fatalf("error %v, valid JSON %v", err, json.Valid(body))
		}
		for _, c := range d.Changes {
			if !json.Valid(c.Raw) || !utf8.Valid(c.Raw) || len(c.Items) == 0 {
				t.Fatalf("change with %d items, raw %q", len(c.Items), c.Raw)
			}
			for _, it := range c.Items {
				checkItem(t, it)
			}
		}
		if err == nil {
			checkNeighbour(t, body)
		}
	})
}

func checkItem(t *testing.T, it Item) {
	t.Helper()
	if u, ok := it.(*Unknown); ok && (u.Reason == "" || !json.Valid(u.Raw)) {
		t.Fatalf("unknown item without reason or raw: %+v", u)
	}
	m, ok := it.(*InboundMessage)
	if !ok {
		return
	}
	if m.ID == "" || m.From.IsZero() || !json.Valid(m.Raw) {
		t.Fatalf("message that cannot be stored: %s", summary(m))
	}
	line := m.Preview()
	if line == "" || utf8.RuneCountInString(line) > maxPreview || strings.ContainsFunc(line, unicode.IsControl) {
		t.Fatalf("preview %q", line)
	}
	if strings.ContainsRune(m.Content(), 0) {
		t.Fatalf("content holds U+0000: %q", m.Content())
	}
}

// checkNeighbour puts the body beside a good message: the good one must arrive.
func checkNeighbour(t *testing.T, body []byte) {
	t.Helper()
	if len(body) > 1<<12 {
		return
	}
	good := `{"from":"1","id":"wamid.good","type":"text","text":{"body":"hi"}}`
	d, err := Parse([]byte(`{"entry":[{"changes":[` + string(body) + `]},{"changes":[{"value":{"messages":[` + string(body) + `,` + good + `]}}]}]}`))
	if err != nil { // only the limit of nesting may be reached
		return
	}
	items := d.Changes[len(d.Changes)-1].Items
	for _, it := range items {
		if m, ok := it.(*InboundMessage); ok && m.ID == "wamid.good" && m.Text == "hi" {
			return
		}
	}
	t.Fatalf("the neighbour of %q is lost", body)
}

func FuzzVerifySignature(f *testing.F) {
	for _, s := range samples(f)[:20] {
		f.Add("secret", Sign("secret", s.body), s.body)
	}
	f.Add("", "sha256=", []byte{})
	f.Fuzz(func(t *testing.T, secret, header string, body []byte) {
		want := secret != "" && strings.EqualFold(header, Sign(secret, body)) && strings.HasPrefix(header, "sha256=")
		if got := VerifySignature(secret, header, body); got != want {
			t.Fatalf("got %v for %q", got, header)
		}
	})
}

func FuzzParseOutbound(f *testing.F) {
	for _, content := range acceptedContents {
		f.Add([]byte(outboundOf(content)))
	}
	for _, s := range samples(f)[:20] {
		f.Add(s.body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := ParseOutbound(body)
		if err != nil {
			var e *GraphError
			if !errors.As(err, &e) || e.HTTPStatus != 400 || !json.Valid(e.Body()) {
				t.Fatalf("not a Graph error: %v", err)
			}
			return
		}
		if string(o.Raw) != string(body) || (o.Read == nil && o.Preview() == "") {
			t.Fatalf("accepted body changed: %q", o.Raw)
		}
		marked := o.WithCallbackData("cb")
		if again, err := ParseOutbound(marked.Raw); o.Read == nil && (err != nil || again.CallbackData != "cb") {
			t.Fatalf("with callback data: %v, %q", err, marked.Raw)
		}
	})
}
