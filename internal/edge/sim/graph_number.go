package sim

import (
	"net/http"
	"time"
)

// numberNode is the phone number as Graph shows it.
func (s *Simulator) numberNode() node {
	set := s.settings()
	level := "STANDARD"
	if set.HighLevel {
		level = "HIGH"
	}
	verification := "NOT_VERIFIED"
	if set.CodeVerified {
		verification = "VERIFIED"
	}
	status := set.Status
	if !set.Registered {
		status = "DISCONNECTED"
	}
	hooks := node{}
	for name, h := range map[string]hook{"phone_number": set.NumberHook, "whatsapp_business_account": set.AccountHook, "application": set.AppHook} {
		if h.set() {
			hooks[name] = h.URL
		}
	}
	return node{
		"id": s.options.PhoneNumberID, "display_phone_number": s.options.DisplayPhoneNumber, "verified_name": set.VerifiedName,
		"quality_rating": set.Quality, "code_verification_status": verification, "name_status": "APPROVED",
		"new_name_status": "NONE", "status": status, "platform_type": "CLOUD_API", "throughput": node{"level": level},
		"account_mode": "LIVE", "is_official_business_account": false, "is_pin_enabled": set.PIN != "",
		"messaging_limit_tier": set.limit(), "whatsapp_business_manager_messaging_limit": set.limit(),
		"webhook_configuration": hooks, "country_code": countryOf(s.businessDigits()),
		"health_status":       node{"can_send_message": "AVAILABLE", "entities": []any{node{"entity_type": "PHONE_NUMBER", "id": s.options.PhoneNumberID, "can_send_message": "AVAILABLE"}}},
		"last_onboarded_time": "2026-01-15T09:00:00+0000", "username": set.Username,
	}
}

var numberDefaults = []string{
	"verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type",
	"throughput", "webhook_configuration", "last_onboarded_time", "id",
}

// getNumber is GET /{phone-number-id}.
func (c *call) getNumber() answer {
	var out node
	c.view(func(time.Time) { out = c.numberNode() })
	return okay(c.fields(out, numberDefaults))
}

// listNumbers is GET /{waba-id}/phone_numbers.
func (c *call) listNumbers() answer {
	var out node
	c.view(func(time.Time) { out = c.numberNode() })
	return c.page([]node{out}, numberDefaults)
}

// setNumber is POST /{phone-number-id}: the webhook override of the number
// (an empty URL removes it), or a two-step PIN.
func (c *call) setNumber() answer {
	if pin := c.in.str("pin"); pin != "" {
		if len(pin) != 6 || !onlyDigits(pin) {
			return refuse(newError(100, "Param pin must have 6 digits."))
		}
		c.update(func(t *tx) { t.changeSettings(func(set *settings) { set.PIN = pin }) })
		return success()
	}
	config := c.in.obj("webhook_configuration")
	if config == nil {
		return refuse(newError(100, "The parameter webhook_configuration or pin is required."))
	}
	return c.override(config, func(set *settings) *hook { return &set.NumberHook })
}

// override verifies a webhook target and stores it where at points; an empty
// URL removes it.
func (c *call) override(config node, at func(*settings) *hook) answer {
	h := hook{config.str("override_callback_uri"), config.str("verify_token")}
	if h.set() {
		if err := checkWebhookURL(h.URL); err != nil {
			return refuse(newErrorf(100, "Param override_callback_uri %v.", err))
		}
		if h.Token == "" {
			return refuse(newError(100, "The parameter verify_token is required."))
		}
		if err := c.handshake(c.r.Context(), h); err != nil {
			return refuse(err)
		}
	} else {
		h = hook{}
	}
	c.update(func(t *tx) { t.changeSettings(func(set *settings) { *at(set) = h }) })
	return success()
}

// getAccount is GET /{waba-id}.
func (c *call) getAccount() answer {
	var name string
	c.view(func(time.Time) { name = c.settings().VerifiedName })
	return okay(c.fields(node{
		"id": c.id, "name": name, "currency": "EUR", "timezone_id": "42", "message_template_namespace": "6f8e5a1c_2b7d_4e39_9a40_53c1d7e8b2f0",
		"account_review_status": "APPROVED", "business_verification_status": "verified", "country": countryOf(c.businessDigits()),
		"ownership_type": "SELF", "status": "ACTIVE", "owner_business_info": node{"name": name, "id": businessID},
		"health_status": node{"can_send_message": "AVAILABLE", "entities": []any{node{"entity_type": "WABA", "id": c.id, "can_send_message": "AVAILABLE"}}},
	}, []string{"id", "name", "currency", "timezone_id", "message_template_namespace"}))
}

// getApp is GET /{app-id} or GET /app.
func (c *call) getApp() answer {
	if c.r.Method != http.MethodGet {
		return refuse(unknownObject(c.r.Method, c.id))
	}
	return okay(node{"id": appID, "name": "Simulated app", "link": "https://www.facebook.com/games/?app_id=" + appID, "category": "Business"})
}

// debugToken is GET /debug_token?input_token=.
func (c *call) debugToken() answer {
	token := c.in.str("input_token")
	if token == "" {
		return refuse(newError(100, "The parameter input_token is required."))
	}
	if !c.options.accepts(token) {
		return okay(node{"data": node{
			"is_valid": false, "scopes": []any{},
			"error": node{"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"},
		}})
	}
	scopes := []any{"whatsapp_business_management", "whatsapp_business_messaging"}
	var granular []any
	for _, scope := range scopes {
		granular = append(granular, node{"scope": scope, "target_ids": []any{c.options.BusinessAccountID}})
	}
	return okay(node{"data": node{
		"app_id": appID, "type": "SYSTEM_USER", "application": "Simulated app", "data_access_expires_at": 0, "expires_at": 0,
		"is_valid": true, "scopes": scopes, "granular_scopes": granular, "user_id": "122096540348001234",
	}})
}
