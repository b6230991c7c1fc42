package api_test

import (
	"fmt"
	"testing"
	"time"

	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
)

// Each status counts for what it includes; what is older than the span, came
// in, or left by another number counts for nothing.
func TestFiguresOfANumber(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		at := func(ago time.Duration) int64 { return start.Add(-ago).UnixMilli() }
		n := 0
		left := func(status string, ago time.Duration, number string, count int) {
			t.Helper()
			n++
			err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST($1 AS INTEGER))
					INSERT INTO messages (id, project_id, number_id, conversation_id, contact_id, direction, origin, type, node, text,
						status, status_rank, actor, arrival, at, provider_at, created_at)
					SELECT $2 || '.' || CAST(i AS TEXT), project_id, COALESCE(CAST($3 AS TEXT), number_id), conversation_id, contact_id, 'outbound', origin, type, node, text,
						$4, 1, actor, i, $5, $5, $5 FROM messages CROSS JOIN n WHERE wamid = 'wamid.1'`, count, fmt.Sprint(n), orNil(number), status, at(ago))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for status, count := range map[string]int{"queued": 1, "sent": 2, "delivered": 3, "read": 4, "played": 5, "failed": 6} {
			left(status, time.Hour, "", count)
		}
		left("read", 25*time.Hour, "", 10)
		left("failed", 8*24*time.Hour, "", 10)
		left("sent", time.Hour, "another", 10)
		path := numbers + "/" + recordtest.PhoneNumberID + "/figures"
		r := ask(t, s, "GET", path, "")
		r.Has(t, "map[delivered:12 failed:6 read:9 sent:14]", "data", "last_24_hours")
		r.Has(t, "map[delivered:22 failed:6 read:19 sent:24]", "data", "last_7_days")
		r.Has(t, "true", "data", "complete")

		for range 10 { // no write may take long
			left("sent", 2*time.Hour, "", conversation.FiguresOf/10)
		}
		many := ask(t, s, "GET", path, "")
		many.Has(t, "false", "data", "complete")
		many.Has(t, fmt.Sprint(conversation.FiguresOf-6-1), "data", "last_7_days", "sent")
		if r := ask(t, s, "GET", path, "", loggedIn(t, s, "me@shop.test")...); r.Status != 403 {
			t.Errorf("a member: %d", r.Status)
		}
		if r := ask(t, s, "GET", numbers+"/9/figures", ""); r.Status != 404 {
			t.Errorf("unknown number: %d", r.Status)
		}
	})
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
