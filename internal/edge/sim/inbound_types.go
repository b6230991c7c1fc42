package sim

import (
	"strings"
)

// builder makes a customer's message out of a request of the control API.
type builder struct {
	*tx
	in    node
	c     *customer
	media *mediaItem // file of the request, or a sample
	u     userMessage
}

// builders holds what a customer can send, by the type in the request.
var builders = map[string]func(*builder) error{
	"text": (*builder).text, "image": (*builder).file, "video": (*builder).file, "audio": (*builder).file,
	"voice": (*builder).file, "document": (*builder).file, "sticker": (*builder).file,
	"location": (*builder).node, "contacts": (*builder).contacts, "order": (*builder).order,
	"reaction": (*builder).reaction, "button_reply": (*builder).choice, "list_reply": (*builder).choice, "choice": (*builder).choice,
	"flow_reply": (*builder).flowReply, "call_permission_reply": (*builder).callPermission,
	"edit": (*builder).edit, "revoke": (*builder).revoke, "unsupported": (*builder).unsupported,
	"media_error": (*builder).mediaError, "raw": (*builder).raw,
}

// buildMessage validates a request and makes the message.
func (t *tx) buildMessage(c *customer, in node, media *mediaItem) (userMessage, error) {
	build, known := builders[in.str("type")]
	if !known {
		return userMessage{}, badInput("type %q cannot be sent by a customer", in.str("type"))
	}
	b := &builder{tx: t, in: in, c: c, media: media}
	b.u.Type = in.str("type")
	if err := build(b); err != nil {
		return b.u, err
	}
	return b.u, b.around()
}

// around adds what any type can have: the quoted message, the forwarding
// mark, the ad that the chat came from.
func (b *builder) around() error {
	context := b.u.Context
	if context == nil {
		context = &msgContext{}
	}
	if id := b.in.str("reply_to"); id != "" {
		context.ID, context.From = id, b.writer(id)
	}
	if product := b.in.obj("referred_product"); product != nil {
		context.Product = raw(product)
		if context.From == "" {
			context.From = b.businessDigits()
		}
	}
	switch b.in.str("forwarded") {
	case "frequently":
		context.Frequently = true
	default:
		context.Forwarded = b.in.flag("forwarded")
	}
	if context.ID != "" || context.Forwarded || context.Frequently || context.Product != nil {
		b.u.Context = context
	}
	if b.in.has("referral") {
		b.u.Referral = referral(b.in.obj("referral"))
	}
	return nil
}

// writer gives the number in context.from: whose message was quoted.
func (b *builder) writer(id string) string {
	if m := b.state.messages.get(id); m != nil && !m.Outbound {
		return b.c.WaID
	}
	return b.businessDigits()
}

// referral completes an ad click; an empty one gives a whole sample.
func referral(given node) node {
	out := node{
		"source_url": "https://fb.me/2Xample", "source_id": "120214000000000001", "source_type": "ad",
		"headline": "Oak tables, made to last", "body": "Order by Friday, delivered on Monday.", "media_type": "image",
		"image_url": "https://scontent.xx.fbcdn.net/v/sample.jpg", "ctwa_clid": randomHex(40),
		"welcome_message": node{"text": "Hi! How can we help?"},
	}
	for k, v := range given {
		if v == nil {
			delete(out, k)
			continue
		}
		out[k] = v
	}
	return out
}

func (b *builder) text() error {
	body := b.in.str("text")
	if body == "" {
		body = b.in.obj("text").str("body")
	}
	if body == "" {
		return badInput("text is required")
	}
	b.u.Payload = node{"body": body}
	return nil
}

func (b *builder) file() error {
	kind := b.in.str("type")
	if kind == "voice" {
		b.u.Type = "audio"
	}
	n := b.inboundMediaNode(b.media)
	switch b.u.Type {
	case "audio":
		n["voice"] = kind == "voice" || b.in.flag("voice")
	case "document":
		n["filename"] = b.media.Name
	case "sticker":
		n["animated"] = b.in.flag("animated")
	}
	if caption := b.in.str("caption"); caption != "" && b.u.Type != "audio" && b.u.Type != "sticker" {
		n["caption"] = caption
	}
	b.u.Payload, b.u.Media = n, b.media.ID
	return nil
}

// node passes a type's own object on.
func (b *builder) node() error {
	n := b.in.obj(b.u.Type)
	if n == nil && b.u.Type == "location" {
		n = node{"latitude": 41.1496, "longitude": -8.6109, "name": "Tavola Norte", "address": "Rua das Flores 21, Porto"}
	}
	if n == nil {
		return badInput("%s is required", b.u.Type)
	}
	b.u.Payload = n
	return nil
}

