package sim

import (
	"cmp"
	"slices"
	"time"
)

// numberEdit is what can be set on the business number; absent members stay.
type numberEdit struct {
	VerifiedName  *string   `json:"verified_name"`
	Quality       *string   `json:"quality_rating"`
	Status        *string   `json:"status"`
	Limit         *string   `json:"messaging_limit"`
	Throughput    *int      `json:"throughput"`
	PaymentIssue  *bool     `json:"payment_issue"`
	Allowed       *[]string `json:"allowed_recipients"`
	IdentityCheck *bool     `json:"identity_check"`
	Registered    *bool     `json:"registered"`
	ReviewSeconds *int      `json:"review_seconds"`
}

var messagingLimits = []string{"TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"}

func (e numberEdit) check() error {
	switch {
	case e.Quality != nil && !slices.Contains([]string{"GREEN", "YELLOW", "RED", "UNKNOWN"}, *e.Quality):
		return badInput("quality_rating must be GREEN, YELLOW, RED or UNKNOWN")
	case e.Limit != nil && !slices.Contains(messagingLimits, *e.Limit):
		return badInput("messaging_limit must be one of %v", messagingLimits)
	case e.Throughput != nil && *e.Throughput != throughputNormal && *e.Throughput != throughputHigh:
		return badInput("throughput must be %d or %d", throughputNormal, throughputHigh)
	case e.ReviewSeconds != nil && (*e.ReviewSeconds < 0 || *e.ReviewSeconds > 86400):
		return badInput("review_seconds must be between 0 and 86400")
	}
	return nil
}

// getNumberState is GET /control/number.
func (q *request) getNumberState() (out any, _ error) {
	q.view(func(time.Time) { out = q.numberView() })
	return out, nil
}

// changeNumberState is PATCH /control/number.
func (q *request) changeNumberState() (out any, _ error) {
	var e numberEdit
	if err := q.decode(&e); err != nil {
		return nil, err
	}
	if err := e.check(); err != nil {
		return nil, err
	}
	q.update(func(t *tx) {
		before := *t.settings()
		t.changeSettings(e.apply)
		t.numberWebhooks(before)
		out = t.numberView()
	})
	return out, nil
}

func (e numberEdit) apply(s *settings) {
	set(&s.VerifiedName, e.VerifiedName)
	set(&s.Quality, e.Quality)
	set(&s.Status, e.Status)
	set(&s.Limit, e.Limit)
	set(&s.PaymentIssue, e.PaymentIssue)
	set(&s.IdentityCheck, e.IdentityCheck)
	set(&s.Registered, e.Registered)
	set(&s.ReviewSeconds, e.ReviewSeconds)
	if e.Throughput != nil {
		s.HighLevel = *e.Throughput == throughputHigh
	}
	if e.Allowed != nil {
		s.AllowedRecipients = nil
		for _, phone := range *e.Allowed {
			s.AllowedRecipients = append(s.AllowedRecipients, waIDOf(digitsOf(phone)))
		}
	}
}

// numberWebhooks tells of a new throughput or a flagged number.
func (t *tx) numberWebhooks(before settings) {
	now := t.settings()
	quality := ""
	switch {
	case !before.HighLevel && now.HighLevel:
		quality = "THROUGHPUT_UPGRADE"
	case before.Status != now.Status && now.Status == "FLAGGED":
		quality = "FLAGGED"
	case before.Status == "FLAGGED" && now.Status == "CONNECTED":
		quality = "UNFLAGGED"
	}
	if quality != "" {
		t.emit(event{Field: "phone_number_quality_update", Kind: kindWebhook, Summary: "number " + quality, Value: node{
			"display_phone_number": t.businessDigits(), "event": quality, "max_daily_conversations_per_business": now.limit(),
		}})
	}
	if before.VerifiedName != now.VerifiedName {
		t.emit(event{Field: "phone_number_name_update", Kind: kindWebhook, Summary: "display name approved", Value: node{
			"display_phone_number": t.businessDigits(), "decision": "APPROVED", "requested_verified_name": now.VerifiedName, "rejection_reason": nil,
		}})
	}
}

// controlTemplates is GET /control/templates.
func (q *request) controlTemplates() (any, error) {
	data := []any{}
	q.view(func(time.Time) {
		for _, tpl := range q.state.templates.sorted(func(a, b *template) int { return cmp.Compare(a.Seq, b.Seq) }) {
			data = append(data, templateNode(tpl))
		}
	})
	return node{"data": data}, nil
}

var templateStates = []string{
	"APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED", "IN_APPEAL", "FLAGGED", "REINSTATED", "LIMIT_EXCEEDED", "LOCKED",
	"ARCHIVED", "UNARCHIVED", "PENDING_DELETION", "DELETED",
}

// setTemplate is POST /control/templates/{id}.
func (q *request) setTemplate() (out any, err error) {
	status, reason := q.in.str("status"), cmp.Or(q.in.str("reason"), "NONE")
	if !slices.Contains(templateStates, status) {
		return nil, badInput("status is not a template status")
	}
	q.update(func(t *tx) {
		tpl := t.state.templates.get(q.r.PathValue("id"))
		if tpl == nil {
			err = notFound("template")
			return
		}
		t.setTemplateStatus(tpl, status, reason)
		out = templateNode(tpl)
	})
	return out, err
}

// getWebhook is GET /control/webhook.
func (q *request) getWebhook() (out any, _ error) {
	q.view(func(time.Time) { out = q.webhookView() })
	return out, nil
}

// setWebhook is PUT /control/webhook.
func (q *request) setWebhook() (out any, _ error) {
	h := hook{q.in.str("url"), cmp.Or(q.in.str("verify_token"), q.options.VerifyToken)}
	if h.set() {
		if err := checkWebhookURL(h.URL); err != nil {
			return nil, badInput("url %v", err)
		}
		if q.in.flag("verify") {
			if err := q.handshake(q.r.Context(), h); err != nil {
				return nil, badInput("%s", err.Message)
			}
		}
	}
	q.update(func(t *tx) {
		t.changeSettings(func(s *settings) { s.AppHook, s.Subscribed = h, true })
		out = t.webhookView()
	})
	return out, nil
}
