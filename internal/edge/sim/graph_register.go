package sim

import (
	"encoding/json"
	"slices"
	"time"
)

const (
	registrationsAllowed = 10
	registrationWindow   = 72 * time.Hour
)

// countRegistration counts register and deregister calls: ten in 72 hours.
func (t *tx) countRegistration() *graphError {
	var err *graphError
	t.changeSettings(func(set *settings) {
		set.Registrations = slices.DeleteFunc(set.Registrations, func(at time.Time) bool { return t.now.Sub(at) > registrationWindow })
		if len(set.Registrations) >= registrationsAllowed {
			err = newError(133016, "")
			return
		}
		set.Registrations = append(set.Registrations, t.now)
	})
	return err
}

// register is POST /{phone-number-id}/register.
func (c *call) register() answer {
	pin := c.in.str("pin")
	if c.in.str("messaging_product") != "whatsapp" {
		return refuse(newError(100, "The parameter messaging_product is required."))
	}
	if len(pin) != 6 || !onlyDigits(pin) {
		return refuse(newError(100, "Param pin must have 6 digits."))
	}
	out := success()
	c.update(func(t *tx) {
		if out.err = t.countRegistration(); out.err != nil {
			return
		}
		set := t.settings()
		if set.PIN != "" && set.PIN != pin {
			out = refuse(newError(133005, ""))
			return
		}
		t.changeSettings(func(set *settings) { set.Registered, set.PIN = true, pin })
	})
	return out
}

// deregister is POST /{phone-number-id}/deregister.
func (c *call) deregister() answer {
	out := success()
	c.update(func(t *tx) {
		if out.err = t.countRegistration(); out.err == nil {
			t.changeSettings(func(set *settings) { set.Registered = false })
		}
	})
	return out
}

// requestCode is POST /{phone-number-id}/request_code. The code comes by no
// channel: the control API shows it with the number.
func (c *call) requestCode() answer {
	if method := c.in.str("code_method"); method != "SMS" && method != "VOICE" {
		return refuse(newErrorf(100, "Param code_method must be one of {SMS, VOICE} - got %q.", method))
	}
	if c.in.str("language") == "" {
		return refuse(newError(100, "The parameter language is required."))
	}
	c.update(func(t *tx) {
		t.changeSettings(func(set *settings) { set.Code, set.CodeVerified = randomDigits(6), false })
	})
	return success()
}

// verifyCode is POST /{phone-number-id}/verify_code.
func (c *call) verifyCode() answer {
	out := success()
	c.update(func(t *tx) {
		if set := t.settings(); set.Code == "" || digitsOf(c.in.str("code")) != set.Code {
			out = refuse(newError(136025, ""))
			return
		}
		t.changeSettings(func(set *settings) { set.Code, set.CodeVerified = "", true })
	})
	return out
}

// getSettings is GET /{phone-number-id}/settings.
func (c *call) getSettings() answer {
	out := node{}
	c.view(func(time.Time) {
		set := c.settings()
		if set.Other != nil {
			out = parsed(set.Other)
		}
		out["user_identity_change"] = node{"enable_identity_key_check": set.IdentityCheck}
		if _, ok := out["storage_configuration"]; !ok {
			out["storage_configuration"] = node{"status": "DEFAULT"}
		}
	})
	return okay(out)
}

// postSettings is POST /{phone-number-id}/settings: the identity check works,
// other settings are kept and shown.
func (c *call) postSettings() answer {
	if c.in.has("payload_encryption") {
		return refuse(notSimulated("payload encryption"))
	}
	c.update(func(t *tx) {
		t.changeSettings(func(set *settings) {
			if identity := c.in.obj("user_identity_change"); identity != nil {
				set.IdentityCheck = identity.flag("enable_identity_key_check")
			}
			other := node{}
			if set.Other != nil {
				other = parsed(set.Other)
			}
			for _, key := range []string{"calling", "storage_configuration"} {
				if c.in.has(key) {
					other[key] = c.in[key]
				}
			}
			set.Other = raw(other)
		})
	})
	return success()
}

// profileLimits are the longest texts of the business profile, in characters.
var profileLimits = map[string]int{"about": 139, "address": 256, "description": 512, "email": 128}

var profileFields = []string{"about", "address", "description", "email", "profile_picture_url", "websites", "vertical"}

// getProfile is GET /{phone-number-id}/whatsapp_business_profile.
func (c *call) getProfile() answer {
	profile := node{}
	c.view(func(time.Time) {
		if stored := c.settings().Profile; stored != nil {
			profile = parsed(stored)
		}
	})
	profile["messaging_product"] = "whatsapp"
	wanted := append([]string{"messaging_product"}, profileFields...)
	if list := c.listFilter("fields"); list != "" {
		wanted = append(splitFields(list), "messaging_product")
	}
	out := node{}
	for _, name := range wanted {
		if v, ok := profile[name]; ok {
			out[name] = v
		}
	}
	return okay(node{"data": []any{out}})
}

// postProfile is POST /{phone-number-id}/whatsapp_business_profile.
func (c *call) postProfile() answer {
	if c.in.str("messaging_product") != "whatsapp" {
		return refuse(newError(100, "The parameter messaging_product is required."))
	}
	for field, limit := range profileLimits {
		if runes(c.in.str(field)) > limit {
			return refuse(tooLong(field, limit))
		}
	}
	sites := c.in.list("websites")
	if len(sites) > 2 {
		return refuse(newError(100, "Param websites must have at most 2 elements."))
	}
	for _, site := range sites {
		if text, ok := site.(string); !ok || runes(text) > 256 {
			return refuse(tooLong("websites[]", 256))
		}
	}
	handle := c.in.str("profile_picture_handle")
	out := success()
	c.update(func(t *tx) {
		if handle != "" && !t.knowsHandle(handle) {
			out = refuse(newError(100, "Param profile_picture_handle is not a handle of a finished upload."))
			return
		}
		t.changeSettings(func(set *settings) { set.Profile = mergeProfile(set.Profile, c.in, handle) })
	})
	return out
}

func mergeProfile(stored json.RawMessage, in node, handle string) json.RawMessage {
	profile := node{}
	if stored != nil {
		profile = parsed(stored)
	}
	for _, field := range profileFields {
		if in.has(field) && field != "profile_picture_url" {
			profile[field] = in[field]
		}
	}
	if handle != "" {
		profile["profile_picture_url"] = "https://pps.whatsapp.net/v/" + handle[len(handle)-12:] + ".jpg"
	}
	return raw(profile)
}

func (s *Simulator) knowsHandle(handle string) bool {
	for _, row := range s.state.uploads.rows {
		if row.Handle == handle {
			return true
		}
	}
	return false
}
