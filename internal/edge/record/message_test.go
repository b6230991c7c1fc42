package record_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/conversation"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
	"relevo/internal/media"
)

var links = record.Links{Media: func(id ids.MediaID) string { return "https://inbox.test/media/" + string(id) }}

const ourID = "0190a000-0000-7000-8000-000000000001"

// sent is a message of the team before WhatsApp has answered.
func sent(node string) app.MessageView {
	digits, profile := "15550107701", "Ana"
	at := time.Unix(1_700_000_000, 0)
	return app.MessageView{Message: conversation.Message{
		ID: ourID, ContactID: "contact", ConversationID: "conversation", Direction: conversation.Outbound, Origin: conversation.CloudAPI,
		Type: "text", Node: json.RawMessage(node), Status: conversation.Queued, Errors: json.RawMessage("[]"), At: at, ProviderAt: at,
		CreatedAt: at, WaID: &digits, ProfileName: &profile, PhoneNumberID: "106", DisplayPhoneNumber: "+1 555-078-3881",
	}}
}

func TestMessageRecord(t *testing.T) {
	t.Parallel()
	instant := time.Date(2026, 5, 4, 3, 2, 1, 0, time.FixedZone("", 3600))
	for name, c := range map[string]struct {
		node   string
		change func(*app.MessageView)
		want   map[string]string // path: JSON; "" is absent
	}{
		"the frame of a send is no content": {
			node: `{"messaging_product":"whatsapp","recipient_type":"individual","to":"+1 (555) 010-7701","type":"text","text":{"body":"a"},"biz_opaque_callback_data":"x"}`,
			want: map[string]string{"id": `"` + ourID + `"`, "to": `"15550107701"`, "from": `"15550783881"`, "text": `{"body":"a"}`,
				"messaging_product": "", "recipient_type": "", "biz_opaque_callback_data": "", "timestamp": `"1700000000"`,
				"kapso.status": `"queued"`, "kapso.phone_number": `"+15550107701"`, "kapso.contact_name": `"Ana"`, "kapso.sent_by": ""},
		},
		"a wamid takes the place of our id": {
			node: `{}`, change: func(v *app.MessageView) { v.WAMID, v.Outcome = "wamid.A/B==", conversation.OutcomeAccepted },
			want: map[string]string{"id": `"wamid.A/B=="`, "kapso.id": `"` + ourID + `"`, "kapso.outcome": `"accepted"`},
		},
		"a user id stands where there is no number": {
			node: `{"recipient":"US.1","type":"text","text":{"body":"a"}}`, change: func(v *app.MessageView) { v.WaID = nil },
			want: map[string]string{"to": "", "recipient": "", "to_user_id": `"US.1"`, "kapso.phone_number": "null"},
		},
		"hostile members do not reach the top": {
			node: `{"type":"poll","id":"x","timestamp":1,"from":9,"data":{"a":1},"kapso":{"id":"y"},"poll":{"a":"<&>"},"poll":{"a":"b"}}`,
			change: func(v *app.MessageView) {
				v.Type, v.Direction, v.WAMID = "unknown", conversation.Inbound, "wamid.1"
			},
			want: map[string]string{"id": `"wamid.1"`, "type": `"unknown"`, "timestamp": `"1700000000"`, "from": `"15550107701"`, "data": "",
				"poll": `{"a":"b"}`, "kapso.id": `"` + ourID + `"`},
		},
		"the quoted message has one name": {
			node: `{"type":"text","text":{"body":"a"},"context":{"message_id":"wamid.Q"}}`,
			want: map[string]string{"context": `{"id":"wamid.Q","message_id":"wamid.Q"}`},
		},
		"what was revoked has no content": {
			node: `{}`, change: func(v *app.MessageView) { v.RevokedAt = &instant },
			want: map[string]string{"text": "", "kapso.content": "null", "kapso.revoked_at": `"2026-05-04T02:02:01.000Z"`, "kapso.message_type_data": ""},
		},
		"errors are explained": {
			node: `{"text":{"body":"a"}}`, change: func(v *app.MessageView) {
				v.Status, v.Errors = conversation.Failed, json.RawMessage(`[{"code":131047,"title":"Re-engagement message","error_data":{"details":"24 hours"},"fbtrace_id":"A1","href":"https://developers.facebook.com/x"}]`)
			},
			want: map[string]string{"kapso.errors.0.code": "131047", "kapso.errors.0.title": `"Re-engagement message"`, "kapso.errors.0.details": `"24 hours"`,
				"kapso.errors.0.fbtrace_id": `"A1"`, "kapso.errors.0.href": `"https://developers.facebook.com/x"`,
				"kapso.errors.0.category": `"reengagementWindow"`, "kapso.errors.0.scope": `"person"`, "kapso.errors.0.retry": `"no"`},
		},
		"what it said before an edit": {
			node: `{"text":{"body":"b"}}`, change: func(v *app.MessageView) {
				v.EditedAt, v.Edits = &instant, []conversation.EditOf{{Before: "a", At: instant}}
			},
			want: map[string]string{"kapso.edits": `[{"before":"a","at":"2026-05-04T02:02:01.000Z"}]`},
		},
		"a person of the team wrote it": {
			node: `{"text":{"body":"a"}}`, change: func(v *app.MessageView) { v.Actor, v.ClientID = "user:u1", "c1" },
			want: map[string]string{"kapso.sent_by": `{"id":"u1"}`, "kapso.client_id": `"c1"`},
		},
		"a file that is here": {
			node: `{"type":"document","document":{"id":"42","filename":"a.pdf"}}`, change: func(v *app.MessageView) {
				v.Type, v.Media = "document", &media.Media{ID: "m1", Status: media.Ready, ContentType: "application/pdf", Filename: "a.pdf", ByteSize: 3}
			},
			want: map[string]string{"kapso.has_media": "true", "kapso.media_url": `"https://inbox.test/media/m1"`,
				"kapso.media_data": `{"id":"m1","url":"https://inbox.test/media/m1","filename":"a.pdf","content_type":"application/pdf","byte_size":3,"status":"ready"}`},
		},
		"a file that could not be fetched": {
			node: `{"type":"image","image":{"id":"42"}}`, change: func(v *app.MessageView) {
				v.Type, v.Media = "image", &media.Media{ID: "m1", Status: media.Failed, ContentType: "image/png", Error: "gone"}
			},
			want: map[string]string{"kapso.media_url": "", "kapso.media_data.status": `"failed"`, "kapso.media_data.error": `"gone"`},
		},
		"a file that was sent by its address": {
			node: `{"type":"image","image":{"link":"https://files.test/a.png"}}`, change: func(v *app.MessageView) { v.Type = "image" },
			want: map[string]string{"kapso.has_media": "true", "kapso.media_url": `"https://files.test/a.png"`},
		},
		"reactions of both sides": {
			node: `{"text":{"body":"a"}}`, change: func(v *app.MessageView) {
				v.Reactions = []conversation.Reaction{{Sender: "contact", Emoji: "👍", Direction: conversation.Inbound},
					{Sender: "business", Emoji: "🎉", Direction: conversation.Outbound}}
			},
			want: map[string]string{"kapso.reactions": `[{"emoji":"👍","from":"15550107701","direction":"inbound"},{"emoji":"🎉","from":"15550783881","direction":"outbound"}]`},
		},
		"statuses are as they came": {
			node: `{"text":{"body":"a"}}`, change: func(v *app.MessageView) {
				v.Statuses = []conversation.Status{{Raw: json.RawMessage(`{"status":"sent","pricing":{"billable":true}}`)}}
			},
			want: map[string]string{"kapso.statuses": `[{"status":"sent","pricing":{"billable":true}}]`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := sent(c.node)
			if c.change != nil {
				c.change(&v)
			}
			text, err := rest.EncodeJSON(record.Message(v, links))
			if err != nil {
				t.Fatal(err)
			}
			for path, want := range c.want {
				if got := memberAt(t, text, path); got != want {
					t.Errorf("%s: got %s, want %s", path, got, want)
				}
			}
		})
	}
}

