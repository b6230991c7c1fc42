package app

import (
	"encoding/json"
	"time"
	"unicode/utf8"

	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/search"
	"relevo/internal/whatsapp"
)

// The kinds of hit, in the order in which a search gives them.
const (
	HitConversation = "conversation" // found by its person
	HitMessage      = "message"
)

// HitPosition is a place among the hits of a search: an instant in unix
// milliseconds for a conversation, a place of the index for a message.
type HitPosition struct {
	Kind string
	At   int64
	ID   string // of a conversation
}

// Hit is a conversation found by its person, or a message found by its text.
type Hit struct {
	Kind         string
	Conversation conversation.Conversation
	Message      *MessageView // of HitMessage
	Text         search.Marked
	Name, Phone  search.Marked
	Position     HitPosition
}

// SearchIn asks for a page of hits; an empty Kind asks for both.
type SearchIn struct {
	Text  string
	Kind  string
	After *HitPosition
	Limit int
}

// searching keeps searches from taking the readers of the inbox: of the eight
// that SQLite has, two.
var searching = newBound(3*time.Second, 2)

// Search finds conversations by their person and messages by their text, each
// kind newest first, conversations before messages.
var Search = define(UseCase[SearchIn, Page[Hit]]{
	Name: "search.find", Rule: policy.Needs(policy.ReadConversation), Mode: Read, Bound: searching,
	Run: func(c *Call, in SearchIn) (out Page[Hit], err error) {
		if len(in.Text) > search.MaxQuery || !utf8.ValidString(in.Text) {
			return out, invalid("q", "must be at most 256 bytes of text")
		}
		q, limit := search.Parse(in.Text), min(in.Limit, MaxLimit)
		if limit <= 0 {
			limit = DefaultLimit
		}
		var hits []Hit
		if in.Kind != HitMessage && (in.After == nil || in.After.Kind == HitConversation) {
			if hits, err = findPeople(c, q, in.After, limit+1); err != nil {
				return out, err
			}
		}
		if in.Kind != HitConversation && len(hits) <= limit {
			found, err := findMessages(c, q, in.After, limit+1-len(hits))
			if err != nil {
				return out, err
			}
			hits = append(hits, found...)
		}
		out.Older = len(hits) > limit
		out.Items, err = describeHits(c, q, hits[:min(len(hits), limit)])
		return out, err
	},
})

func findPeople(c *Call, q search.Query, after *HitPosition, limit int) ([]Hit, error) {
	var from *search.PersonHit
	if after != nil {
		from = &search.PersonHit{LastActiveAt: after.At, ID: ids.ConversationID(after.ID)}
	}
	found, err := search.People(c.Tx, c.Actor.Scope, q, from, limit)
	hits := make([]Hit, len(found))
	for i, f := range found {
		hits[i] = Hit{Kind: HitConversation, Position: HitPosition{HitConversation, f.LastActiveAt, string(f.ID)}}
	}
	return hits, err
}

func findMessages(c *Call, q search.Query, after *HitPosition, limit int) ([]Hit, error) {
	var from int64
	if after != nil && after.Kind == HitMessage {
		from = after.At
	}
	found, err := search.Messages(c.Tx, c.Actor.Scope, q, from, limit)
	hits := make([]Hit, len(found))
	for i, f := range found {
		hits[i] = Hit{Kind: HitMessage, Message: &MessageView{Message: conversation.Message{ID: f.ID}}, Position: HitPosition{Kind: HitMessage, At: f.Place}}
	}
	return hits, err
}

// describeHits reads the records of hits, all of a kind at once, and marks what
// was found in them. Hits whose records are gone since are left out.
func describeHits(c *Call, q search.Query, hits []Hit) (described []Hit, err error) {
	var messages []ids.MessageID
	var conversations []ids.ConversationID
	for _, h := range hits {
		if h.Message != nil {
			messages = append(messages, h.Message.ID)
		} else {
			conversations = append(conversations, ids.ConversationID(h.Position.ID))
		}
	}
	found, err := conversation.Messages(c.Tx, messages)
	if err != nil {
		return nil, err
	}
	said := map[ids.MessageID]conversation.Message{}
	for _, m := range found {
		said[m.ID] = m
		conversations = append(conversations, m.ConversationID)
	}
	talks, err := conversation.FindAll(c.Tx, c.Actor.Scope, c.Actor.UserID(), conversations)
	if err != nil {
		return nil, err
	}
	for _, h := range hits {
		id := ids.ConversationID(h.Position.ID)
		if h.Message != nil {
			h.Message.Message = said[h.Message.ID]
			id = h.Message.ConversationID
		}
		if cv, is := talks[id]; is {
			described = append(described, h.of(cv, q))
		}
	}
	return described, nil
}

// of marks what was found in the records of a hit.
func (h Hit) of(cv conversation.Conversation, q search.Query) Hit {
	h.Conversation = cv
	person := contact.Contact{DisplayName: cv.DisplayName, ProfileName: cv.ProfileName, Username: cv.Username, WaID: cv.WaID}
	if h.Message != nil { // its person was not asked for
		h.Text = q.Excerpt(contentOf(h.Message.Type, h.Message.Node, h.Message.RevokedAt))
		h.Name.Text, h.Phone.Text = person.Name(), person.PhoneNumber()
		return h
	}
	h.Name, h.Phone = q.Mark(person.Name()), q.MarkPhone(person.PhoneNumber())
	return h
}

// contentOf gives the text of a message by which it is found.
func contentOf(kind string, node json.RawMessage, revoked *time.Time) string {
	if revoked != nil || kind == "reaction" {
		return ""
	}
	body := whatsapp.ParseBody(node)
	return body.Content()
}
