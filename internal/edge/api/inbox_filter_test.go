//go:build !race

// Not with the race detector, under which SQLite in Go takes most of a minute, and one request waits for another.

package api_test

import (
	"fmt"
	"slices"
	"testing"

	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/rest"
)

// many is an inbox in which a page can't look at everything: conversations of
// two numbers and both statuses, three to an instant, few of them unread or in
// somebody's charge. Conversation n is the n-th oldest.
const many = 1600

func manyID(n int) string { return fmt.Sprintf("0192f000-0000-7000-8d00-%012d", n) }

func manyAre(query string, n int, user string) bool {
	return map[string]bool{
		"status=active": n%3 == 0, "status=ended": n%3 != 0,
		"phone_number_id=" + recordtest.PhoneNumberID: n%40 != 7, "phone_number_id=200002": n%40 == 7,
		"assigned_user_id=" + user: n%50 == 7, "unassigned=true": n%50 != 7, "unassigned=false": n%50 == 7,
		"unread=true": n%700 == 7, "": true,
	}[query]
}

func fillMany(t *testing.T, s *recordtest.Shop, user string) {
	t.Helper()
	other := s.Connect(t, "200002", "+15550100002", "")
	s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
	first := onlyConversation(t, s)
	err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		for n := range many {
			status, number, read, charge := "ended", "", 5, &user
			if manyAre("status=active", n, user) {
				status = "active"
			}
			if manyAre("phone_number_id=200002", n, user) {
				number = string(other.ID)
			}
			if manyAre("unread=true", n, user) {
				read = 4
			}
			if manyAre("unassigned=true", n, user) {
				charge = nil
			}
			if _, err := tx.Exec(`INSERT INTO conversations (id, project_id, number_id, contact_id, group_id, status, assigned_user_id,
				inbound_count, inbound_at_outbound, last_active_at, created_at, updated_at)
				SELECT $1, project_id, coalesce(nullif($3, ''), number_id), contact_id, $1, $4, $5, 5, $6, $7, $7, $7 FROM conversations WHERE id = $2`,
				manyID(n), first, number, status, charge, read, start.Add(-1e9*3600).UnixMilli()+int64(n/3)); err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO conversation_seen (conversation_id, user_id, seen_count) VALUES ($1, $2, $3)`, manyID(n), user, read); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`DELETE FROM conversations WHERE id = $1`, first)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever filters are put together, the pages hold what the whole list has of
// it, once and in its order, in both directions.
func TestFiltersTogetherInManyConversations(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		me, user := member(t, s, "me@shop.test")
		fillMany(t, s, user)
		oldest := rest.EncodeCursor([]string{"last_active_at", "id"}, int64(0), "")
		for _, status := range []string{"", "status=ended"} {
			for _, number := range []string{"", "phone_number_id=" + recordtest.PhoneNumberID, "phone_number_id=200002"} {
				for _, charge := range []string{"", "assigned_user_id=" + user, "unassigned=true", "unassigned=false"} {
					for _, unread := range []string{"", "unread=true"} {
						var want []string
						for n := many - 1; n >= 0; n-- {
							if manyAre(status, n, user) && manyAre(number, n, user) && manyAre(charge, n, user) && manyAre(unread, n, user) {
								want = append(want, manyID(n))
							}
						}
						list := conversations + "?" + status + "&" + number + "&" + charge + "&" + unread
						if got := s.Walk(t, list, 100); !slices.Equal(got, want) {
							t.Errorf("%s: got %d, want %d", list, len(got), len(want))
						}
						if got := s.WalkBack(t, list, 100, oldest); !slices.Equal(got, want) {
							t.Errorf("%s backwards: got %d, want %d", list, len(got), len(want))
						}
					}
				}
			}
		}
		checkBounded(t, s, me)
	})
}

// checkBounded follows a person's cursors through what they have read: a page
// doesn't look at everything, and one without a record leads on.
func checkBounded(t *testing.T, s *recordtest.Shop, me []string) {
	t.Helper()
	var found []int
	for cursor, more := "", true; more; {
		page := ask(t, s, "GET", conversations+"?unread=true&limit=100&after="+cursor, "", me...)
		found = append(found, len(page.IDs()))
		cursor, more = page.At("paging", "cursors", "after").(string)
	}
	if !slices.Equal(found, []int{1, 1, 0, 1}) {
		t.Errorf("got pages of %v", found)
	}
}