// memberAt gives the JSON at a path of names and indices; "" for nothing.
func memberAt(t *testing.T, text []byte, path string) string {
	t.Helper()
	here := json.RawMessage(text)
	for _, name := range strings.Split(path, ".") {
		var list []json.RawMessage
		if name == "0" && json.Unmarshal(here, &list) == nil && len(list) > 0 {
			here = list[0]
			continue
		}
		var object map[string]json.RawMessage
		if err := json.Unmarshal(here, &object); err != nil {
			return ""
		}
		here = object[name]
	}
	return string(here)
}

// Receivers check a signature over what JavaScript makes of the text again.
func TestMessageRecordIsPlainJSON(t *testing.T) {
	t.Parallel()
	v := sent(`{"type":"text","text":{"body":"a < b & c > d \u2028 \u00e9 \"q\" \\u0041"}}`)
	text, err := rest.EncodeJSON(record.Message(v, links))
	if err != nil {
		t.Fatal(err)
	}
	for _, wanted := range []string{`a < b & c > d`, "\u2028"} {
		if !strings.Contains(string(text), wanted) {
			t.Errorf("%q is not in %s", wanted, text)
		}
	}
	if !json.Valid(text) || strings.Contains(string(text), "\\u0026") {
		t.Errorf("escaped: %s", text)
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":                              "all",
		"id,text":                       "all",
		"kapso(default)":                "all",
		"kapso(*)":                      "all",
		"kapso()":                       "none",
		"id,kapso( )":                   "none",
		"kapso(content)":                `{"content":"a"}`,
		"kapso(direction, content,odd)": `{"direction":"outbound","content":"a"}`,
		"kapso(odd)":                    `{}`,
		"kapso(content":                 `{"content":"a"}`,
	} {
		text, err := rest.EncodeJSON(record.Message(sent(`{"text":{"body":"a"}}`), links).Select(record.ParseFields(query)))
		if err != nil {
			t.Fatal(err)
		}
		got := memberAt(t, text, "kapso")
		switch {
		case want == "all" && len(got) > 300, want == "none" && got == "", got == want:
		default:
			t.Errorf("%q: got %s, want %s", query, got, want)
		}
	}
}
