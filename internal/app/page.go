package app

import "slices"

// DefaultLimit and MaxLimit bound a page of every list.
const (
	DefaultLimit = 20
	MaxLimit     = 100
)

// Range asks for one page: what comes after a position (towards the older), or
// before it (towards the newer); neither is the newest page.
type Range[P any] struct {
	After, Before *P
	Limit         int // 0: DefaultLimit
}

// Page is a part of a list, newest first. Older and Newer say whether the list
// goes on beyond its ends. Where a page is not full because it stopped to look,
// OldestSeen or NewestSeen stands for the place where the list goes on; of it
// only that place is set.
type Page[T any] struct {
	Items                  []T
	Older, Newer           bool
	OldestSeen, NewestSeen *T
}

// page reads one row more than asked for, to know whether the list goes on.
func page[T, P any](r Range[P], read func(from *P, backwards bool, limit int) ([]T, error)) (Page[T], error) {
	return pageReaching(r, func(from *P, backwards bool, limit int) ([]T, *T, error) {
		items, err := read(from, backwards, limit)
		return items, nil, err
	})
}

// pageReaching is page for a list that may stop to look before it has found
// what was asked for; reached stands for the place where it did.
func pageReaching[T, P any](r Range[P], read func(from *P, backwards bool, limit int) (items []T, reached *T, err error)) (Page[T], error) {
	limit := r.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	limit = min(limit, MaxLimit)
	backwards := r.Before != nil
	from := r.After
	if backwards {
		from = r.Before
	}
	items, reached, err := read(from, backwards, limit+1)
	if err != nil {
		return Page[T]{}, err
	}
	more := len(items) > limit
	if more {
		items = items[:limit]
	}
	goesOn := more || reached != nil
	if backwards {
		slices.Reverse(items)
		return Page[T]{Items: items, Older: true, Newer: goesOn, NewestSeen: reached}, nil
	}
	return Page[T]{Items: items, Older: goesOn, Newer: from != nil, OldestSeen: reached}, nil
}
