package whatsapp

import (
	"encoding/json"
	"strings"
	"time"

	"relevo/internal/ids"
)

// RankUnknown is the rank of a status that changes nothing, such as the older
// deleted and warning.
const RankUnknown = -1

// statusRanks orders the life of an outbound message. Failed stands between
// sent and delivered: a late sent does not undo it, delivered or read does.
var statusRanks = map[string]int{
	"queued": 0, "accepted": 0, "held_for_quality_assessment": 0, "paused": 0,
	"sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5,
}

// StatusRank gives the place of a status on the ladder: queued 0, sent 1,
// failed 2, delivered 3, read 4, played 5; RankUnknown for any other. A status
// replaces the present one exactly when its rank is higher.
func StatusRank(status string) int {
	if rank, ok := statusRanks[status]; ok {
		return rank
	}
	return RankUnknown
}

// Status is one step of an outbound message. Steps arrive in any order, twice,
// and before the send has returned; delivered may be missing. Its key is
// (PhoneNumberID, ID, Status, Participant).
type Status struct {
	ID           ids.WAMID
	Status       string // lower case
	Rank         int
	Timestamp    time.Time
	Recipient    Identity // zero for a group
	ProfileName  *string
	GroupID      string // the group it was sent to
	Participant  string // whose status it is in a group, digits or user id
	CallbackData string // our biz_opaque_callback_data
	IdentityHash string
	Errors       []Error
	Pricing      *Pricing
	Conversation *ChargedConversation
	Raw          json.RawMessage // the status object
}

func (*Status) item() {}

// Pricing says how a message is charged; words are kept as Meta writes them.
type Pricing struct {
	Billable              bool
	Model, Type, Category string
}

// ChargedConversation is Meta's charging window, sent by API versions below
// v24 and for free entry points. Expires is known on sent only.
type ChargedConversation struct {
	ID, Origin string
	Expires    time.Time
}

func (r *reader) status(n node, raw json.RawMessage) (Item, string) {
	id, word := n.text("id"), strings.ToLower(n.text("status"))
	switch {
	case id == "":
		return nil, "no id"
	case word == "":
		return nil, "no status"
	case r.field == "calls", n.text("type") == "call", strings.HasPrefix(id, "wacid."):
		return r.callStatus(n, raw), ""
	}
	s := &Status{
		ID: ids.WAMID(id), Status: word, Rank: StatusRank(word), Timestamp: n.instant("timestamp"), Raw: raw,
		CallbackData: n.text("biz_opaque_callback_data"), IdentityHash: n.text("recipient_identity_key_hash"),
		Errors: errorsOf(n), Pricing: pricingOf(n.child("pricing")), Conversation: conversationOf(n.child("conversation")),
	}
	if n.text("recipient_type") == "group" {
		s.GroupID = n.text("recipient_id")
		s.Participant = n.firstText("recipient_participant_id", "recipient_participant_user_id", "recipient_user_id")
		return s, ""
	}
	s.Recipient, s.ProfileName = r.recipientOf(n)
	s.Participant = n.text("recipient_participant_id")
	return s, ""
}

// recipientOf reads whom a status is about. Meta spells the parent id in three
// ways.
func (r *reader) recipientOf(n node) (Identity, *string) {
	phone, userID := n.text("recipient_id"), n.text("recipient_user_id")
	c := r.cards.of(phone, userID)
	parent := n.firstText("parent_recipient_user_id", "recipient_parent_user_id", "parent_user_id")
	return c.identity(phone, userID, parent), c.name
}

func pricingOf(c node) *Pricing {
	if c == nil {
		return nil
	}
	return &Pricing{Billable: c.flag("billable"), Model: c.text("pricing_model"), Type: c.text("type"), Category: c.text("category")}
}

func conversationOf(c node) *ChargedConversation {
	if c == nil {
		return nil
	}
	return &ChargedConversation{ID: c.text("id"), Origin: c.child("origin").text("type"), Expires: c.instant("expiration_timestamp")}
}
