package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"relevo/internal/ids"
)

// PhoneNumber is a WhatsApp number as Graph shows it.
type PhoneNumber struct {
	ID             ids.PhoneNumberID
	Display        string // formatted, "+1 555-010-0200"
	VerifiedName   string
	Quality        string // GREEN, YELLOW, RED, NA, UNKNOWN
	NameStatus     string
	CodeStatus     string // VERIFIED, NOT_VERIFIED, EXPIRED
	Status         string // CONNECTED is needed to send
	Platform       string
	Throughput     string // STANDARD, HIGH
	MessagingLimit string // TIER_*
	Raw            json.RawMessage
}

const phoneNumberFields = "id,display_phone_number,verified_name,quality_rating,name_status," +
	"code_verification_status,status,platform_type,throughput,whatsapp_business_manager_messaging_limit"

// PhoneNumber reads one number. An id that the token may not see is a
// *GraphError with code 100 and subcode 33.
func (c *Client) PhoneNumber(ctx context.Context, number ids.PhoneNumberID) (PhoneNumber, error) {
	n, answer, err := c.object(ctx, "read phone number", getRequest(url.Values{"fields": {phoneNumberFields}}, string(number)))
	if err != nil {
		return PhoneNumber{}, err
	}
	return phoneNumberOf(n, answer.Body), nil
}

func phoneNumberOf(n node, raw json.RawMessage) PhoneNumber {
	return PhoneNumber{
		ID: ids.PhoneNumberID(n.text("id")), Display: n.text("display_phone_number"), VerifiedName: n.text("verified_name"),
		Quality: n.text("quality_rating"), NameStatus: n.text("name_status"), CodeStatus: n.text("code_verification_status"),
		Status: n.text("status"), Platform: n.text("platform_type"), Throughput: n.child("throughput").text("level"),
		MessagingLimit: n.text("whatsapp_business_manager_messaging_limit"), Raw: raw,
	}
}

// maxPages bounds a listing whose cursors never end.
const maxPages = 20

// PhoneNumbers lists the numbers of a WhatsApp business account, all pages up
// to 2,000 numbers.
func (c *Client) PhoneNumbers(ctx context.Context, waba ids.WABAID) ([]PhoneNumber, error) {
	query := url.Values{"fields": {phoneNumberFields}, "limit": {"100"}}
	var numbers []PhoneNumber
	for range maxPages {
		n, _, err := c.object(ctx, "list phone numbers", getRequest(query, string(waba), "phone_numbers"))
		if err != nil {
			return nil, err
		}
		for _, raw := range n.list("data") {
			numbers = append(numbers, phoneNumberOf(objectOf(raw), raw))
		}
		after := n.child("paging").child("cursors").text("after")
		if after == "" || after == query.Get("after") || !n.child("paging").has("next") {
			break
		}
		query.Set("after", after)
	}
	return numbers, nil
}

const templateFields = "id,name,language,status,category,parameter_format,components,rejected_reason"

// maxTemplatePages bounds the listing of templates: an account has at most
// 6,000 (Cloud API reference, templates).
const maxTemplatePages = 60

// Templates lists the message templates of a WhatsApp business account, each
// as WhatsApp gives it; ParseTemplate reads one.
func (c *Client) Templates(ctx context.Context, waba ids.WABAID) ([]json.RawMessage, error) {
	query := url.Values{"fields": {templateFields}, "limit": {"100"}}
	var templates []json.RawMessage
	for range maxTemplatePages {
		n, _, err := c.object(ctx, "list message templates", getRequest(query, string(waba), "message_templates"))
		if err != nil {
			return nil, err
		}
		templates = append(templates, n.list("data")...)
		after := n.child("paging").child("cursors").text("after")
		if after == "" || after == query.Get("after") || !n.child("paging").has("next") {
			break
		}
		query.Set("after", after)
	}
	return templates, nil
}

// Subscribed reports whether an app receives the webhooks of a WhatsApp
// business account (GET /{waba}/subscribed_apps).
func (c *Client) Subscribed(ctx context.Context, waba ids.WABAID) (bool, error) {
	n, _, err := c.object(ctx, "read subscribed apps", getRequest(nil, string(waba), "subscribed_apps"))
	if err != nil {
		return false, err
	}
	return len(n.list("data")) > 0, nil
}

// Callback is a webhook address for one WhatsApp account, in place of the
// app's; at most 200 characters.
type Callback struct{ URL, VerifyToken string }

// SubscribeApp makes the app receive the account's webhooks. Without it no
// webhook arrives, although the handshake passed. A nil callback leaves the
// address to the app and removes an earlier override.
func (c *Client) SubscribeApp(ctx context.Context, waba ids.WABAID, callback *Callback) error {
	r := Request{Method: http.MethodPost, Path: []string{string(waba), "subscribed_apps"}}
	if callback != nil {
		r = jsonRequest(encode(map[string]string{"override_callback_uri": callback.URL, "verify_token": callback.VerifyToken}), r.Path...)
	}
	_, _, err := c.object(ctx, "subscribe app", r)
	return err
}