func (b *builder) contacts() error {
	list := b.in.list("contacts")
	if b.in.flag("share_phone") { // the answer to a request for contact details
		list = []any{node{
			"name":   node{"formatted_name": b.c.Name, "first_name": b.c.Name},
			"phones": []any{node{"phone": "+" + b.c.Phone, "wa_id": b.c.WaID, "type": "CELL"}},
			"origin": "contact_request",
		}}
	}
	if len(list) == 0 {
		list = []any{node{
			"name":   node{"formatted_name": "Inês Carrasco", "first_name": "Inês", "last_name": "Carrasco"},
			"phones": []any{node{"phone": "+1 555 010 3316", "wa_id": "15550103316", "type": "CELL"}},
			"origin": "other",
		}}
	}
	b.u.Payload = list
	return nil
}

func (b *builder) order() error {
	n := b.in.obj("order")
	if n == nil {
		n = node{
			"catalog_id": "194836987003835", "text": "Two of these, please.",
			"product_items": []any{node{"product_retailer_id": "oak-leg", "quantity": 2, "item_price": 30, "currency": "EUR"}},
		}
	}
	b.u.Payload = n
	return nil
}

// reaction reacts to a message, or takes the reaction back when the emoji is
// empty: then the member is absent.
func (b *builder) reaction() error {
	on, err := b.target()
	if err != nil {
		return err
	}
	n := node{"message_id": on.ID}
	if emoji := b.in.str("emoji"); emoji != "" {
		n["emoji"] = emoji
	}
	b.u.Payload, b.u.Target = n, on
	return nil
}

// target finds the message that message_id names in this chat.
func (b *builder) target() (*message, error) {
	m := b.state.messages.get(b.in.str("message_id"))
	if m == nil || m.Customer != b.c.ID {
		return nil, notFound("message_id in this chat")
	}
	return m, nil
}

// own finds a message of the customer that is young enough.
func (b *builder) own() (*message, error) {
	on, err := b.target()
	if err == nil && on.Outbound {
		err = badInput("message_id must be a message of this customer")
	}
	return on, err
}

func (b *builder) edit() error {
	on, err := b.own()
	if err != nil {
		return err
	}
	if b.now.Sub(on.At) > editableFor {
		return badInput("a message can be edited for 15 minutes")
	}
	edited := parsed(on.Payload)
	text := b.in.str("text")
	switch {
	case text == "":
		return badInput("text is required")
	case on.Type == "text":
		edited["body"] = text
	case on.Type == "image", on.Type == "video", on.Type == "document":
		edited["caption"] = text
	default:
		return badInput("a message of type %s cannot be edited", on.Type)
	}
	b.u.Target = on
	b.u.Payload = node{
		"original_message_id": on.ID,
		"message":             node{"context": node{"id": "M0"}, "type": on.Type, on.Type: edited},
	}
	return nil
}

func (b *builder) revoke() error {
	on, err := b.own()
	if err != nil {
		return err
	}
	if b.now.Sub(on.At) > revocableFor {
		return badInput("a message can be deleted for two days")
	}
	b.u.Target = on
	b.u.Payload = node{"original_message_id": on.ID}
	return nil
}

// unsupported is a kind that the API cannot carry, such as a poll.
func (b *builder) unsupported() error {
	kind := b.in.str("kind")
	if kind == "" {
		kind = "poll_creation"
	}
	b.u.Payload = node{"type": kind}
	e := newWebhookError(131051, "")
	e.Title, e.Message, e.Href = "Message type unknown", "Message type unknown", ""
	b.u.Extra = node{"errors": []webhookError{e}}
	return nil
}

// mediaError is a file that WhatsApp could not fetch: no media id, an error.
func (b *builder) mediaError() error {
	b.u.Type = "document"
	if kind := b.in.str("media_type"); kind != "" {
		b.u.Type = kind
	}
	e := newWebhookError(131052, "Failed to download the media from the sender: the file is larger than 100 MB.")
	e.Href = ""
	b.u.Extra = node{"errors": []webhookError{e}}
	return nil
}

// raw sends any object as the message; from, id and timestamp are added.
func (b *builder) raw() error {
	message := b.in.obj("message")
	if message == nil || message.str("type") == "" {
		return badInput("message with a type is required")
	}
	b.u.Type = message.str("type")
	b.u.Raw = message
	b.u.Payload = message[b.u.Type]
	return nil
}

func (b *builder) flowReply() error {
	answer := b.in.str("response_json")
	if answer == "" {
		answer = string(raw(b.in["response"]))
	}
	name := b.in.str("name")
	if name == "" {
		name = "flow"
	}
	b.u.Type = "interactive"
	b.u.Payload = node{"type": "nfm_reply", "nfm_reply": node{"name": name, "body": "Sent", "response_json": answer}}
	b.u.Context = b.replying(b.in.str("message_id"))
	return nil
}

func (b *builder) callPermission() error {
	response := strings.ToLower(b.in.str("response"))
	if response != "accept" && response != "reject" {
		return badInput("response must be accept or reject")
	}
	b.u.Type = "interactive"
	b.u.Payload = node{"type": "call_permission_reply", "call_permission_reply": node{"response": response, "response_source": "user_action"}}
	b.u.Context = b.replying(b.in.str("message_id"))
	return nil
}

func (b *builder) replying(id string) *msgContext {
	if id == "" {
		return nil
	}
	return &msgContext{ID: id, From: b.businessDigits()}
}
