package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/edge/api"
	"relevo/internal/edge/record/recordtest"
)

// eachShop runs fn on both dialects against a server with the inbox.
func eachShop(t *testing.T, fn func(t *testing.T, s *recordtest.Shop)) {
	t.Helper()
	recordtest.Each(t, clock.NewManual(start), func(s *recordtest.Shop) {
		api.MountAccount(s.Rest, s.App)
		api.Mount(s.Rest, s.App, s.Links)
	}, fn)
}

// ask is a request whose answer is held against the API description.
func ask(t *testing.T, s *recordtest.Shop, method, path, body string, headers ...string) recordtest.Reply {
	t.Helper()
	r := s.Call(t, method, path, body, headers...)
	checkAnswer(t, s.Rest, method, path, r.Status, []byte(r.Text))
	return r
}

func textFrom(phone, wamid, text string, at int64) string {
	return fmt.Sprintf(`"contacts":[{"profile":{"name":"P %s"},"wa_id":"%s"}],"messages":[{"from":"%s","id":"%s","timestamp":"%d","type":"text","text":{"body":"%s"}}]`,
		phone, phone, phone, wamid, at, text)
}

const (
	conversations = "/platform/v1/whatsapp/conversations"
	messages      = "/platform/v1/whatsapp/messages"
	contacts      = "/platform/v1/whatsapp/contacts"
	ana           = "15550107701"
)

// onlyConversation gives the id of the one conversation there is.
func onlyConversation(t *testing.T, s *recordtest.Shop) string {
	t.Helper()
	list := ask(t, s, "GET", conversations, "").IDs()
	if len(list) != 1 {
		t.Fatalf("got conversations %v, want one", list)
	}
	return list[0]
}

// Pages of every size, in both directions, hold each record once, also where
// many have the same second.
func TestListsEndWithoutGapOrDouble(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		const count = 57
		for i := range count {
			s.Receive(t, textFrom(fmt.Sprintf("1555%07d", i%23), fmt.Sprintf("wamid.%d/=", i), "hello", start.Unix()-int64(i/10)))
		}
		for list, want := range map[string]int{
			messages: count, conversations: 23, contacts: 23,
			messages + "?phone_number=15550000003": 3, messages + "?direction=inbound&phone_number_id=" + recordtest.PhoneNumberID: count,
		} {
			whole := s.Walk(t, list, 100)
			if len(whole) != want || len(slices.Compact(slices.Sorted(slices.Values(whole)))) != want {
				t.Errorf("%s: got %d records, want %d", list, len(whole), want)
			}
			for _, size := range []int{1, 7, 23} {
				if got := s.Walk(t, list, size); !slices.Equal(got, whole) {
					t.Errorf("%s by %d: got %v, want %v", list, size, got, whole)
				}
			}
			checkWayBack(t, s, list, whole)
		}
	})
}

// checkWayBack walks from the oldest record to the newest.
func checkWayBack(t *testing.T, s *recordtest.Shop, list string, whole []string) {
	t.Helper()
	cursor := ""
	for range len(whole) / 2 {
		page := ask(t, s, "GET", list+joinOf(list)+"limit=2&after="+cursor, "")
		next, more := page.At("paging", "cursors", "after").(string)
		if !more {
			break
		}
		page.Has(t, next, "paging", "next")
		cursor = next
	}
	at := slices.Index(whole, s.Call(t, "GET", list+joinOf(list)+"limit=1&after="+cursor, "").IDs()[0])
	if got := s.WalkBack(t, list, 5, cursor); !slices.Equal(got, whole[:at-1]) {
		t.Errorf("%s backwards: got %v, want %v", list, got, whole[:at-1])
	}
}

func joinOf(list string) string {
	if strings.Contains(list, "?") {
		return "&"
	}
	return "?"
}

