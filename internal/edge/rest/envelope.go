package rest

import (
	"relevo/internal/account"
	"relevo/internal/app"
)

// Envelope wraps one record. A record never has a member `data` of its own at
// its top: clients unwrap by that name.
type Envelope[T any] struct {
	Data T `json:"data"`
}

// ListEnvelope is a list in cursor style.
type ListEnvelope[T any] struct {
	Data   []T    `json:"data" nullable:"false"`
	Paging Paging `json:"paging"`
}

// PageEnvelope is a list in page style.
type PageEnvelope[T any] struct {
	Data []T  `json:"data" nullable:"false"`
	Meta Meta `json:"meta"`
}

// Answer is the response of one record.
type Answer[T any] struct {
	Body Envelope[T]
}

// SessionAnswer is the response of one record with the session cookie.
type SessionAnswer[T any] struct {
	Cookie string `header:"Set-Cookie" doc:"The session cookie (RFC 6265, 4.1)"`
	Body   Envelope[T]
}

// List is the response of a list in cursor style.
type List[T any] struct {
	Body ListEnvelope[T]
}

// Page is the response of a list in page style.
type Page[T any] struct {
	Body PageEnvelope[T]
}

// Empty is the response without content: 204.
type Empty struct{}

// OK wraps one record.
func OK[T any](record T) *Answer[T] { return &Answer[T]{Body: Envelope[T]{Data: record}} }

// NewList makes a list in cursor style; no records are an empty list, not null.
func NewList[T any](records []T, paging Paging) *List[T] {
	return &List[T]{Body: ListEnvelope[T]{Data: listed(records), Paging: paging}}
}

// NewPage makes a list in page style; no records are an empty list, not null.
func NewPage[T any](records []T, meta Meta) *Page[T] {
	return &Page[T]{Body: PageEnvelope[T]{Data: listed(records), Meta: meta}}
}

// PageOf makes the page of a list that a use case gave.
func PageOf[T, R any](l account.Listed[T], record func(T) R) *Page[R] {
	records := make([]R, len(l.Items))
	for i, item := range l.Items {
		records[i] = record(item)
	}
	return NewPage(records, NewMeta(l.Part.Offset/l.Part.Size+1, l.Part.Size, l.Total))
}

// ListOf makes the list of a page that a use case gave; cursor writes the place
// of one item (EncodeCursor).
func ListOf[T, R any](p app.Page[T], record func(T) R, cursor func(T) string) *List[R] {
	records := make([]R, len(p.Items))
	for i, item := range p.Items {
		records[i] = record(item)
	}
	return NewList(records, PagingOf(p, cursor))
}

func listed[T any](records []T) []T {
	if records == nil {
		return []T{}
	}
	return records
}
