package whatsapp

import (
	"encoding/json"
	"time"

	"relevo/internal/ids"
)

// TypeUnknown is the Body type of a message kind that this package does not
// know; the raw node holds what it was.
const TypeUnknown = "unknown"

// Body is what a message says, inbound or outbound. Exactly the member that
// Type names is set; even that one may be nil when Meta left the node out.
type Body struct {
	// Type is text, image, video, audio, document, sticker, location, contacts,
	// interactive, button, reaction, order, system, edit, revoke, template,
	// unsupported, media_placeholder or unknown.
	Type        string
	Declared    string // the type as it arrived, when it differs from Type
	Text        string // of a text message, any length
	Media       *Media
	Location    *Location
	Contacts    []SharedContact
	Interactive *Interactive
	Button      *Button
	Order       *Order
	Reaction    *Reaction
	Edit        *Edit
	Revoke      *Revoke
	System      *System
	Template    *TemplateRef
	Unsupported string  // kind of an unsupported message, e.g. poll_creation; may be empty
	Errors      []Error // why content is missing, e.g. 131051 or 131052
}

// Media is a file of a message. ID is Meta's media id (7 days valid when
// inbound, 30 when uploaded); URL lives for minutes and needs the bearer token.
type Media struct {
	ID       string
	Link     string // outbound only: a public address from which WhatsApp fetches
	URL      string // inbound only
	MIME     string // may carry parameters: "audio/ogg; codecs=opus"
	SHA256   string // base64 or hex, as it arrived
	Filename string // hostile input: never a path
	Caption  string
	Voice    bool // a voice note
	Animated bool // of stickers
}

// Location is a place in degrees. Name and Address are often empty.
type Location struct {
	Latitude, Longitude float64
	Name, Address, URL  string
}

// SharedContact is one card of a contacts message.
type SharedContact struct {
	Name   string // formatted name
	Org    string
	Phones []SharedPhone
	Emails []string
	Origin string // "contact_request" when it answers our request for the number
}

// SharedPhone is a number on a shared card; WaID is digits, empty when the
// number is not known to be on WhatsApp.
type SharedPhone struct {
	Phone, WaID, Type string
}

// Interactive is a person's answer (Kind button_reply, list_reply, nfm_reply,
// call_permission_reply) or an outbound interactive message (Kind button, list,
// cta_url, flow, ...).
type Interactive struct {
	Kind        string
	ID          string // of the chosen button or row
	Title       string // of the chosen button or row; name of the form for nfm_reply
	Description string
	Response    json.RawMessage // nfm_reply: the answers, when they are valid JSON
	ResponseRaw string          // nfm_reply: response_json exactly as it arrived
	Permission  *CallPermission
	Header      string   // outbound: text of the header
	Text        string   // outbound: text of the body
	Footer      string   // outbound
	Options     []string // outbound: titles of buttons or rows
}

// CallPermission is the answer to a request for permission to call.
type CallPermission struct {
	Accepted, Permanent bool
	Expires             time.Time // zero when it does not expire or was refused
	Source              string
}

// Button is the press of a template's quick reply.
type Button struct{ Payload, Text string }

// Order is a cart that a person sent.
type Order struct {
	CatalogID, Text string
	Items           []OrderItem
}

// OrderItem is one line of an order. Price is per piece in units of Currency.
type OrderItem struct {
	RetailerID string
	Quantity   float64
	Price      float64
	Currency   string
}

// Reaction stands on another message. Removed means that the person took their
// reaction back: Meta leaves the emoji out or sends it empty.
type Reaction struct {
	MessageID ids.WAMID
	Emoji     string
	Removed   bool
}

// Edit replaces the content of an earlier message (coexistence numbers only).
// Message is nil when Meta sent no readable content.
type Edit struct {
	Original ids.WAMID
	Message  *Body
}

// Revoke takes an earlier message back (coexistence numbers only).
type Revoke struct{ Original ids.WAMID }

// System is a notice about a person: user_changed_number, user_changed_user_id
// or customer_identity_changed. The old number or id is the message's sender.
type System struct {
	Type, Text     string
	New            Identity // the new number or id; zero when Meta did not say
	PreviousUserID string
	IdentityHash   string
}

// TemplateRef names the template of an outbound message.
type TemplateRef struct{ Name, Language string }

// Context says what a message refers to. ID may name a message that nobody has.
type Context struct {
	From                string // number or id of the quoted message's author
	ID                  ids.WAMID
	Forwarded           bool // up to 5 times
	FrequentlyForwarded bool
	ReferredProduct     *Product
}

// Product names an item of a catalogue.
type Product struct{ CatalogID, RetailerID string }

// Referral says which ad or post brought the person.
type Referral struct {
	SourceURL, SourceID, SourceType string // SourceType ad or post
	Headline, Text                  string
	MediaType                       string // image or video
	ImageURL, VideoURL, Thumbnail   string
	ClickID                         string // ctwa_clid; absent for Status placements
	Welcome                         string
}

// Error is an error object as webhooks carry it.
type Error struct {
	Code                          int
	Title, Message, Details, Href string
	Trace                         string // fbtrace_id, by which Meta's support finds the request
}

// Explain says in plain words what the error means and what to do.
func (e Error) Explain() Explanation { return Explain(e.Code, 0, e.Details) }
