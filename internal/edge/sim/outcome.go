package sim

import "time"

const reactionAge = 30 * 24 * time.Hour // older messages take no reaction

// scripted gives the outcome that a fault rule or a magic number fixes: an
// error for a code that WhatsApp answers at once, an outcome for one that
// comes as a failed status.
func (t *tx) scripted(m *sending) (*outcome, *graphError) {
	if hit := t.strike(faultOutcome, target{Customer: m.Customer, Type: m.Type}); hit != nil {
		if hit.later() {
			return &outcome{Code: hit.Code, Details: hit.Details}, nil
		}
		return nil, newError(hit.Code, hit.Details)
	}
	code := magicCode(m.Customer.Phone)
	if code == 0 || (code == 131047 && m.Type == "template") {
		return nil, nil
	}
	if arrivesLater(code) {
		return &outcome{Code: code}, nil
	}
	return nil, newError(code, "")
}

// laterFailure finds what makes an accepted message fail, as the account, the
// customer and the window are now.
func (t *tx) laterFailure(m *sending, row *message) *outcome {
	c, set := m.Customer, t.settings()
	switch {
	case c.NotOnWhatsApp || c.BlockedBusiness:
		return &outcome{Code: 131026}
	case set.PaymentIssue:
		return &outcome{Code: 131042}
	case m.Identity != "" && set.IdentityCheck && m.Identity != c.IdentityHash:
		return &outcome{Code: 137000}
	case m.Template == nil && !row.InWindow:
		return &outcome{Code: 131047}
	case m.Template != nil && m.Template.Category == "MARKETING" && c.MarketingStopped:
		return &outcome{Code: 131050}
	case m.Media != nil && !mediaFits(m.Type, m.Media.Type):
		return &outcome{Code: 131053, Details: "Media type " + m.Media.Type + " cannot be sent as " + m.Type + "."}
	case m.Type == "reaction":
		return t.reactionFailure(m)
	}
	return nil
}

// reactionFailure: the target must be a message of this chat, at most 30 days
// old, not deleted, and no reaction itself.
func (t *tx) reactionFailure(m *sending) *outcome {
	on := t.state.messages.get(m.Fields.str("message_id"))
	if on == nil || on.Customer != m.Customer.ID || on.Type == "reaction" || !on.RevokedAt.IsZero() || t.now.Sub(on.At) > reactionAge {
		return &outcome{Code: 131009, Details: "The message to react to does not exist, was deleted, is a reaction or is older than 30 days."}
	}
	return nil
}

// showReaction puts a business's reaction onto its target on the phone.
func (t *tx) showReaction(m *message) {
	fields := parsed(m.Payload)
	if on := t.state.messages.get(fields.str("message_id")); on != nil {
		on.BusinessReaction = fields.str("emoji")
		t.saveMessage(on)
	}
}
