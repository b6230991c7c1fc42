// Package ids makes and checks the identifiers of the product: UUID version 7
// as lower-case text, sortable by the time of their making. The id in the
// database is the id in the API. May import the standard library and uuid.
package ids

import (
	"relevo/internal/fault"

	"github.com/google/uuid"
)

// The typed ids that layers share. A bare string never names a record in a
// signature.
type (
	ProjectID      string
	UserID         string
	SessionID      string
	APIKeyID       string
	InvitationID   string
	MetaAppID      string
	NumberID       string // our id of a WhatsApp number; Meta's own is PhoneNumberID
	PhoneNumberID  string // Meta's id of a WhatsApp number, digits
	WABAID         string // Meta's id of a WhatsApp business account, digits
	ContactID      string
	ConversationID string
	AssignmentID   string
	ActivityID     string
	MessageID      string // our id of a message; Meta's own is WAMID
	WAMID          string // Meta's id of a message; opaque, holds '=' and '/'
	MediaID        string // our id of a stored file
	DeliveryID     string
	JobID          string
	NoteID         string
	CannedReplyID  string
)

// New makes a version 7 UUID.
func New() string {
	return uuid.Must(uuid.NewV7()).String()
}

// Valid reports whether s is a UUID in its canonical lower-case form.
func Valid(s string) bool {
	u, err := uuid.Parse(s)
	return err == nil && u.String() == s
}

// Check gives an invalid_input fault that names the field when s is not a UUID.
func Check(field, s string) error {
	if Valid(s) {
		return nil
	}
	return fault.Newf(fault.Invalid, fault.CodeInvalidInput, "%s must be a UUID", field).With(field, "must be a UUID")
}
