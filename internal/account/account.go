// Package account owns who may use the product: projects, people and their
// memberships, sessions, links, API keys, the audit log, and the few
// values that belong to the whole instance.
//
// It promises that a token or key is never stored, only its SHA-256, that an
// email stands once whatever its spelling, and that the set-up link works
// once. It is handed a transaction and never begins one. May import the layers
// below the domain packages.
package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"relevo/internal/fault"
)

// Bounds of what people type.
const (
	longestName  = 200 // characters
	longestEmail = 254 // octets; RFC 5321, 4.5.3.1.3
)

// CheckName gives a name without space around it, or a fault that names the
// field: empty, longer than 200 characters, or with control characters.
func CheckName(field, name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", invalid(field, "must not be empty")
	case utf8.RuneCountInString(name) > longestName:
		return "", invalid(field, "must have at most 200 characters")
	case !utf8.ValidString(name) || strings.IndexFunc(name, unicode.IsControl) >= 0:
		return "", invalid(field, "must not hold control characters")
	}
	return name, nil
}

// CheckEmail gives an email in the one form in which it is stored: trimmed,
// lower case. The check is loose on purpose; only a letter sent there could
// prove an address.
func CheckEmail(email string) (string, error) {
	if !utf8.ValidString(email) {
		return "", invalid("email", "must be an email address")
	}
	email = strings.ToLower(strings.TrimSpace(email))
	local, domain, found := strings.Cut(email, "@")
	bad := !found || local == "" || domain == "" || strings.Contains(domain, "@") || len(email) > longestEmail ||
		strings.IndexFunc(email, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) >= 0
	if bad {
		return "", invalid("email", "must be an email address")
	}
	return email, nil
}

func invalid(field, reason string) error {
	return fault.New(fault.Invalid, fault.CodeInvalidInput, field+" "+reason+".").With(field, reason)
}
