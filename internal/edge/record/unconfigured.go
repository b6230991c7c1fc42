package record

import (
	"relevo/internal/channel"
	"relevo/internal/ids"
)

// UnconfiguredRecord is a number for which webhooks come although it is not
// connected here.
type UnconfiguredRecord struct {
	MetaAppID          ids.MetaAppID     `json:"meta_app_id"`
	PhoneNumberID      ids.PhoneNumberID `json:"phone_number_id"`
	BusinessAccountID  ids.WABAID        `json:"business_account_id"`
	DisplayPhoneNumber string            `json:"display_phone_number"`
	Changes            int64             `json:"changes" doc:"How many changes came in vain"`
	FirstAt            string            `json:"first_at" format:"date-time"`
	LastAt             string            `json:"last_at" format:"date-time"`
}

// Unconfigured makes the record of a number that is not connected.
func Unconfigured(u channel.Unconfigured) UnconfiguredRecord {
	return UnconfiguredRecord{
		MetaAppID: u.MetaAppID, PhoneNumberID: u.PhoneNumberID, BusinessAccountID: u.BusinessAccountID,
		DisplayPhoneNumber: u.DisplayPhoneNumber, Changes: u.Changes, FirstAt: instant(u.FirstAt), LastAt: instant(u.LastAt),
	}
}
