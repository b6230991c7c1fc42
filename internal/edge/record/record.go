// Package record owns the shapes in which both API families, the live
// connection and the event delta show conversations, messages, contacts and
// numbers, and the filters and cursors of their lists: one record has one shape
// wherever it appears, and one filter one meaning.
//
// It promises that a record never has a member `data` of its own at its top
// (clients unwrap by that name), that instants are RFC 3339 in UTC with
// milliseconds, and that what WhatsApp sent stays as it came except for the
// members that a record sets itself. It reads nothing and holds no rules. May
// import edge/rest and what that may import.
package record

import (
	"time"

	"relevo/internal/ids"
)

// Links makes the addresses that records carry.
type Links struct {
	// Media gives the absolute address of a stored file, which anybody can
	// fetch for a while without a header.
	Media func(ids.MediaID) string
}

const instantForm = "2006-01-02T15:04:05.000Z"

func instant(t time.Time) string { return t.UTC().Format(instantForm) }

// InstantOrNull writes an instant as records do.
func InstantOrNull(t *time.Time) *string {
	if t == nil {
		return nil
	}
	s := instant(*t)
	return &s
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// plus gives a phone number of digits with its plus; nil for a person without
// a number.
func plus(digits *string) *string {
	if value(digits) == "" {
		return nil
	}
	return orNull("+" + *digits)
}
