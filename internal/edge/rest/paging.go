package rest

import (
	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/fault"
)

// lastPage keeps page × per_page far from overflow.
const lastPage = 1_000_000

// CursorQuery is the query of a list in cursor style; embed it in a Req.
// PerPage is another spelling of Limit that clients send.
type CursorQuery struct {
	Limit   int    `query:"limit" minimum:"1" doc:"Records per page; 20 when missing, at most 100"`
	PerPage int    `query:"per_page" minimum:"1" doc:"The same as limit"`
	After   string `query:"after" doc:"The cursor after which the page begins"`
	Before  string `query:"before" doc:"The cursor before which the page ends"`
}

// Size gives the number of records of a page: 20 when nothing is asked, 100
// when more is asked.
func (q CursorQuery) Size() int { return pageSize(q.Limit, q.PerPage) }

// RangeOf makes the range of a list that a query asks for; place reads one
// cursor (DecodeCursor).
func RangeOf[P any](q CursorQuery, place func(cursor string) (P, error)) (app.Range[P], error) {
	r := app.Range[P]{Limit: q.Size()}
	if q.After != "" && q.Before != "" {
		return r, fault.New(fault.Invalid, fault.CodeInvalidCursor, "Give after or before, not both.")
	}
	for _, end := range []struct {
		cursor string
		into   **P
	}{{q.After, &r.After}, {q.Before, &r.Before}} {
		if end.cursor == "" {
			continue
		}
		p, err := place(end.cursor)
		if err != nil {
			return r, err
		}
		*end.into = &p
	}
	return r, nil
}

// PageQuery is the query of a list in page style; embed it in a Req.
type PageQuery struct {
	Page    int `query:"page" minimum:"1" maximum:"1000000" doc:"The page, from 1"`
	PerPage int `query:"per_page" minimum:"1" doc:"Records per page; 20 when missing, at most 100"`
	Limit   int `query:"limit" minimum:"1" doc:"The same as per_page"`
}

// Number gives the page that is asked for, from 1.
func (q PageQuery) Number() int { return min(max(q.Page, 1), lastPage) }

// Size gives the number of records of a page: 20 when nothing is asked, 100
// when more is asked.
func (q PageQuery) Size() int { return pageSize(q.PerPage, q.Limit) }

// Part gives the part of the list that the page is.
func (q PageQuery) Part() account.Part {
	return account.Part{Offset: (q.Number() - 1) * q.Size(), Size: q.Size()}
}

func pageSize(asked, other int) int {
	if asked == 0 {
		asked = other
	}
	if asked <= 0 {
		return app.DefaultLimit
	}
	return min(asked, app.MaxLimit)
}

// Cursors are the two ends of a page; null where the list ends.
type Cursors struct {
	Before *string `json:"before" doc:"Give it as before for the page before this one"`
	After  *string `json:"after" doc:"Give it as after for the page behind this one; null at the end"`
}

// Paging is the foot of a list in cursor style. Next and Previous repeat the
// cursors.
type Paging struct {
	Cursors  Cursors `json:"cursors"`
	Next     *string `json:"next"`
	Previous *string `json:"previous"`
}

// NewPaging makes the foot of a page; "" is an end of the list.
func NewPaging(before, after string) Paging {
	b, a := orNull(before), orNull(after)
	return Paging{Cursors: Cursors{Before: b, After: a}, Next: a, Previous: b}
}

// PagingOf makes the foot of a page that a use case gave; cursor writes the
// place of one record (EncodeCursor).
func PagingOf[T any](p app.Page[T], cursor func(T) string) Paging {
	place := func(goesOn bool, seen *T, last int) string {
		switch {
		case seen != nil:
			return cursor(*seen)
		case goesOn && len(p.Items) > 0:
			return cursor(p.Items[last])
		default:
			return ""
		}
	}
	return NewPaging(place(p.Newer, p.NewestSeen, 0), place(p.Older, p.OldestSeen, len(p.Items)-1))
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Meta is the foot of a list in page style.
type Meta struct {
	Page       int `json:"page"`
	PerPage    int `json:"per_page"`
	TotalPages int `json:"total_pages"`
	TotalCount int `json:"total_count"`
}

// NewMeta makes the foot of a page out of total records.
func NewMeta(number, size, total int) Meta {
	return Meta{Page: number, PerPage: size, TotalPages: (total + size - 1) / size, TotalCount: total}
}
