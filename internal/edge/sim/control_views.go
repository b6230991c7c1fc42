package sim

import (
	"encoding/json"
	"time"
)

// customerView is a customer as the control API shows them.
func (s *Simulator) customerView(c *customer) node {
	unread, last := 0, (*message)(nil)
	for _, id := range s.index.chats[c.ID] {
		m := s.state.messages.get(id)
		if m == nil {
			continue
		}
		if m.Outbound && m.Arrived && !m.Seen {
			unread++
		}
		if m.Arrived && m.Type != "reaction" {
			last = m
		}
	}
	p := s.pairOf(c.ID)
	phone := ""
	if c.Phone != "" {
		phone = "+" + c.Phone
	}
	out := node{
		"id": c.ID, "name": c.Name, "phone": phone, "wa_id": c.WaID, "bsuid": c.BSUID, "parent_bsuid": c.Parent, "username": c.Username,
		"phone_hidden": c.PhoneHidden, "on_whatsapp": !c.NotOnWhatsApp, "online": !c.Offline, "deliver_after_seconds": c.DeliverAfter,
		"read_receipts": !c.NoReadReceipts, "reads_at_once": c.ReadsAtOnce, "blocked": c.BlockedBusiness,
		"blocked_by_business": c.BlockedByNumber, "marketing_stopped": c.MarketingStopped, "identity_hash": c.IdentityHash,
		"auto_created": c.Auto, "created_at": c.CreatedAt, "unread": unread, "last_inbound_at": instant(p.LastInbound),
		"window_until": nil, "business_typing_until": instant(c.TypingUntil),
	}
	if !p.LastInbound.IsZero() {
		out["window_until"] = p.LastInbound.Add(serviceWindow)
	}
	if last != nil {
		out["last_message"] = node{"id": last.ID, "type": last.Type, "summary": summaryOf(last.Type, last.Payload), "at": last.At, "from": last.from()}
	}
	return out
}

func instant(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}

func (m *message) from() string {
	if m.Outbound {
		return "business"
	}
	return "customer"
}

// messageView is a message as the phone shows it. on_phone is false while it
// has not arrived; state is what the sender of the message would see.
func (s *Simulator) messageView(m *message) node {
	out := node{
		"id": m.ID, "seq": m.Seq, "customer": m.Customer, "from": m.from(), "type": m.Type, "at": m.At, "state": m.Status,
		"times": copied(m.Times), "on_phone": m.Arrived, "seen": m.Seen, "content": anyJSON(m.Payload), "voice": m.voice(),
		"business_reaction": m.BusinessReaction, "customer_reaction": m.CustomerReaction, "edited_at": instant(m.EditedAt), "revoked_at": instant(m.RevokedAt),
	}
	if m.Context != nil {
		out["context"] = *m.Context
	}
	if m.Referral != nil {
		out["referral"] = m.Referral
	}
	if m.Rendered != nil {
		out["template"] = m.Rendered
	}
	if m.Echo {
		out["echo"] = true
	}
	if len(m.Errors) > 0 {
		out["errors"] = append([]webhookError{}, m.Errors...)
	}
	if choices := choicesOf(m); choices != nil {
		out["choices"] = choices
	}
	if item := s.state.media.get(m.Media); item != nil {
		out["media"] = node{"id": item.ID, "url": "/control/media/" + item.ID, "mime_type": item.Type, "size": item.Size, "filename": item.Name}
	}
	return out
}

func copied(times map[string]time.Time) map[string]time.Time {
	out := make(map[string]time.Time, len(times))
	for k, v := range times {
		out[k] = v
	}
	return out
}

// numberView is the business number as the control API shows it.
func (s *Simulator) numberView() node {
	set := s.settings()
	return node{
		"phone_number_id": s.options.PhoneNumberID, "display_phone_number": s.options.DisplayPhoneNumber, "verified_name": set.VerifiedName,
		"quality_rating": set.Quality, "status": set.Status, "messaging_limit": set.limit(), "throughput": set.throughput(), "registered": set.Registered,
		"payment_issue": set.PaymentIssue, "identity_check": set.IdentityCheck, "allowed_recipients": append([]string{}, set.AllowedRecipients...),
		"verification_code": set.Code, "username": set.Username, "review_seconds": set.ReviewSeconds, "subscribed": set.Subscribed,
	}
}

func (s *Simulator) webhookView() node {
	set := s.settings()
	return node{
		"url": set.AppHook.URL, "fields": append([]string{}, set.AppFields...), "subscribed": set.Subscribed,
		"account_override": set.AccountHook.URL, "number_override": set.NumberHook.URL, "effective_url": s.targetFor("messages").URL,
	}
}

// deliveryView is a delivery with its attempts, without its body.
func deliveryView(d *delivery) node {
	return node{
		"id": d.ID, "seq": d.Seq, "url": d.URL, "kind": d.Kind, "field": d.Field, "summary": d.Summary, "message": d.Message,
		"customer": d.Customer, "state": d.State, "created_at": d.CreatedAt, "next_at": instant(d.NextAt), "updates": len(d.Changes),
		"attempts": append([]attempt{}, d.Attempts...), "duplicate_of": d.Duplicate,
	}
}

func (s *Simulator) deliveryDetail(d *delivery) node {
	out := deliveryView(d)
	body := webhookBody(s.options.BusinessAccountID, d.Changes, d.CreatedAt, d.ExtraTime)
	out["body"] = json.RawMessage(body)
	out["signature"] = sign(s.options.AppSecret, body)
	return out
}
