package record_test

import (
	"net/url"
	"testing"
	"time"

	"relevo/internal/conversation"
	"relevo/internal/edge/record"
	"relevo/internal/fault"
)

func parsed(t *testing.T, query string) url.Values {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func TestQueriesRefuseWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	for query, field := range map[string]string{
		"status=archived":          "status",
		"status=ACTIVE":            "status",
		"unread=maybe":             "unread",
		"unassigned=2":             "unassigned",
		"phone_number=abc":         "phone_number",
		"created_after=yesterday":  "created_after",
		"last_active_since=-1":     "last_active_after",
		"limit=0":                  "limit",
		"limit=ten":                "limit",
		"per_page=-3":              "per_page",
		"page=2":                   "page",
		"created_before=2026-13-1": "created_before",
	} {
		_, err := record.ConversationQuery(parsed(t, query))
		if !fault.Is(err, fault.Invalid) || fault.As(err).Fields[field] == nil {
			t.Errorf("%s: got %v, want a fault of %s", query, err, field)
		}
	}
	for _, query := range []string{"direction=in", "status=gone", "has_media=2"} {
		if _, err := record.MessageQuery(parsed(t, query)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", query, err)
		}
	}
	for _, query := range []string{"after=x", "before=x", "after=e30&before=e30"} {
		if _, err := record.ContactQuery(parsed(t, query)); !fault.HasCode(err, fault.CodeInvalidCursor) {
			t.Errorf("%s: got %v", query, err)
		}
	}
}

func TestQueriesReadEverySpelling(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	for _, spelling := range []string{"2026-01-31T12:00:00Z", "2026-01-31T13:00:00%2B01:00", "2026-01-31T12:00:00", "2026-01-31%2012:00:00", "1769860800"} {
		in, err := record.MessageQuery(parsed(t, "since="+spelling))
		if err != nil || !in.Filter.Since.Equal(noon) {
			t.Errorf("%s: got %v, %v", spelling, in.Filter.Since, err)
		}
	}
	for _, spelling := range []string{"15550107701", "%2B15550107701", "%2B1%20(555)%20010-7701"} {
		in, err := record.ConversationQuery(parsed(t, "status=all&phone_number="+spelling))
		if err != nil || in.Filter.PhoneDigits != "15550107701" || in.Filter.Status != "" {
			t.Errorf("%s: got %+v, %v", spelling, in.Filter, err)
		}
	}
	in, err := record.MessageQuery(parsed(t, "status=pending&per_page=7&has_media=0&page=1"))
	if err != nil || in.Filter.Status != conversation.Queued || in.Range.Limit != 7 || in.Filter.HasMedia == nil || *in.Filter.HasMedia {
		t.Errorf("got %+v, %v", in, err)
	}
}
