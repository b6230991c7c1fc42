package sim

import (
	"cmp"
	"encoding/json"
	"time"
)

const settingsKey = "settings"

// settings is the one record about the number, the account and the app.
type settings struct {
	Clock        clockState `json:"clock"`
	VerifiedName string     `json:"verified_name"`
	Quality      string     `json:"quality_rating"`            // GREEN, YELLOW, RED, UNKNOWN
	Status       string     `json:"status"`                    // CONNECTED, FLAGGED, …
	Limit        string     `json:"messaging_limit,omitempty"` // TIER_250, …; empty: TIER_2K
	HighLevel    bool       `json:"high_throughput,omitempty"`
	Registered   bool       `json:"registered"`
	PIN          string     `json:"pin,omitempty"`
	Code         string     `json:"code,omitempty"` // of the last request_code
	CodeVerified bool       `json:"code_verified"`
	// Registrations holds the register and deregister calls of the last 72 h.
	Registrations     []time.Time     `json:"registrations,omitempty"`
	IdentityCheck     bool            `json:"identity_check,omitempty"`
	PaymentIssue      bool            `json:"payment_issue,omitempty"`
	AllowedRecipients []string        `json:"allowed_recipients,omitempty"` // wa_ids; empty allows all
	Profile           json.RawMessage `json:"profile,omitempty"`
	Other             json.RawMessage `json:"other,omitempty"` // further members of /settings
	Username          string          `json:"username,omitempty"`
	NumberHook        hook            `json:"number_hook,omitzero"`
	AccountHook       hook            `json:"account_hook,omitzero"`
	AppHook           hook            `json:"app_hook,omitzero"`
	StartHook         string          `json:"start_hook,omitempty"` // the target that Options named
	AppFields         []string        `json:"app_fields,omitempty"` // empty: all
	Subscribed        bool            `json:"subscribed"`           // the app to the account's webhooks
	TemplateCreations []time.Time     `json:"template_creations,omitempty"`
	ReviewSeconds     int             `json:"review_seconds"`
}

// hook is a webhook target.
type hook struct {
	URL   string `json:"url"`
	Token string `json:"verify_token,omitempty"`
}

func (h hook) set() bool { return h.URL != "" }

func (s *Simulator) settings() *settings {
	if set := s.state.settings.get(settingsKey); set != nil {
		return set
	}
	return &settings{}
}

// changeSettings edits the settings and stores them.
func (t *tx) changeSettings(edit func(*settings)) {
	set := t.settings()
	edit(set)
	t.state.settings.put(t, settingsKey, set)
	t.tell("number", func() any { return t.numberView() })
}

// limit is how many people a day the business may begin to write to.
func (set *settings) limit() string { return cmp.Or(set.Limit, "TIER_2K") }

func (set *settings) throughput() int {
	if set.HighLevel {
		return throughputHigh
	}
	return throughputNormal
}

func defaultSettings(o Options, at clockState) *settings {
	set := &settings{
		Clock: at, VerifiedName: "Tavola Norte", Quality: "GREEN", Status: "CONNECTED",
		Registered: true, CodeVerified: true, Subscribed: true, ReviewSeconds: 60,
	}
	if o.WebhookURL != "" {
		set.AppHook = hook{o.WebhookURL, o.VerifyToken}
		set.StartHook = o.WebhookURL
	}
	return set
}

// retarget follows a webhook target that moved between two starts, such as a
// server that took another port: the app's target and what still waits for
// the old one. A target that was set over Graph since then stays until
// Options name a new one.
func (t *tx) retarget() {
	now, before := t.options.WebhookURL, t.settings().StartHook
	if now == "" || now == before {
		return
	}
	t.changeSettings(func(set *settings) {
		set.AppHook, set.StartHook = hook{now, t.options.VerifyToken}, now
	})
	for _, d := range t.state.deliveries.rows {
		if !d.finished() && d.URL == before {
			d.URL = now
			t.saveDelivery(d)
		}
	}
}

// seed fills an empty simulator.
func (t *tx) seed() {
	t.state.settings.put(t, settingsKey, defaultSettings(t.options, t.clock.move(0, 0)))
	t.seedTemplates()
	for _, c := range []customer{
		{Name: "Lucía Ferreyra", Phone: "15550104821"},
		{Name: "田中 美咲", Phone: "15550101187"},
		{Name: "Omar Haddad", Phone: "15550107730"},
		{Name: "João Batista", Phone: "15550105562"},
	} {
		t.addCustomer(c)
	}
}
