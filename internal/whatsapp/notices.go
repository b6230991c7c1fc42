package whatsapp

import (
	"encoding/json"
	"time"
)

// TemplateUpdate is a change of a message template. Kind says which members
// are set: status, quality, components or category.
type TemplateUpdate struct {
	Kind                         string
	TemplateID                   string // digits
	Name, Language               string
	Event                        string // APPROVED, REJECTED, PAUSED, ...
	Reason                       string // INVALID_FORMAT, ...; empty when none
	Explanation, Recommendation  string // why Meta rejected it and what to change
	Category                     string // new category
	PreviousCategory             string
	CorrectCategory              string    // a change announced, not yet made
	CategoryChange               time.Time // when it is made
	Quality, PreviousQuality     string    // GREEN, YELLOW, RED, UNKNOWN
	Title, Text, Footer          string
	PauseTitle, PauseDescription string
	DisableDate                  string
	Raw                          json.RawMessage
}

// NumberUpdate is a notice about a business number. Kind is quality, name,
// username or security.
type NumberUpdate struct {
	Kind               string
	DisplayPhoneNumber string
	Event              string // THROUGHPUT_UPGRADE, FLAGGED, PIN_CHANGED, ...
	Limit, OldLimit    string // TIER_10K, ...
	Decision           string // name: APPROVED, REJECTED, ...
	RequestedName      string
	RejectionReason    string
	Username, Status   string
	Raw                json.RawMessage
}

// AccountUpdate is a notice about the WhatsApp business account. Field tells
// account_update, account_alerts, account_review_update and
// business_capability_update apart.
type AccountUpdate struct {
	Field          string
	Event          string // ACCOUNT_VIOLATION, DISABLED_UPDATE, ...; the decision of a review
	PhoneNumber    string
	Violation      string
	BanState       string // DISABLE, REINSTATE, SCHEDULE_FOR_DISABLE
	BanDate        string
	Restrictions   []Restriction
	MessagingLimit string // unique persons a day, a number or TIER_*
	MaxNumbers     string
	Severity       string
	Description    string
	Raw            json.RawMessage
}

// Restriction is something that the account may not do until Expires.
type Restriction struct {
	Type    string
	Expires time.Time // zero when Meta gives no end
}

func (*TemplateUpdate) item() {}
func (*NumberUpdate) item()   {}
func (*AccountUpdate) item()  {}

// Disabled reports whether the account may no longer send.
func (u *AccountUpdate) Disabled() bool { return u.BanState == "DISABLE" }

func (r *reader) templateUpdate() Item {
	v := r.value
	u := &TemplateUpdate{
		Kind: templateKind(r.field, v), TemplateID: v.text("message_template_id"), Name: v.text("message_template_name"),
		Language: v.text("message_template_language"), Event: v.text("event"), Raw: r.rawValue,
		Category: v.firstText("new_category", "message_template_category"), PreviousCategory: v.text("previous_category"),
		CorrectCategory: v.text("correct_category"), CategoryChange: v.instant("category_update_timestamp"),
		Quality: v.text("new_quality_score"), PreviousQuality: v.text("previous_quality_score"),
		Title: v.text("message_template_title"), Text: v.text("message_template_element"), Footer: v.text("message_template_footer"),
		PauseTitle: v.child("other_info").text("title"), PauseDescription: v.child("other_info").text("description"),
		DisableDate: v.child("disable_info").text("disable_date"),
	}
	if reason := v.text("reason"); reason != "NONE" {
		u.Reason = reason
	}
	info := v.child("rejection_info")
	if info == nil { // Meta documents it beside the value as well
		info = r.change.child("rejection_info")
	}
	u.Explanation, u.Recommendation = info.text("reason"), info.text("recommendation")
	return u
}

// templateKind looks at the members first: Meta's own quality sample carries
// the field name of a status.
func templateKind(field string, v node) string {
	switch {
	case v.has("new_quality_score"):
		return "quality"
	case field == "message_template_components_update":
		return "components"
	case field == "template_category_update":
		return "category"
	case field == "message_template_quality_update":
		return "quality"
	}
	return "status"
}

func (r *reader) numberUpdate() Item {
	kinds := map[string]string{"phone_number_quality_update": "quality", "phone_number_name_update": "name",
		"business_username_update": "username", "security": "security"}
	v := r.value
	return &NumberUpdate{
		Kind: kinds[r.field], DisplayPhoneNumber: v.text("display_phone_number"), Event: v.text("event"), Raw: r.rawValue,
		Limit:    v.firstText("max_daily_conversations_per_business", "current_limit"),
		OldLimit: v.text("old_limit"), Decision: v.text("decision"), RequestedName: v.text("requested_verified_name"),
		RejectionReason: v.text("rejection_reason"), Username: v.text("username"), Status: v.text("status"),
	}
}

func (r *reader) accountUpdate() Item {
	v := r.value
	u := &AccountUpdate{
		Field: r.field, Event: v.firstText("event", "decision", "alert_type"), PhoneNumber: v.text("phone_number"), Raw: r.rawValue,
		Violation: v.child("violation_info").text("violation_type"),
		BanState:  v.child("ban_info").text("waba_ban_state"), BanDate: v.child("ban_info").text("waba_ban_date"),
		MessagingLimit: v.text("max_daily_conversations_per_business"),
		MaxNumbers:     v.firstText("max_phone_numbers_per_waba", "max_phone_numbers_per_business"),
		Severity:       v.text("alert_severity"), Description: v.text("alert_description"),
	}
	for _, raw := range v.list("restriction_info") {
		n := objectOf(raw)
		u.Restrictions = append(u.Restrictions, Restriction{Type: n.text("restriction_type"), Expires: n.instant("expiration")})
	}
	return u
}
