package sim

import (
	"slices"
	"strings"
	"time"
)

// webhookFields are the fields that an app can subscribe to.
var webhookFields = []string{
	"account_alerts", "account_review_update", "account_update", "business_capability_update", "business_username_update",
	"calls", "flows", "group_lifecycle_update", "group_participants_update", "group_settings_update", "group_status_update",
	"history", "message_template_components_update", "message_template_quality_update", "message_template_status_update",
	"messages", "partner_solutions", "payment_configuration_update", "phone_number_name_update", "phone_number_quality_update",
	"security", "smb_app_state_sync", "smb_message_echoes", "template_category_update", "user_preferences",
}

// listSubscribedApps is GET /{waba-id}/subscribed_apps.
func (c *call) listSubscribedApps() answer {
	data := []any{}
	c.view(func(time.Time) {
		set := c.settings()
		if !set.Subscribed {
			return
		}
		row := node{"whatsapp_business_api_data": node{"id": appID, "name": "Simulated app", "link": "https://www.facebook.com/games/?app_id=" + appID}}
		if set.AccountHook.set() {
			row["override_callback_uri"] = set.AccountHook.URL
		}
		data = append(data, row)
	})
	return okay(node{"data": data})
}

// subscribeApp is POST /{waba-id}/subscribed_apps, with or without an
// override of the target; without one an earlier override is removed.
func (c *call) subscribeApp() answer {
	a := c.override(c.in, func(set *settings) *hook { return &set.AccountHook })
	if a.err == nil {
		c.update(func(t *tx) { t.changeSettings(func(set *settings) { set.Subscribed = true }) })
	}
	return a
}

// unsubscribeApp is DELETE /{waba-id}/subscribed_apps.
func (c *call) unsubscribeApp() answer {
	c.update(func(t *tx) {
		t.changeSettings(func(set *settings) { set.Subscribed, set.AccountHook = false, hook{} })
	})
	return success()
}

// listSubscriptions is GET /{app-id}/subscriptions.
func (c *call) listSubscriptions() answer {
	data := []any{}
	c.view(func(time.Time) {
		set := c.settings()
		if !set.AppHook.set() {
			return
		}
		fields := []any{}
		for _, f := range set.fields() {
			fields = append(fields, node{"name": f, "version": defaultVersion})
		}
		data = append(data, node{"object": "whatsapp_business_account", "callback_url": set.AppHook.URL, "active": true, "fields": fields})
	})
	return okay(node{"data": data})
}

func (set *settings) fields() []string {
	if len(set.AppFields) == 0 {
		return webhookFields
	}
	return set.AppFields
}

// setSubscription is POST /{app-id}/subscriptions: target and fields of the
// app, with the handshake.
func (c *call) setSubscription() answer {
	if object := c.in.str("object"); object != "whatsapp_business_account" {
		return refuse(newErrorf(100, "The simulator subscribes to object whatsapp_business_account only - got %q.", object))
	}
	h := hook{c.in.str("callback_url"), c.in.str("verify_token")}
	if err := checkWebhookURL(h.URL); err != nil {
		return refuse(newErrorf(100, "Param callback_url %v.", err))
	}
	var fields []string
	for _, f := range strings.FieldsFunc(c.listFilter("fields"), func(r rune) bool { return r == ',' || r == ' ' }) {
		if !slices.Contains(webhookFields, f) {
			return refuse(newErrorf(100, "Param fields: %q is not a field of whatsapp_business_account.", f))
		}
		fields = append(fields, f)
	}
	if err := c.handshake(c.r.Context(), h); err != nil {
		return refuse(err)
	}
	c.update(func(t *tx) {
		t.changeSettings(func(set *settings) {
			set.AppHook = h
			if fields != nil {
				set.AppFields = fields
			}
		})
	})
	return success()
}

// dropSubscription is DELETE /{app-id}/subscriptions.
func (c *call) dropSubscription() answer {
	c.update(func(t *tx) {
		t.changeSettings(func(set *settings) { set.AppHook, set.AppFields = hook{}, nil })
	})
	return success()
}
