package whatsapp

import (
	"regexp"
	"strings"
)

// Identity names a person on WhatsApp. Since 2026 a person may have no visible
// phone number, so any member may be empty.
type Identity struct {
	Phone        string // digits only; the number to answer to
	WaID         string // digits only; contacts[].wa_id, which may differ from Phone (Brazil, Mexico, Argentina)
	UserID       string // business-scoped user id, e.g. US.13491208655302741918; opaque
	ParentUserID string // the id across linked portfolios, e.g. US.ENT.118...
	Username     string // without the leading '@'; may change, for display only
}

// IsZero reports whether nothing names the person.
func (id Identity) IsZero() bool {
	return id.Phone == "" && id.WaID == "" && id.UserID == "" && id.ParentUserID == ""
}

// Cloud API reference, business-scoped user ids.
var bsuidForm = regexp.MustCompile(`^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`)

// IsBSUID reports whether s has the form of a business-scoped user id.
func IsBSUID(s string) bool { return bsuidForm.MatchString(s) }

// maxPhoneDigits leaves room above the 15 of E.164 for what WhatsApp itself
// hands out, such as ids of test numbers.
const maxPhoneDigits = 20

// PhoneDigits gives the digits of a phone number that may be written with '+',
// spaces, hyphens, dots and parentheses; false for any other form.
func PhoneDigits(s string) (string, bool) {
	var b strings.Builder
	for i, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0, r == ' ', r == '-', r == '.', r == '(', r == ')', r == '\u00a0':
		default:
			return "", false
		}
	}
	return b.String(), b.Len() > 0 && b.Len() <= maxPhoneDigits
}

// handles are the members that may name one person, as they arrived.
type handles struct {
	from, waID, userID, parentID, username string
}

// identity sorts the handles by the form of each value: user ids have been seen
// in `from` and `wa_id`, numbers in `user_id`. A value of neither form is kept
// as an opaque user id when nothing else names the person, so that the message
// is not lost.
func (h handles) identity() Identity {
	id := Identity{Username: strings.TrimPrefix(strings.TrimSpace(h.username), "@")}
	opaque := ""
	for _, v := range []string{h.userID, h.from, h.waID} {
		id.place(strings.TrimSpace(v), &opaque)
	}
	if d, ok := PhoneDigits(h.waID); ok {
		id.WaID = d
	}
	if d, ok := PhoneDigits(h.from); ok {
		id.Phone = d
	}
	if _, isPhone := PhoneDigits(h.parentID); !isPhone && strings.TrimSpace(h.parentID) != "" {
		id.ParentUserID = strings.TrimSpace(h.parentID)
	}
	named := id.UserID != "" || id.Phone != ""
	if id.UserID == "" && (!named || opaque == strings.TrimSpace(h.userID)) {
		id.UserID = opaque
	}
	if id.UserID == "" && id.Phone == "" {
		id.UserID = id.ParentUserID
	}
	return id
}

// place puts a value where its form belongs; the first of a form wins.
func (id *Identity) place(v string, opaque *string) {
	digits, isPhone := PhoneDigits(v)
	switch {
	case v == "":
	case isPhone:
		if id.Phone == "" {
			id.Phone = digits
		}
	case IsBSUID(v) && strings.Contains(v, ".ENT."):
		id.ParentUserID = v
	case IsBSUID(v):
		if id.UserID == "" {
			id.UserID = v
		}
	case *opaque == "":
		*opaque = v
	}
}
