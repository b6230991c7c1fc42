package record

import (
	"encoding/json"
	"maps"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// MessageContent describes the members of WhatsApp's message object that say
// what a message holds; the one that its type names is there. It is for the
// description of the API: the members themselves are shown as WhatsApp sent
// them (Cloud API reference, messages and messages webhook).
type MessageContent struct {
	Text        *TextContent     `json:"text,omitempty"`
	Image       *FileContent     `json:"image,omitempty"`
	Video       *FileContent     `json:"video,omitempty"`
	Audio       *FileContent     `json:"audio,omitempty"`
	Document    *FileContent     `json:"document,omitempty"`
	Sticker     *FileContent     `json:"sticker,omitempty"`
	Location    *LocationContent `json:"location,omitempty"`
	Contacts    []SharedContact  `json:"contacts,omitempty" nullable:"false"`
	Interactive Object           `json:"interactive,omitempty" doc:"Buttons, lists and forms that were sent, or a person's answer to them"`
	Button      *ButtonContent   `json:"button,omitempty" doc:"The press of a template's quick reply"`
	Template    Object           `json:"template,omitempty"`
	Reaction    *ReactionContent `json:"reaction,omitempty"`
	Order       Object           `json:"order,omitempty"`
	System      *SystemContent   `json:"system,omitempty" doc:"A notice about the person, such as a new number"`
	Context     *ContextContent  `json:"context,omitempty" doc:"What the message refers to"`
	Referral    Object           `json:"referral,omitempty" doc:"The ad or post from which the person wrote"`
	Unsupported *UnsupportedKind `json:"unsupported,omitempty" doc:"What WhatsApp's API does not carry"`
}

// TextContent is written text.
type TextContent struct {
	Body       string `json:"body,omitempty"`
	PreviewURL bool   `json:"preview_url,omitempty" doc:"Whether WhatsApp shows the first link"`
}

// FileContent is a file as WhatsApp names it.
type FileContent struct {
	ID       string `json:"id,omitempty" doc:"Meta's id of the file; ours while it is not yet uploaded"`
	Link     string `json:"link,omitempty" doc:"The public address under which it was sent"`
	Caption  string `json:"caption,omitempty"`
	Filename string `json:"filename,omitempty" doc:"Of documents"`
	MIMEType string `json:"mime_type,omitempty"`
	Voice    bool   `json:"voice,omitempty" doc:"A voice note"`
	Animated bool   `json:"animated,omitempty" doc:"Of stickers"`
}

// LocationContent is a place in degrees.
type LocationContent struct {
	Latitude  *float64 `json:"latitude,omitempty"`
	Longitude *float64 `json:"longitude,omitempty"`
	Name      string   `json:"name,omitempty"`
	Address   string   `json:"address,omitempty"`
	URL       string   `json:"url,omitempty"`
}

// SharedContact is one card of a contacts message.
type SharedContact struct {
	Name   *SharedName   `json:"name,omitempty"`
	Org    *SharedOrg    `json:"org,omitempty"`
	Phones []SharedPhone `json:"phones,omitempty" nullable:"false"`
	Emails []SharedEmail `json:"emails,omitempty" nullable:"false"`
	URLs   []SharedURL   `json:"urls,omitempty" nullable:"false"`
}

// SharedName is the name on a card.
type SharedName struct {
	FormattedName string `json:"formatted_name,omitempty"`
	FirstName     string `json:"first_name,omitempty"`
	LastName      string `json:"last_name,omitempty"`
}

// SharedOrg is where the person of a card works.
type SharedOrg struct {
	Company string `json:"company,omitempty"`
	Title   string `json:"title,omitempty"`
}

// SharedPhone is a phone number on a card.
type SharedPhone struct {
	Phone string `json:"phone,omitempty"`
	WaID  string `json:"wa_id,omitempty" doc:"Digits; missing when the number is not known to be on WhatsApp"`
	Type  string `json:"type,omitempty"`
}

// SharedEmail is an address on a card.
type SharedEmail struct {
	Email string `json:"email,omitempty"`
	Type  string `json:"type,omitempty"`
}

// SharedURL is a web address on a card.
type SharedURL struct {
	URL  string `json:"url,omitempty"`
	Type string `json:"type,omitempty"`
}

// ButtonContent is the quick reply that was pressed.
type ButtonContent struct {
	Text    string `json:"text,omitempty"`
	Payload string `json:"payload,omitempty"`
}

// ReactionContent is an emoji on another message.
type ReactionContent struct {
	MessageID string `json:"message_id,omitempty" doc:"The wamid of that message"`
	Emoji     string `json:"emoji,omitempty" doc:"Empty or missing when the reaction was taken back"`
}

// SystemContent is a notice about a person.
type SystemContent struct {
	Body string `json:"body,omitempty"`
	Type string `json:"type,omitempty"`
	WaID string `json:"wa_id,omitempty" doc:"Digits of the new number"`
}

// ContextContent says what a message refers to.
type ContextContent struct {
	ID                  string  `json:"id,omitempty" doc:"The wamid of the quoted message; nobody may have it"`
	MessageID           string  `json:"message_id,omitempty" doc:"The same, in messages that were sent from here"`
	From                *string `json:"from,omitempty" doc:"Who wrote the quoted message"`
	Forwarded           bool    `json:"forwarded,omitempty"`
	FrequentlyForwarded bool    `json:"frequently_forwarded,omitempty"`
}

// TransformSchema adds the members of the content to the record's description;
// huma asks for it.
func (*MessageRecord) TransformSchema(r huma.Registry, s *huma.Schema) *huma.Schema {
	content := huma.SchemaFromType(r, reflect.TypeFor[MessageContent]())
	maps.Copy(s.Properties, content.Properties)
	return s
}

// UnsupportedKind names what WhatsApp did not hand over.
type UnsupportedKind struct {
	Type string `json:"type,omitempty" doc:"poll_creation, gif, view_once, …"`
}

// Object is a JSON object whose members are its sender's own.
type Object json.RawMessage

// MarshalJSON writes the object as it stands.
func (o Object) MarshalJSON() ([]byte, error) { return json.RawMessage(o).MarshalJSON() }

// Schema describes an object of any members; huma asks for it.
func (Object) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: &huma.Schema{}}
}
