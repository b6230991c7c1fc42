package rest_test

import (
	"testing"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
)

func TestPageSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query rest.PageQuery
		part  account.Part
	}{
		{rest.PageQuery{}, account.Part{Offset: 0, Size: 20}},
		{rest.PageQuery{Page: 3, PerPage: 7}, account.Part{Offset: 14, Size: 7}},
		{rest.PageQuery{Page: 2, Limit: 5}, account.Part{Offset: 5, Size: 5}},
		{rest.PageQuery{PerPage: 5000}, account.Part{Offset: 0, Size: 100}},
		{rest.PageQuery{Page: -1, PerPage: -1}, account.Part{Offset: 0, Size: 20}},
		{rest.PageQuery{Page: 1 << 62, PerPage: 100}, account.Part{Offset: 99_999_900, Size: 100}},
	} {
		if got := c.query.Part(); got != c.part {
			t.Errorf("%+v: got %+v, want %+v", c.query, got, c.part)
		}
	}
}

func TestFeet(t *testing.T) {
	t.Parallel()
	if got := rest.NewMeta(2, 20, 41); got != (rest.Meta{Page: 2, PerPage: 20, TotalPages: 3, TotalCount: 41}) {
		t.Errorf("meta: %+v", got)
	}
	for _, c := range []struct {
		page app.Page[string]
		want string
	}{
		{app.Page[string]{}, `{"cursors":{"before":null,"after":null},"next":null,"previous":null}`},
		{app.Page[string]{Older: true, Newer: true}, `{"cursors":{"before":null,"after":null},"next":null,"previous":null}`},
		{app.Page[string]{Items: []string{"a", "b"}, Older: true}, `{"cursors":{"before":null,"after":"b"},"next":"b","previous":null}`},
		{app.Page[string]{Items: []string{"a", "b"}, Newer: true}, `{"cursors":{"before":"a","after":null},"next":null,"previous":"a"}`},
		{app.Page[string]{Items: []string{"a", "b"}, Older: true, OldestSeen: new("f")}, `{"cursors":{"before":null,"after":"f"},"next":"f","previous":null}`},
		{app.Page[string]{Older: true, Newer: true, NewestSeen: new("f")}, `{"cursors":{"before":"f","after":null},"next":null,"previous":"f"}`},
	} {
		got, err := rest.EncodeJSON(rest.PagingOf(c.page, func(s string) string { return s }))
		if err != nil || string(got) != c.want {
			t.Errorf("%+v: got %s %v, want %s", c.page, got, err, c.want)
		}
	}
}

func TestRangeOf(t *testing.T) {
	t.Parallel()
	place := func(cursor string) (string, error) {
		if cursor == "bad" {
			return "", fault.New(fault.Invalid, fault.CodeInvalidCursor, "bad")
		}
		return cursor, nil
	}
	r, err := rest.RangeOf(rest.CursorQuery{After: "a", PerPage: 3}, place)
	if err != nil || r.After == nil || *r.After != "a" || r.Before != nil || r.Limit != 3 {
		t.Errorf("after: %+v %v", r, err)
	}
	for _, q := range []rest.CursorQuery{{After: "a", Before: "b"}, {After: "bad"}, {Before: "bad"}} {
		if _, err := rest.RangeOf(q, place); !fault.HasCode(err, fault.CodeInvalidCursor) {
			t.Errorf("%+v: got %v, want invalid_cursor", q, err)
		}
	}
}
