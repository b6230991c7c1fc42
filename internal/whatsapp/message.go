package whatsapp

import (
	"encoding/json"
	"time"

	"relevo/internal/ids"
)

// InboundMessage is what a person sent to the business number, or a system
// notice about them. Its key is (PhoneNumberID, ID).
type InboundMessage struct {
	ID          ids.WAMID
	From        Identity
	ProfileName *string // exactly as sent; nil when the delivery has none
	GroupID     string  // the group it was said in; From is then the speaker
	Timestamp   time.Time
	Body
	Context  *Context
	Referral *Referral
	Raw      json.RawMessage // the message object
}

func (*InboundMessage) item() {}

// OpensWindow reports whether the message starts the 24 hours of free-form
// answers. Edits, revokes and system notices do not.
func (m *InboundMessage) OpensWindow() bool {
	return m.Type != "edit" && m.Type != "revoke" && m.Type != "system"
}

// IsBubble reports whether the message is a row of its own in a thread and
// counts as unread. Reactions, edits and revokes change another message.
func (m *InboundMessage) IsBubble() bool {
	return m.Type != "edit" && m.Type != "revoke" && m.Type != "reaction" && m.Type != "system"
}

func (r *reader) inbound(n node, raw json.RawMessage) (Item, string) {
	id := n.text("id")
	if id == "" {
		return nil, "no id"
	}
	from, userID := n.text("from"), n.text("from_user_id")
	c := r.cards.of(from, userID)
	m := &InboundMessage{
		ID: ids.WAMID(id), Raw: raw, GroupID: n.text("group_id"), Timestamp: n.instant("timestamp"),
		From: c.identity(from, userID, n.text("from_parent_user_id")), ProfileName: c.name,
		Body: bodyOf(n, true), Context: contextOf(n.child("context")), Referral: referralOf(n.child("referral")),
	}
	if m.From.IsZero() {
		return nil, "no sender"
	}
	return m, ""
}

func contextOf(c node) *Context {
	if c == nil {
		return nil
	}
	out := &Context{From: c.text("from"), ID: ids.WAMID(c.firstText("id", "message_id")),
		Forwarded: c.flag("forwarded"), FrequentlyForwarded: c.flag("frequently_forwarded")}
	if p := c.child("referred_product"); p != nil {
		out.ReferredProduct = &Product{CatalogID: p.text("catalog_id"), RetailerID: p.text("product_retailer_id")}
	}
	return out
}

func referralOf(c node) *Referral {
	if c == nil {
		return nil
	}
	return &Referral{
		SourceURL: c.text("source_url"), SourceID: c.text("source_id"), SourceType: c.text("source_type"),
		Headline: c.text("headline"), Text: c.text("body"), MediaType: c.text("media_type"),
		ImageURL: c.text("image_url"), VideoURL: c.text("video_url"), Thumbnail: c.text("thumbnail_url"),
		ClickID: c.text("ctwa_clid"), Welcome: c.child("welcome_message").text("text"),
	}
}
