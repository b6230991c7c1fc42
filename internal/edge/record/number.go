package record

import (
	"relevo/internal/channel"
	"relevo/internal/contact"
	"relevo/internal/ids"
)

// NumberRecord is a connected WhatsApp number as clients see it. Its token is
// shown to nobody.
type NumberRecord struct {
	ID                           string            `json:"id" doc:"Meta's id, the same as phone_number_id"`
	InternalID                   ids.NumberID      `json:"internal_id"`
	PhoneNumberID                ids.PhoneNumberID `json:"phone_number_id"`
	Name                         string            `json:"name"`
	BusinessAccountID            ids.WABAID        `json:"business_account_id"`
	DisplayName                  string            `json:"display_name"`
	DisplayPhoneNumber           string            `json:"display_phone_number"`
	DisplayPhoneNumberNormalized string            `json:"display_phone_number_normalized" doc:"Digits"`
	VerifiedName                 *string           `json:"verified_name"`
	Status                       string            `json:"status"`
	InboundProcessingEnabled     bool              `json:"inbound_processing_enabled"`
	CallsEnabled                 bool              `json:"calls_enabled"`
	IsCoexistence                bool              `json:"is_coexistence"`
	QualityRating                *string           `json:"quality_rating"`
	ThroughputTier               *string           `json:"throughput_tier"`
	CustomerID                   *string           `json:"customer_id"`
	Kind                         string            `json:"kind" enum:"production,sandbox"`
	MetaAppID                    ids.MetaAppID     `json:"meta_app_id"`
	GraphURL                     string            `json:"graph_url" doc:"Where WhatsApp's API is for this number, without a version; simulator: for the built-in simulator"`
	WebhookVerifiedAt            *string           `json:"webhook_verified_at" format:"date-time"`
	CreatedAt                    string            `json:"created_at" format:"date-time"`
	UpdatedAt                    string            `json:"updated_at" format:"date-time"`
}

// Number makes the record of a WhatsApp number.
func Number(n channel.Number) NumberRecord {
	return NumberRecord{
		ID: string(n.PhoneNumberID), InternalID: n.ID, PhoneNumberID: n.PhoneNumberID, Name: n.Name,
		BusinessAccountID: n.BusinessAccountID, DisplayName: n.Name, DisplayPhoneNumber: n.DisplayPhoneNumber,
		DisplayPhoneNumberNormalized: contact.Digits(n.DisplayPhoneNumber), Status: "CONNECTED",
		InboundProcessingEnabled: true, Kind: n.Kind, MetaAppID: n.MetaAppID, GraphURL: n.GraphURL,
		CreatedAt: instant(n.CreatedAt), UpdatedAt: instant(n.UpdatedAt),
	}
}
