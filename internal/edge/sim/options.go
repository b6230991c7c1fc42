package sim

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

// Defaults of Options. They are public values for a simulator, no secrets.
const (
	DefaultListen             = "127.0.0.1:8090"
	DefaultAppSecret          = "simulator-app-secret"
	DefaultVerifyToken        = "simulator-verify-token"
	DefaultAccessToken        = "EAAGsimulatorAccessToken"
	DefaultPhoneNumberID      = "106540352242922"
	DefaultBusinessAccountID  = "102290129340398"
	DefaultDisplayPhoneNumber = "+1 555 010 0100"
	appID                     = "1207340041188326" // id of the one app that owns the token
	businessID                = "506914307656634"  // id of the business portfolio
)

// Options say how a simulator is set up. The zero value works: every member
// has a default.
type Options struct {
	// Journal is the directory that holds the journal and the media bytes.
	// Empty keeps everything in memory.
	Journal string
	// Clock is the real clock that the virtual one follows. Default: the system's.
	Clock clock.Clock
	// Log takes operational lines; never message text, tokens or phone
	// numbers. Default: none.
	Log *slog.Logger
	// AppSecret signs webhooks.
	AppSecret string
	// VerifyToken is sent in the handshake with WebhookURL.
	VerifyToken string
	// AccessToken is the one bearer token that Graph accepts.
	AccessToken string
	// PhoneNumberID and BusinessAccountID are the Graph ids, digits only.
	PhoneNumberID     string
	BusinessAccountID string
	// DisplayPhoneNumber is the business number with +, country code and any
	// spacing.
	DisplayPhoneNumber string
	// WebhookURL is where the app's webhooks go until another target is set
	// over Graph or the control API. Empty: nowhere yet.
	WebhookURL string
	// BaseURL gives the address, without a slash at its end, under which the
	// handler is reached; media URLs begin with it. ListenAndServe sets it
	// when it is nil.
	BaseURL func() string
	// Transport carries what the simulator asks of the outside: webhooks,
	// handshakes, media links. Default: the standard library's.
	Transport http.RoundTripper
}

func (o Options) withDefaults() (Options, error) {
	for _, d := range []struct {
		field    *string
		fallback string
	}{
		{&o.AppSecret, DefaultAppSecret},
		{&o.VerifyToken, DefaultVerifyToken},
		{&o.AccessToken, DefaultAccessToken},
		{&o.PhoneNumberID, DefaultPhoneNumberID},
		{&o.BusinessAccountID, DefaultBusinessAccountID},
		{&o.DisplayPhoneNumber, DefaultDisplayPhoneNumber},
	} {
		if *d.field == "" {
			*d.field = d.fallback
		}
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	return o, o.check()
}

func (o Options) check() error {
	if !onlyDigits(o.PhoneNumberID) || !onlyDigits(o.BusinessAccountID) {
		return fault.New(fault.Invalid, fault.CodeInvalidInput, "phone number id and business account id are digits only")
	}
	if o.PhoneNumberID == o.BusinessAccountID {
		return fault.New(fault.Invalid, fault.CodeInvalidInput, "phone number id and business account id must differ")
	}
	if n := len(digitsOf(o.DisplayPhoneNumber)); n < 8 || n > 15 {
		return fault.New(fault.Invalid, fault.CodeInvalidInput, "display phone number must have 8 to 15 digits")
	}
	if o.WebhookURL != "" {
		if err := checkWebhookURL(o.WebhookURL); err != nil {
			return fault.New(fault.Invalid, fault.CodeInvalidInput, "webhook URL: "+err.Error())
		}
	}
	return nil
}

var errWebhookURL = errors.New("must be an absolute http or https URL of at most 200 characters")

// checkWebhookURL enforces the form and the 200 characters that Meta allows
// for a callback override (Cloud API reference, webhook overrides). Plain http
// is allowed here, because a simulator's receiver is often on loopback.
func checkWebhookURL(raw string) error {
	req, err := http.NewRequest(http.MethodPost, raw, nil)
	if err != nil || len(raw) > 200 || req.URL.Host == "" || (req.URL.Scheme != "http" && req.URL.Scheme != "https") {
		return errWebhookURL
	}
	return nil
}

func onlyDigits(s string) bool {
	return s != "" && digitsOf(s) == s
}

// digitsOf keeps the ASCII digits of s.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
