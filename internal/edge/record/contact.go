package record

import (
	"relevo/internal/contact"
	"relevo/internal/ids"
)

// ContactRecord is a person as clients see them. Members that WhatsApp told
// nothing of are null.
type ContactRecord struct {
	ID                         ids.ContactID       `json:"id"`
	WaID                       *string             `json:"wa_id" doc:"Digits; null for a person without a phone number"`
	PhoneNumber                *string             `json:"phone_number" doc:"The same with a plus"`
	ProfileName                *string             `json:"profile_name" doc:"Exactly as WhatsApp sent it"`
	DisplayName                *string             `json:"display_name" doc:"The team's own name for the person"`
	CustomerID                 *string             `json:"customer_id"`
	Metadata                   Object              `json:"metadata" doc:"An object of the client's own"`
	BusinessScopedUserID       *string             `json:"business_scoped_user_id" doc:"The present one"`
	ParentBusinessScopedUserID *string             `json:"parent_business_scoped_user_id"`
	Username                   *string             `json:"username"`
	BlockedPhoneNumberIDs      []ids.PhoneNumberID `json:"blocked_phone_number_ids" nullable:"false" doc:"Meta's ids of the WhatsApp numbers that have blocked the person"`
	CreatedAt                  string              `json:"created_at" format:"date-time"`
	UpdatedAt                  string              `json:"updated_at" format:"date-time"`
}

// Contact makes the record of a contact.
func Contact(c contact.Contact) ContactRecord {
	return ContactRecord{
		ID: c.ID, WaID: c.WaID, PhoneNumber: plus(c.WaID), ProfileName: c.ProfileName, DisplayName: c.DisplayName,
		CustomerID: c.CustomerID, Metadata: orEmpty(c.Metadata), BusinessScopedUserID: c.UserID,
		ParentBusinessScopedUserID: c.ParentUserID, Username: c.Username,
		BlockedPhoneNumberIDs: append([]ids.PhoneNumberID{}, c.BlockedBy...),
		CreatedAt:             instant(c.CreatedAt), UpdatedAt: instant(c.UpdatedAt),
	}
}
