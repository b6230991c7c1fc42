package record

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"relevo/internal/contact"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
)

// query reads the parameters of a list and keeps the first mistake.
type query struct {
	values url.Values
	err    error
}

func (q *query) refuse(name, rule string) {
	if q.err == nil {
		q.err = fault.Newf(fault.Invalid, fault.CodeInvalidInput, "%s %s", name, rule).With(name, rule)
	}
}

// text gives the first of several spellings of a parameter that is there.
func (q *query) text(names ...string) string {
	for _, name := range names {
		if s := strings.TrimSpace(q.values.Get(name)); s != "" {
			return s
		}
	}
	return ""
}

// word gives a parameter that must be one of several words; "" without it.
func (q *query) word(name string, words ...string) string {
	s := q.text(name)
	if s != "" && !slices.Contains(words, s) {
		q.refuse(name, "must be one of "+strings.Join(words, ", "))
	}
	return s
}

func (q *query) flag(name string) *bool {
	s := q.text(name)
	if s == "" {
		return nil
	}
	b, err := strconv.ParseBool(strings.ToLower(s))
	if err != nil {
		q.refuse(name, "must be true or false")
	}
	return &b
}

// phone gives the digits of a phone number in any spelling, or of a part of one.
func (q *query) phone(name string) string {
	s := q.text(name)
	digits := contact.Digits(s)
	if s != "" && digits == "" {
		q.refuse(name, "must hold digits")
	}
	return digits
}

// instantForms are the spellings of an instant; without a zone it is UTC.
var instantForms = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", time.DateOnly}

// instant reads an instant, or unix seconds, from the first spelling of a
// parameter that is there.
func (q *query) instant(names ...string) time.Time {
	s := q.text(names...)
	if s == "" {
		return time.Time{}
	}
	for _, form := range instantForms {
		if t, err := time.Parse(form, s); err == nil {
			return t
		}
	}
	const lastSecond = 1 << 40 // beyond it is no instant
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 && n < lastSecond {
		return time.Unix(n, 0)
	}
	q.refuse(names[0], "must be an instant such as 2026-01-31T12:00:00Z")
	return time.Time{}
}

// cursors reads what every list in cursor style takes.
func (q *query) cursors() rest.CursorQuery {
	if page := q.text("page"); page != "" && page != "1" {
		q.refuse("page", "is not known to this list; give the cursor paging.cursors.after as after")
	}
	return rest.CursorQuery{Limit: q.count("limit"), PerPage: q.count("per_page"), After: q.text("after"), Before: q.text("before")}
}

func (q *query) count(name string) int {
	s := q.text(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		q.refuse(name, "must be a number from 1")
	}
	return n
}