func TestFilters(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		at := start.Unix()
		s.Receive(t, textFrom(ana, "wamid.a1", "one", at-60), textFrom(ana, "wamid.a2", "two", at-30),
			textFrom("4915112345678", "wamid.b1", "drei", at-10),
			fmt.Sprintf(`"contacts":[{"profile":{"name":"Bo"},"user_id":"US.77"}],"messages":[{"from_user_id":"US.77","id":"wamid.c1","timestamp":"%d","type":"image","image":{"id":"55","mime_type":"image/png"}}]`, at-5))
		one := onlyOf(t, s, contacts+"?wa_id="+ana)
		thread := onlyOf(t, s, conversations+"?phone_number="+ana)
		recent := url.QueryEscape(start.Add(-12 * time.Second).Format(time.RFC3339))
		for query, want := range map[string]int{
			messages + "?status=received": 4, messages + "?status=sent": 0, messages + "?message_type=image": 1,
			messages + "?has_media=true": 1, messages + "?has_media=false": 3, messages + "?since=" + recent: 2, messages + "?until=" + recent: 2,
			messages + "?business_scoped_user_id=US.77": 1, messages + "?conversation_id=" + thread: 2, messages + "?conversation_id=none": 0,
			messages + "?phone_number_id=1": 0, messages + "?phone_number=%2B1%20555-010-7701": 2, messages + "?direction=outbound": 0,
			messages + "?per_page=3": 3,

			conversations + "?status=active": 3, conversations + "?status=ended": 0, conversations + "?status=all": 3,
			conversations + "?phone_number=%2B4915112345678": 1, conversations + "?phone_number=777": 0, conversations + "?contact_id=" + one: 1,
			conversations + "?business_scoped_user_id=US.77": 1, conversations + "?unread=true": 3, conversations + "?unassigned=true": 3,
			conversations + "?assigned_user_id=u1": 0, conversations + "?phone_number_id=" + recordtest.PhoneNumberID: 3,
			conversations + "?phone_number_id=1": 0, conversations + "?created_after=2031-01-01": 0, conversations + "?created_before=2031-01-01": 3,
			conversations + "?last_active_since=2031-01-01": 0, conversations + "?last_active_before=2031-01-01": 3,

			contacts + "?wa_id_contains=0107": 1, contacts + "?profile_name_contains=p%20": 2, contacts + "?business_scoped_user_id=US.77": 1,
			contacts + "?has_customer=true": 0, contacts + "?has_customer=false": 3, contacts + "?customer_id=c": 0,
			contacts + "?customer_external_id=c": 0, contacts + "?created_after=2031-01-01": 0, contacts + "?wa_id=1": 0,
		} {
			if got := ask(t, s, "GET", query, "").IDs(); len(got) != want {
				t.Errorf("%s: got %v, want %d", query, got, want)
			}
		}
	})
}

func onlyOf(t *testing.T, s *recordtest.Shop, list string) string {
	t.Helper()
	found := ask(t, s, "GET", list, "").IDs()
	if len(found) != 1 {
		t.Fatalf("%s: got %v, want one", list, found)
	}
	return found[0]
}

func TestListsRefuse(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		for path, want := range map[string]string{
			messages + "?status=gone":           "422 invalid_input",
			messages + "?direction=in":          "422 invalid_input",
			conversations + "?status=archived":  "422 invalid_input",
			conversations + "?limit=0":          "422 invalid_input",
			conversations + "?limit=many":       "422 invalid_input",
			conversations + "?unread=perhaps":   "422 invalid_input",
			conversations + "?after=bogus":      "400 invalid_cursor",
			messages + "?page=2&per_page=20":    "422 invalid_input",
			contacts + "?created_after=noon":    "422 invalid_input",
			contacts + "/nobody":                "404 not_found",
			conversations + "/nobody":           "404 not_found",
			messages + "/wamid.nobody%2F%3D%3D": "404 not_found",
			"/platform/v1/events?after=x":       "400 invalid_cursor",
		} {
			r := ask(t, s, "GET", path, "")
			if got := fmt.Sprint(r.Status, " ", r.At("code")); got != want {
				t.Errorf("%s: got %s, want %s (%s)", path, got, want, r.Text)
			}
		}
		for _, path := range []string{messages, conversations, contacts, "/platform/v1/events", "/platform/v1/meta_apps"} {
			if r := ask(t, s, "GET", path, "", "X-API-Key", ""); r.Status != 401 {
				t.Errorf("%s without a key: %d", path, r.Status)
			}
			if r := ask(t, s, "GET", path, "", "X-API-Key", "wrong"); r.Status != 401 {
				t.Errorf("%s with a wrong key: %d", path, r.Status)
			}
		}
	})
}

// A page around a message has it in its middle, and both cursors go on to the
// ends of the thread.
func TestMessagesAroundOne(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		const count = 40
		for i := range count {
			s.Receive(t, textFrom(ana, fmt.Sprintf("wamid.%d", i), "hello", start.Unix()-100+int64(i/4)))
		}
		id := onlyConversation(t, s)
		thread := messages + "?conversation_id=" + id
		whole := s.Walk(t, thread, 100)
		for _, c := range []struct{ at, from, to int }{{20, 15, 26}, {0, 0, 6}, {39, 34, 40}, {2, 0, 8}} {
			r := ask(t, s, "GET", thread+"&limit=10&around="+whole[c.at], "")
			if got := r.IDs(); !slices.Equal(got, whole[c.from:c.to]) {
				t.Errorf("around %d: got %v, want %v", c.at, got, whole[c.from:c.to])
			}
			if before, found := r.At("paging", "cursors", "before").(string); found != (c.from > 0) || found && !slices.Equal(s.WalkBack(t, thread, 7, before), whole[:c.from]) {
				t.Errorf("around %d: the way up is not whole", c.at)
			}
			if after, found := r.At("paging", "cursors", "after").(string); found != (c.to < count) || found && ask(t, s, "GET", thread+"&limit=1&after="+after, "").IDs()[0] != whole[c.to] {
				t.Errorf("around %d: the way down is not whole", c.at)
			}
		}
		for path, want := range map[string]int{thread + "&around=wamid.nobody": 404, messages + "?conversation_id=other&around=wamid.3": 404, thread + "&around=wamid.3&after=x": 422} {
			if r := ask(t, s, "GET", path, ""); r.Status != want {
				t.Errorf("%s: got %d, want %d", path, r.Status, want)
			}
		}
	})
}
