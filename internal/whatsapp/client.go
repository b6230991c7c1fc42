package whatsapp

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

// Where the Cloud API is, unless configured otherwise.
const (
	DefaultGraphURL = "https://graph.facebook.com"
	DefaultVersion  = "v25.0"
)

const (
	defaultTimeout      = 25 * time.Second
	defaultMediaTimeout = 5 * time.Minute
	maxAnswer           = 8 << 20 // bytes of a JSON answer; a page of templates is the largest
)

// Options configures a Client. HTTP and Token are required.
type Options struct {
	GraphURL     string        // without a version; empty is DefaultGraphURL
	Version      string        // v25.0; empty is DefaultVersion
	Token        func() string // the access token, asked for each request so that it can be replaced
	HTTP         *http.Client  // from egress; its time-out and redirect policy are not used
	Clock        clock.Clock   // reads Retry-After dates; nil is the system's
	Timeout      time.Duration // of a call, answer included; 0 is 25 s
	MediaTimeout time.Duration // of an upload or download; 0 is 5 min
}

// Client calls the Cloud API for one access token. Safe for concurrent use. It
// repeats nothing by itself: WhatsApp has no idempotency key, so whoever owns
// the message decides with SendOutcome.
type Client struct {
	base         *url.URL
	version      string
	token        func() string
	http         *http.Client
	clock        clock.Clock
	timeout      time.Duration
	mediaTimeout time.Duration
}

var versionForm = regexp.MustCompile(`^v\d{1,3}\.\d{1,2}$`)

// New makes a client. A GraphURL that is no plain http or https address, or a
// version not of the form v25.0, is an invalid_input fault.
func New(o Options) (*Client, error) {
	if o.GraphURL == "" {
		o.GraphURL = DefaultGraphURL
	}
	if o.Version == "" {
		o.Version = DefaultVersion
	}
	base, err := url.Parse(strings.TrimRight(o.GraphURL, "/"))
	if err != nil || !isWebAddress(o.GraphURL) || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, fault.New(fault.Invalid, fault.CodeInvalidInput, "The Graph URL must be a plain http or https address.")
	}
	if !versionForm.MatchString(o.Version) {
		return nil, fault.New(fault.Invalid, fault.CodeInvalidInput, "The Graph version must look like "+DefaultVersion+".")
	}
	if o.HTTP == nil || o.Token == nil {
		return nil, fault.New(fault.Invalid, fault.CodeInvalidInput, "The WhatsApp client needs an HTTP client and a token.")
	}
	c := &Client{base: base, version: o.Version, token: o.Token, http: withoutRedirects(o.HTTP), clock: o.Clock,
		timeout: o.Timeout, mediaTimeout: o.MediaTimeout}
	if c.clock == nil {
		c.clock = clock.System{}
	}
	if c.timeout <= 0 {
		c.timeout = defaultTimeout
	}
	if c.mediaTimeout <= 0 {
		c.mediaTimeout = defaultMediaTimeout
	}
	return c, nil
}

// withoutRedirects copies the client: a redirect is handed back, so that the
// bearer token goes to no address that an answer names.
func withoutRedirects(given *http.Client) *http.Client {
	own := *given
	own.Timeout = 0 // each call has its own
	own.Jar = nil
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}
