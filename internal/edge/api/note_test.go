package api_test

import (
	"fmt"
	"strings"
	"testing"

	"relevo/internal/app"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/fault"
	"relevo/internal/policy"
)

func TestNotesOfAContact(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		me := loggedIn(t, s, "me@shop.test")
		path := contacts + "/" + ana + "/notes"
		first := ask(t, s, "POST", path, `{"note":{"name":"Bell","content":"Ring <twice>.","metadata":{"a":1}}}`, me...)
		first.Has(t, "Ring <twice>.", "data", "content")
		first.Has(t, "map[a:1]", "data", "metadata")
		if first.Status != 201 || first.At("data", "created_by_user_id") == nil {
			t.Fatalf("%d %s", first.Status, first.Text)
		}
		byKey := ask(t, s, "POST", path, `{"note":{"content":"by a program"}}`)
		byKey.Has(t, "<nil>", "data", "created_by_user_id")
		byKey.Has(t, "", "data", "name")
		one := path + "/" + fmt.Sprint(first.At("data", "id"))
		changed := ask(t, s, "PATCH", one, `{"note":{"content":"Ring once."}}`, me...)
		changed.Has(t, "Ring once.", "data", "content")
		changed.Has(t, "Bell", "data", "name")
		ask(t, s, "GET", one, "").Has(t, "Ring once.", "data", "content")
		for i := range 5 {
			ask(t, s, "POST", path, fmt.Sprintf(`{"note":{"content":"n%d"}}`, i))
		}
		if all := s.Walk(t, path, 2); len(all) != 7 || all[len(all)-1] == all[0] {
			t.Errorf("walked %v", all)
		}
		if r := ask(t, s, "DELETE", one, "", me...); r.Status != 204 {
			t.Errorf("delete: %d", r.Status)
		}
		if r := ask(t, s, "GET", one, ""); r.Status != 404 {
			t.Errorf("a deleted note: %d", r.Status)
		}
		if all := s.Walk(t, path, 100); len(all) != 6 {
			t.Errorf("%d notes after the deletion", len(all))
		}
		ask(t, s, "POST", one+"/restore", "", me...).Has(t, "Ring once.", "data", "content")
		if r := ask(t, s, "GET", contacts+"/15550000000/notes", ""); r.Status != 404 {
			t.Errorf("notes of nobody: %d", r.Status)
		}
	})
}

func TestNotesHaveLimits(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		path := contacts + "/" + ana + "/notes"
		for body, field := range map[string]string{
			`{"note":{}}`:                  "content",
			``:                             "content",
			`{"note":{"content":"  \n "}}`: "content",
			`{"note":{"content":"` + strings.Repeat("ñ", app.MaxNoteContent+1) + `"}}`:                 "content",
			`{"note":{"content":"x","name":"` + strings.Repeat("ñ", app.MaxNoteName+1) + `"}}`:         "name",
			`{"note":{"content":"x","metadata":[1]}}`:                                                  "metadata",
			`{"note":{"content":"x","metadata":{"a":"` + strings.Repeat("x", app.MaxMetadata) + `"}}}`: "metadata",
			`{"note":{"content":"a\u0000b"}}`:                                                          "content",
		} {
			r := ask(t, s, "POST", path, body)
			if r.Status != 422 || r.At("fields", field) == nil {
				t.Errorf("%.60s: %d %s", body, r.Status, r.Text)
			}
		}
		r := ask(t, s, "POST", path, `{"note":{"content":"`+strings.Repeat("ñ", app.MaxNoteContent)+`","name":"`+strings.Repeat("ñ", app.MaxNoteName)+`"}}`)
		if r.Status != 201 {
			t.Errorf("as long as may be: %d %s", r.Status, r.Text)
		}
	})
}

func TestNotesStayInTheProject(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		note := ask(t, s, "POST", contacts+"/"+ana+"/notes", `{"note":{"content":"ours"}}`)
		person := fmt.Sprint(ask(t, s, "GET", contacts+"/"+ana, "").At("data", "id"))
		embed := policy.Actor{Kind: policy.Embed, ID: "e", Scope: policy.Scope{Project: s.Project, Kind: policy.ScopeContact, ID: person}}
		if list := recordtest.Do(t, s, embed, app.ListNotes, app.ListNotesIn{ContactID: person}); len(list.Items) != 1 {
			t.Errorf("an embed reads %d notes", len(list.Items))
		}
		text := "mine"
		_, err := app.Do(t.Context(), s.App, embed, app.AddNote, app.AddNoteIn{ContactID: person, Fields: app.NoteFields{Content: &text}})
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("an embed writes: %v", err)
		}
		other := recordtest.Do(t, s, recordtest.Operator, app.CreateProject, app.CreateProjectIn{Name: "Other"}).ID
		key := recordtest.Do(t, s, recordtest.Operator, app.CreateKey, app.CreateKeyIn{Project: other, Name: "program"}).Key
		path := contacts + "/" + person + "/notes"
		for method, where := range map[string]string{"GET": path, "PATCH": path + "/" + fmt.Sprint(note.At("data", "id")), "POST": path, "DELETE": path + "/" + fmt.Sprint(note.At("data", "id"))} {
			if r := ask(t, s, method, where, `{"note":{"content":"x"}}`, "X-API-Key", key); r.Status != 404 {
				t.Errorf("%s of another project: %d", method, r.Status)
			}
		}
	})
}

func TestContactsAndNotesAreTold(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		s.Run(t, nil, nil)
		ask(t, s, "PATCH", contacts+"/"+ana, `{"contact":{"display_name":"Ana of the shop"}}`)
		ask(t, s, "POST", contacts+"/"+ana+"/notes", `{"note":{"content":"never in an event"}}`)
		s.Receive(t, from(ana, "P "+ana, "wamid.2", "still me", start.Unix()-50), from(ana, "Ana Beltrán", "wamid.3", "my name now", start.Unix()-40))
		var told recordtest.Reply
		for told = ask(t, s, "GET", "/platform/v1/events?after=0", ""); len(told.Records()) < 6; {
			told = ask(t, s, "GET", "/platform/v1/events?after=0", "")
		}
		for n, kind := range []string{"message.received", "contact.changed", "contact.notes_changed", "message.received", "contact.changed", "message.received"} {
			told.Has(t, kind, "data", n, "type")
		}
		told.Has(t, "Ana of the shop", "data", 1, "data", "contact", "display_name")
		told.Has(t, "Ana Beltrán", "data", 4, "data", "contact", "profile_name")
		if strings.Contains(told.Text, "never in an event") {
			t.Error("an event carries a note")
		}
	})
}
