package whatsapp

import (
	"encoding/json"

	"relevo/internal/ids"
)

// knownTypes are the message types that bodyOf reads, in the order in which
// they are looked for when a message does not say its type.
var knownTypes = []string{
	"text", "image", "video", "audio", "document", "sticker", "location",
	"contacts", "interactive", "button", "reaction", "order", "system", "edit",
	"revoke", "template", "unsupported", "media_placeholder", TypeUnknown,
}

// ParseBody reads one message object, inbound or outbound, as it is stored.
// It never fails: what it cannot read is a Body of TypeUnknown.
func ParseBody(message json.RawMessage) Body {
	if !json.Valid(message) {
		return Body{Type: TypeUnknown}
	}
	return bodyOf(objectOf(message), true)
}

// bodyOf reads the content of a message. An edit within an edit is not
// followed: WhatsApp does not make them and a hostile nesting has no end.
func bodyOf(n node, followEdit bool) Body {
	b := Body{Type: typeOf(n), Errors: errorsOf(n)}
	if declared := n.text("type"); declared != b.Type {
		b.Declared = declared
	}
	c := n.child(b.Type)
	switch b.Type {
	case "text":
		b.Text = c.text("body")
	case "image", "video", "audio", "document", "sticker":
		b.Media = mediaOf(n, b.Type)
	case "location":
		b.Location = locationOf(c)
	case "contacts":
		b.Contacts = sharedContactsOf(n)
	case "interactive":
		b.Interactive = interactiveOf(c)
	case "unsupported":
		b.Unsupported = c.text("type")
	case "edit":
		b.Edit = editOf(c, followEdit)
	default:
		b.readSmall(n, c)
	}
	return b
}

// readSmall reads the types whose node is one flat object.
func (b *Body) readSmall(n, c node) {
	if c == nil {
		return
	}
	switch b.Type {
	case "button":
		b.Button = &Button{Payload: c.text("payload"), Text: c.text("text")}
	case "reaction":
		emoji := c.text("emoji")
		b.Reaction = &Reaction{MessageID: ids.WAMID(c.text("message_id")), Emoji: emoji, Removed: emoji == ""}
	case "order":
		b.Order = orderOf(c)
	case "system":
		b.System = systemOf(n, c)
	case "revoke":
		b.Revoke = &Revoke{Original: ids.WAMID(c.text("original_message_id"))}
	case "template":
		b.Template = &TemplateRef{Name: c.text("name"), Language: c.child("language").text("code")}
	}
}

func typeOf(n node) string {
	declared := n.text("type")
	if declared == "voice" { // some gateways name voice notes so
		return "audio"
	}
	for _, known := range knownTypes {
		if declared == known || (declared == "" && n.has(known)) {
			return known
		}
	}
	return TypeUnknown
}

func mediaOf(n node, kind string) *Media {
	c := n.child(kind)
	voice := c.flag("voice")
	if c == nil && kind == "audio" {
		c, voice = n.child("voice"), true
	}
	if c == nil {
		return nil
	}
	return &Media{
		ID: c.text("id"), Link: c.text("link"), URL: c.text("url"), MIME: c.text("mime_type"), SHA256: c.text("sha256"),
		Filename: c.text("filename"), Caption: c.text("caption"), Voice: voice, Animated: c.flag("animated"),
	}
}

func locationOf(c node) *Location {
	lat, hasLat := c.number("latitude")
	long, hasLong := c.number("longitude")
	if !hasLat || !hasLong {
		return nil
	}
	return &Location{Latitude: lat, Longitude: long, Name: c.text("name"), Address: c.text("address"), URL: c.text("url")}
}

// sharedContactsOf reads the cards. Meta has put `origin` on the message and on
// the card; both count.
func sharedContactsOf(n node) []SharedContact {
	var cards []SharedContact
	for _, raw := range n.list("contacts") {
		c := objectOf(raw)
		card := SharedContact{Name: c.child("name").firstText("formatted_name", "first_name"),
			Org: c.child("org").text("company"), Origin: c.text("origin")}
		if card.Origin == "" {
			card.Origin = n.text("origin")
		}
		for _, raw := range c.list("phones") {
			p := objectOf(raw)
			card.Phones = append(card.Phones, SharedPhone{Phone: p.text("phone"), WaID: p.text("wa_id"), Type: p.text("type")})
		}
		for _, raw := range c.list("emails") {
			card.Emails = append(card.Emails, objectOf(raw).text("email"))
		}
		cards = append(cards, card)
	}
	return cards
}

func editOf(c node, follow bool) *Edit {
	if c == nil {
		return nil
	}
	e := &Edit{Original: ids.WAMID(c.text("original_message_id"))}
	if inner := c.child("message"); inner != nil && follow {
		body := bodyOf(inner, false)
		e.Message = &body
	}
	return e
}

func orderOf(c node) *Order {
	o := &Order{CatalogID: c.text("catalog_id"), Text: c.text("text")}
	for _, raw := range c.list("product_items") {
		p := objectOf(raw)
		o.Items = append(o.Items, OrderItem{RetailerID: p.text("product_retailer_id"),
			Quantity: p.float("quantity"), Price: p.float("item_price"), Currency: p.text("currency")})
	}
	return o
}

func systemOf(n, c node) *System {
	hash := c.firstText("identity", "identity_key_hash")
	if hash == "" {
		hash = n.child("identity").text("hash")
	}
	return &System{
		Type: c.text("type"), Text: c.text("body"), PreviousUserID: c.text("previous_user_id"), IdentityHash: hash,
		New: handles{waID: c.firstText("wa_id", "new_wa_id"), userID: c.text("user_id"), parentID: c.text("parent_user_id")}.identity(),
	}
}

// maxErrors bounds what one node may carry; Meta sends one to three.
const maxErrors = 50

func errorsOf(n node) []Error {
	var list []Error
	for _, raw := range n.list("errors") {
		e := objectOf(raw)
		if e == nil || len(list) == maxErrors {
			continue
		}
		details := e.child("error_data").text("details")
		if details == "" {
			details = e.text("details") // older deliveries
		}
		list = append(list, Error{Code: int(e.integer("code")), Title: e.text("title"),
			Message: e.text("message"), Details: details, Href: e.text("href"), Trace: e.text("fbtrace_id")})
	}
	return list
}
