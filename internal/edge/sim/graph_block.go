package sim

import (
	"regexp"
	"strings"
	"time"
)

// listBlocked is GET /{phone-number-id}/block_users.
func (c *call) listBlocked() answer {
	var all []node
	c.view(func(time.Time) {
		for _, cu := range c.state.customers.sorted(func(a, b *customer) int { return int(a.Seq - b.Seq) }) {
			if cu.BlockedByNumber {
				all = append(all, node{"messaging_product": "whatsapp", "wa_id": cu.WaID, "user_id": cu.BSUID})
			}
		}
	})
	return c.page(all, []string{"messaging_product", "wa_id", "user_id"})
}

// blockUsers is POST /{phone-number-id}/block_users. Only people who wrote in
// the last 24 hours can be blocked.
func (c *call) blockUsers() answer { return c.changeBlocked(true) }

// unblockUsers is DELETE /{phone-number-id}/block_users.
func (c *call) unblockUsers() answer { return c.changeBlocked(false) }

func (c *call) changeBlocked(block bool) answer {
	users := c.in.objects("block_users")
	if c.in.str("messaging_product") != "whatsapp" || len(users) == 0 {
		return refuse(newError(100, "The parameters messaging_product and block_users are required."))
	}
	word := "removed_users"
	if block {
		word = "added_users"
	}
	done, failed := []any{}, []any{}
	c.update(func(t *tx) {
		for _, u := range users {
			input := u.str("user")
			if input == "" {
				input = u.str("user_id")
			}
			cu := t.anyCustomer(input)
			if cu == nil || (block && !t.pairOf(cu.ID).open(t.now)) {
				failed = append(failed, node{"input": input, "errors": []any{node{
					"message": "Re-engagement required", "code": 131047,
					"error_data": node{"details": "The person must have written in the last 24 hours."},
				}}})
				continue
			}
			cu.BlockedByNumber = block
			t.saveCustomer(cu)
			done = append(done, node{"input": input, "wa_id": cu.WaID})
		}
	})
	result := node{word: done}
	if len(failed) == 0 {
		return okay(node{"messaging_product": "whatsapp", "block_users": result})
	}
	result["failed_users"] = failed
	e := newError(139100, "")
	e.Beside = node{"messaging_product": "whatsapp", "block_users": result}
	return refuse(e)
}

// anyCustomer finds by id, BSUID or phone number in any spelling.
func (s *Simulator) anyCustomer(text string) *customer {
	if c := s.state.customers.get(text); c != nil {
		return c
	}
	if c := s.customerByBSUID(text); c != nil {
		return c
	}
	if digits := digitsOf(text); digits != "" {
		return s.customerByPhone(digits)
	}
	return nil
}

var usernameForm = regexp.MustCompile(`^[a-z0-9._]{3,30}$`)

// getUsername is GET /{phone-number-id}/username.
func (c *call) getUsername() answer {
	out := node{}
	c.view(func(time.Time) {
		if name := c.settings().Username; name != "" {
			out = node{"username": name, "status": "approved"}
		}
	})
	return okay(out)
}

// postUsername is POST /{phone-number-id}/username.
func (c *call) postUsername() answer {
	name := strings.ToLower(strings.TrimPrefix(c.in.str("username"), "@"))
	if !usernameForm.MatchString(name) || strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, "..") {
		return refuse(newError(100, "Param username must have 3 to 30 letters, digits, periods and underscores."))
	}
	out := okay(node{"status": "approved"})
	c.update(func(t *tx) {
		for _, cu := range t.state.customers.rows {
			if cu.Username == name {
				out = refuse(newError(147001, ""))
				return
			}
		}
		t.setUsername(name)
	})
	return out
}

// deleteUsername is DELETE /{phone-number-id}/username.
func (c *call) deleteUsername() answer {
	c.update(func(t *tx) { t.setUsername("") })
	return success()
}

func (t *tx) setUsername(name string) {
	status := "approved"
	if name == "" {
		status = "deleted"
	}
	t.changeSettings(func(set *settings) { set.Username = name })
	t.emit(event{
		Field: "business_username_update", Kind: kindWebhook, Summary: "business username " + status,
		Value: node{"display_phone_number": t.businessDigits(), "username": name, "status": status},
	})
}

// suggestUsernames is GET /{phone-number-id}/username_suggestions.
func (c *call) suggestUsernames() answer {
	var name string
	c.view(func(time.Time) { name = c.settings().VerifiedName })
	base := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	if len(base) < 3 || len(base) > 24 {
		base = "business"
	}
	return okay(node{"data": []any{node{"username_suggestions": []any{base, base + ".hq", base + "_wa"}}}})
}
