package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"relevo/internal/app"
	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/policy"
)

// member makes a person and gives the headers of their session and their id.
func member(t *testing.T, s *recordtest.Shop, email string) (headers []string, id string) {
	t.Helper()
	headers = loggedIn(t, s, email)
	for _, user := range ask(t, s, "GET", "/platform/v1/users", "").Records() {
		if recordtest.At(user, "email") == email {
			return headers, fmt.Sprint(recordtest.At(user, "user_id"))
		}
	}
	t.Fatalf("%s is not listed", email)
	return nil, ""
}

func TestAssignmentsAreKapsos(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		conversation := conversations + "/" + onlyConversation(t, s)
		path := conversation + "/assignments"
		me, myID := member(t, s, "me@shop.test")
		_, mateID := member(t, s, "mate@shop.test")

		made := ask(t, s, "POST", path, `{"assignment":{"user_id":"`+myID+`","notes":"knows her"}}`, me...)
		if made.Status != http.StatusCreated {
			t.Fatalf("assign: %d %s", made.Status, made.Text)
		}
		for member, want := range map[string]string{"user_id": myID, "created_by_user_id": myID, "notes": "knows her", "active": "true"} {
			made.Has(t, want, "data", member)
		}
		if got := fmt.Sprint(len(made.At("data").(map[string]any))); got != "6" {
			t.Errorf("the record has %s members, want id, user_id, created_by_user_id, notes, active, created_at: %s", got, made.Text)
		}
		ask(t, s, "GET", conversation, "").Has(t, myID, "data", "kapso", "assigned_user_id")
		ask(t, s, "GET", conversation, "").Has(t, "Ana", "data", "kapso", "assigned_user_name")

		second := ask(t, s, "POST", path, `{"assignment":{"user_id":"`+mateID+`"}}`)
		second.Has(t, "Conversation already has an active assignment", "error")
		if second.Status != http.StatusUnprocessableEntity {
			t.Errorf("a second one: %d", second.Status)
		}
		one := path + "/" + fmt.Sprint(made.At("data", "id"))
		ask(t, s, "GET", one, "").Has(t, "knows her", "data", "notes")
		ask(t, s, "PATCH", one, `{"assignment":{"user_id":"`+mateID+`"}}`).Has(t, mateID, "data", "user_id")
		ask(t, s, "GET", conversation, "").Has(t, mateID, "data", "kapso", "assigned_user_id")
		ask(t, s, "PATCH", one, `{"assignment":{"notes":"on leave"}}`).Has(t, "on leave", "data", "notes")
		ask(t, s, "PATCH", one, `{"assignment":{"active":false}}`).Has(t, "false", "data", "active")
		ask(t, s, "GET", conversation, "").Has(t, "<nil>", "data", "kapso", "assigned_user_id")
		if r := ask(t, s, "PATCH", one, `{"assignment":{"user_id":"`+myID+`"}}`); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("the person of a charge that has ended: %d %s", r.Status, r.Text)
		}

		byKey := ask(t, s, "POST", path, `{"assignment":{"user_id":"`+myID+`"}}`)
		byKey.Has(t, "<nil>", "data", "created_by_user_id")
		if r := ask(t, s, "PATCH", one, `{"assignment":{"active":true}}`); r.Status != http.StatusUnprocessableEntity || r.At("code") != "already_assigned" {
			t.Errorf("active again beside another: %d %s", r.Status, r.Text)
		}
		list := ask(t, s, "GET", path+"?per_page=1", "")
		list.Has(t, fmt.Sprint(byKey.At("data", "id")), "data", 0, "id")
		list.Has(t, "map[page:1 per_page:1 total_count:2 total_pages:2]", "meta")
		ask(t, s, "GET", path+"?per_page=1&page=2", "").Has(t, fmt.Sprint(made.At("data", "id")), "data", 0, "id")
	})
}

func TestAssignmentsAreRefused(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		path := conversations + "/" + onlyConversation(t, s) + "/assignments"
		_, myID := member(t, s, "me@shop.test")
		for _, user := range []string{"", "u1", "0198c0de-0000-7000-8000-000000000000"} {
			r := ask(t, s, "POST", path, `{"assignment":{"user_id":"`+user+`"}}`)
			r.Has(t, "User not found or not a member of this project", "error")
			if r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%q: %d", user, r.Status)
			}
		}
		if r := ask(t, s, "POST", path, `{"assignment":{"user_id":"`+myID+`","notes":"`+strings.Repeat("x", 2001)+`"}}`); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("long notes: %d", r.Status)
		}
		for _, r := range []recordtest.Reply{
			ask(t, s, "GET", path+"/none", ""),
			ask(t, s, "PATCH", path+"/none", `{"assignment":{"active":false}}`),
			ask(t, s, "POST", conversations+"/none/assignments", `{"assignment":{"user_id":"`+myID+`"}}`),
			ask(t, s, "GET", conversations+"/none/assignments", ""),
			ask(t, s, "GET", conversations+"/none/activities", ""),
		} {
			if r.Status != http.StatusNotFound {
				t.Errorf("what is not there: %d %s", r.Status, r.Text)
			}
		}
		if r := ask(t, s, "GET", conversations+"?unassigned=true&assigned_user_id="+myID, ""); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("both filters: %d %s", r.Status, r.Text)
		}
		if r := ask(t, s, "GET", conversations+"?assigned_user_id=me", ""); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("me, for a key: %d %s", r.Status, r.Text)
		}
	})
}

// Of many who take one conversation at once, one gets it.
func TestOneTakesTheConversation(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		path := conversations + "/" + onlyConversation(t, s) + "/assignments"
		_, myID := member(t, s, "me@shop.test")
		const rivals = 8
		statuses := make([]int, rivals)
		var all sync.WaitGroup
		for i := range rivals {
			all.Go(func() {
				statuses[i] = s.Call(t, "POST", path, `{"assignment":{"user_id":"`+myID+`"}}`).Status
			})
		}
		all.Wait()
		count := map[int]int{}
		for _, status := range statuses {
			count[status]++
		}
		if count[http.StatusCreated] != 1 || count[http.StatusUnprocessableEntity] != rivals-1 {
			t.Errorf("got %v", count)
		}
	})
}

func TestListsByAssignee(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60), textFrom("15550100002", "wamid.2", "hi", start.Unix()-50),
			textFrom("15550100003", "wamid.3", "hi", start.Unix()-40))
		all := ask(t, s, "GET", conversations, "").IDs()
		me, myID := member(t, s, "me@shop.test")
		_, mateID := member(t, s, "mate@shop.test")
		for i, user := range []string{myID, mateID} {
			ask(t, s, "POST", conversations+"/"+all[i]+"/assignments", `{"assignment":{"user_id":"`+user+`"}}`)
		}
		for query, want := range map[string][]string{
			"assigned_user_id=me": all[:1], "assigned_user_id=" + myID: all[:1], "assigned_user_id=" + mateID + "&status=active": all[1:2],
			"unassigned=true": all[2:], "unassigned=false": all[:2], "status=ended&unassigned=true": nil, "assigned_user_id=u1": nil,
		} {
			if got := ask(t, s, "GET", conversations+"?"+query, "", me...).IDs(); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: got %v, want %v", query, got, want)
			}
		}
		ask(t, s, "GET", "/platform/v1/whatsapp/assignment_loads", "").Has(t, "1", "data", 0, "open_conversations")
	})
}

// What happened to a conversation stands in its thread, in the audit log and
// in the event log.
func TestActivities(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		id := onlyConversation(t, s)
		path := conversations + "/" + id
		me, myID := member(t, s, "me@shop.test")
		made := ask(t, s, "POST", path+"/assignments", `{"assignment":{"user_id":"`+myID+`","notes":"n"}}`, me...)
		ask(t, s, "PATCH", path+"/assignments/"+fmt.Sprint(made.At("data", "id")), `{"assignment":{"active":false}}`, me...)
		closed := ask(t, s, "PATCH", path, `{"whatsapp_conversation":{"status":"ended"}}`, me...)
		closed.Has(t, "user:"+myID, "data", "kapso", "closed_by")
		closed.Has(t, start.Format("2006-01-02T15:04:05.000Z"), "data", "kapso", "closed_at")
		ask(t, s, "PATCH", path, `{"whatsapp_conversation":{"status":"ended"}}`, me...) // once is enough
		ask(t, s, "PATCH", path, `{"whatsapp_conversation":{"status":"active"}}`).Has(t, "<nil>", "data", "kapso", "closed_by")

		list := ask(t, s, "GET", path+"/activities", "")
		var types []string
		for _, a := range list.Records() {
			types = append(types, fmt.Sprint(recordtest.At(a, "type")))
		}
		if got := strings.Join(types, " "); got != "reopened closed unassigned assigned" {
			t.Errorf("got %s", got)
		}
		list.Has(t, "user:"+myID, "data", 1, "actor")
		list.Has(t, "Ana", "data", 3, "user_name")
		list.Has(t, "n", "data", 3, "notes")
		if got := s.Walk(t, path+"/activities", 1); len(got) != len(types) {
			t.Errorf("one by one: got %d", len(got))
		}

		owner := loggedInAs(t, s, "owner@shop.test", policy.RoleOwner)
		log := ask(t, s, "GET", "/platform/v1/audit_log?action=conversation.&limit=10", "", owner...)
		for i := range types {
			log.Has(t, id, "data", i, "person", "conversation_id")
			log.Has(t, "P "+ana, "data", i, "person", "name")
		}
		contactID := fmt.Sprint(ask(t, s, "GET", path, "").At("data", "kapso", "contact_id"))
		ask(t, s, "DELETE", "/platform/v1/whatsapp/contacts/"+contactID, "", owner...)
		ask(t, s, "GET", "/platform/v1/audit_log?action=contact.erase", "", owner...).Has(t, "<nil>", "data", 0, "person")
		ask(t, s, "GET", "/platform/v1/audit_log?action=conversation.", "", owner...).Has(t, "<nil>", "data", 0, "person")

		const happened = 6 // received, joined and four activities
		place(t, s, happened)
		events := ask(t, s, "GET", "/platform/v1/events?after=2", "")
		events.Has(t, "conversation.assigned", "data", 0, "type")
		events.Has(t, myID, "data", 0, "data", "user_id")
		events.Has(t, "assigned", "data", 0, "data", "activity", "type")
		events.Has(t, myID, "data", 0, "data", "activity", "user_id")
		events.Has(t, "<nil>", "data", 1, "data", "user_id")
		events.Has(t, "conversation.changed", "data", 2, "type")
		events.Has(t, "closed", "data", 2, "data", "activity", "type")
	})
}

// The numbers beside the tabs: each person's own, within the actor's scope, and
// never more than the limit.
func TestCountsOfTheTabs(t *testing.T) {
	t.Parallel()
	const counts = "/platform/v1/whatsapp/conversation_counts"
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		has := func(open, unassigned, mine, closed string, headers ...string) {
			t.Helper()
			r := ask(t, s, "GET", counts, "", headers...)
			for name, want := range map[string]string{"open": open, "unassigned": unassigned, "mine": mine, "closed": closed, "at_most": "1000"} {
				r.Has(t, want, "data", name)
			}
		}
		has("0", "0", "<nil>", "0")
		for i := range 4 {
			s.Receive(t, textFrom(fmt.Sprintf("1555010770%d", i), fmt.Sprintf("wamid.%d", i), "hi", start.Unix()-60))
		}
		all := ask(t, s, "GET", conversations, "").IDs()
		me, myID := member(t, s, "me@shop.test")
		mate, _ := member(t, s, "mate@shop.test")
		for _, id := range all[:2] {
			ask(t, s, "POST", conversations+"/"+id+"/assignments", `{"assignment":{"user_id":"`+myID+`"}}`)
		}
		has("4", "2", "2", "0", me...)
		has("4", "2", "0", "0", mate...)
		for _, id := range all[1:3] {
			ask(t, s, "PATCH", conversations+"/"+id, `{"whatsapp_conversation":{"status":"ended"}}`)
		}
		has("2", "1", "1", "2", me...)

		contact := ask(t, s, "GET", conversations+"/"+all[0], "").At("data", "kapso", "contact_id")
		for part := range 4 { // no write may take long
			err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 275)
					INSERT INTO conversations (id, project_id, number_id, contact_id, group_id, status, last_active_at, created_at, updated_at)
					SELECT $3 || CAST(i AS TEXT), project_id, number_id, contact_id, $3 || CAST(i AS TEXT), 'active', $2, $2, $2
					FROM conversations CROSS JOIN n WHERE contact_id = $1 AND group_id = ''`, contact, start.UnixMilli(), fmt.Sprintf("c%d.", part))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		has("1000", "1000", "1", "2", me...)
	})
}

// Who leaves the project leaves their conversations to nobody, with what
// happened before.
func TestRemovedMemberReleasesConversations(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		path := conversations + "/" + onlyConversation(t, s)
		_, mateID := member(t, s, "mate@shop.test")
		ask(t, s, "POST", path+"/assignments", `{"assignment":{"user_id":"`+mateID+`","notes":"knows her"}}`)
		recordtest.Do(t, s, policy.Actor{Kind: policy.Operator, Scope: policy.Project(s.Project)}, app.RemoveMember, mateID)
		ask(t, s, "GET", path, "").Has(t, "<nil>", "data", "kapso", "assigned_user_id")
		history := ask(t, s, "GET", path+"/assignments", "")
		history.Has(t, "false", "data", 0, "active")
		history.Has(t, "knows her", "data", 0, "notes")
		activities := ask(t, s, "GET", path+"/activities", "")
		activities.Has(t, "unassigned", "data", 0, "type")
		activities.Has(t, "assigned", "data", 1, "type")
		activities.Has(t, mateID, "data", 1, "user_id")
		ask(t, s, "GET", "/platform/v1/whatsapp/assignment_loads", "").Has(t, "<nil>", "data", 0)
	})
}
