package app

import (
	"slices"

	"relevo/internal/clock"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/media"
	"relevo/internal/policy"
)

// MessageView is a message with what stands beside it.
type MessageView struct {
	conversation.Message
	Media     *media.Media
	Statuses  []conversation.Status
	Reactions []conversation.Reaction
	Edits     []conversation.EditOf
}

// ListMessagesIn asks for a page of messages.
type ListMessagesIn struct {
	Filter        conversation.MessageFilter
	PhoneNumberID string
	Range         Range[conversation.MessagePosition]
	Around        string // our id or a wamid: the page has this message in its middle
}

// ListMessages gives a page of messages, newest first.
var ListMessages = define(UseCase[ListMessagesIn, Page[MessageView]]{
	Name: "message.list", Rule: policy.Needs(policy.ReadConversation), Mode: Read,
	Run: func(c *Call, in ListMessagesIn) (out Page[MessageView], err error) {
		if in.PhoneNumberID != "" {
			n, err := GetNumber.Run(c, in.PhoneNumberID)
			if err != nil {
				return out, ignoreMissing(err)
			}
			in.Filter.NumberID = n.ID
		}
		read := func(from *conversation.MessagePosition, backwards bool, limit int) ([]conversation.Message, error) {
			return conversation.ListMessages(c.Tx, c.Actor.Scope, in.Filter, from, backwards, limit)
		}
		var found Page[conversation.Message]
		if in.Around != "" {
			found, err = pageAround(c, in, read)
		} else {
			found, err = page(in.Range, read)
		}
		if err != nil {
			return out, err
		}
		views, err := viewMessages(c, found.Items)
		return Page[MessageView]{Items: views, Older: found.Older, Newer: found.Newer}, err
	},
})

// pageAround gives a page with a message in its middle, so that a thread opens
// there and goes on from both ends.
func pageAround(c *Call, in ListMessagesIn, read func(*conversation.MessagePosition, bool, int) ([]conversation.Message, error)) (Page[conversation.Message], error) {
	var none Page[conversation.Message]
	m, err := conversation.FindMessage(c.Tx, c.Actor.Scope, in.Around)
	if err != nil {
		return none, err
	}
	if in.Filter.ConversationID != "" && m.ConversationID != in.Filter.ConversationID {
		return none, fault.New(fault.NotFound, fault.CodeNotFound, "This message is not in the conversation.")
	}
	at := conversation.MessagePosition{At: clock.Millis(m.At), Arrival: m.Arrival, ID: m.ID}
	half := max(1, in.Range.Limit/2)
	newer, err := page(Range[conversation.MessagePosition]{Before: &at, Limit: half}, read)
	if err != nil {
		return none, err
	}
	older, err := page(Range[conversation.MessagePosition]{After: &at, Limit: half}, read)
	return Page[conversation.Message]{Items: slices.Concat(newer.Items, []conversation.Message{m}, older.Items),
		Older: older.Older, Newer: newer.Newer}, err
}

// GetMessage finds a message by our id or its wamid.
var GetMessage = define(UseCase[string, MessageView]{
	Name: "message.get", Rule: policy.Needs(policy.ReadConversation), Mode: Read,
	Run: func(c *Call, id string) (MessageView, error) {
		m, err := conversation.FindMessage(c.Tx, c.Actor.Scope, id)
		if err != nil {
			return MessageView{}, err
		}
		return viewMessage(c, m)
	},
})

func viewMessage(c *Call, m conversation.Message) (MessageView, error) {
	views, err := viewMessages(c, []conversation.Message{m})
	if err != nil {
		return MessageView{}, err
	}
	return views[0], nil
}

// viewMessages reads what stands beside several messages with one query for
// each kind, however many messages there are.
func viewMessages(c *Call, list []conversation.Message) ([]MessageView, error) {
	views := make([]MessageView, len(list))
	var wamids, sent, edited []ids.WAMID
	var files []ids.MediaID
	for i, m := range list {
		views[i].Message = m
		if m.WAMID != "" {
			wamids = append(wamids, m.WAMID)
		}
		if m.WAMID != "" && m.Direction == conversation.Outbound {
			sent = append(sent, m.WAMID)
		}
		if m.EditedAt != nil && m.RevokedAt == nil {
			edited = append(edited, m.WAMID)
		}
		if m.MediaID != "" {
			files = append(files, m.MediaID)
		}
	}
	byID, err := media.ByID(c.Tx, files)
	if err != nil {
		return nil, err
	}
	statuses, err := conversation.StatusesOf(c.Tx, sent)
	if err != nil {
		return nil, err
	}
	reactions, err := conversation.ReactionsOf(c.Tx, wamids)
	if err != nil {
		return nil, err
	}
	edits, err := conversation.EditsOf(c.Tx, edited)
	if err != nil {
		return nil, err
	}
	for i := range views {
		views[i].attach(byID, statuses, reactions)
		views[i].Edits = edits[conversation.EditTarget{NumberID: views[i].NumberID, WAMID: views[i].WAMID}]
	}
	return views, nil
}

func (v *MessageView) attach(files map[ids.MediaID]media.Media, statuses []conversation.Status, reactions []conversation.Reaction) {
	if f, ok := files[v.MediaID]; ok {
		v.Media = &f
	}
	for _, s := range statuses {
		if s.WAMID == v.WAMID && s.NumberID == v.NumberID {
			v.Statuses = append(v.Statuses, s)
		}
	}
	for _, r := range reactions {
		if r.Target == v.WAMID && r.NumberID == v.NumberID {
			v.Reactions = append(v.Reactions, r)
		}
	}
}

// EventRecords are the records that events are about, as they stand now.
type EventRecords struct {
	Conversations map[ids.ConversationID]conversation.Conversation
	Messages      map[ids.MessageID]MessageView
	Contacts      map[ids.ContactID]contact.Contact
	Activities    map[ids.ActivityID]conversation.Activity
}

// ReadEventRecords reads the records of a batch of events, of any project; the
// live engine shows them to whoever may see them.
var ReadEventRecords = define(UseCase[[]EventData, EventRecords]{
	Name: "event.read_records", Rule: policy.OnlyInside, Mode: Read, Run: readEventRecords,
})

func readEventRecords(c *Call, list []EventData) (EventRecords, error) {
	out := EventRecords{Conversations: map[ids.ConversationID]conversation.Conversation{},
		Messages: map[ids.MessageID]MessageView{}, Contacts: map[ids.ContactID]contact.Contact{},
		Activities: map[ids.ActivityID]conversation.Activity{}}
	var found []conversation.Message
	for _, d := range list {
		if _, done := out.Conversations[d.ConversationID]; d.ConversationID != "" && !done {
			cv, err := conversation.Get(c.Tx, d.ConversationID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return out, err
			}
			if err == nil {
				out.Conversations[d.ConversationID] = cv
			}
		}
		if _, done := out.Contacts[d.ContactID]; d.ContactID != "" && !done {
			person, err := contact.Get(c.Tx, d.ContactID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return out, err
			}
			if err == nil && person.ErasedAt == nil {
				if person, err = withBlocks(c, person); err != nil {
					return out, err
				}
				out.Contacts[d.ContactID] = person
			}
		}
		if d.ActivityID != "" {
			a, err := conversation.GetActivity(c.Tx, d.ActivityID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return out, err
			}
			if err == nil {
				out.Activities[a.ID] = a
			}
		}
		if _, done := out.Messages[d.MessageID]; d.MessageID == "" || done {
			continue
		}
		m, err := conversation.GetMessage(c.Tx, d.MessageID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return out, err
		}
		if err == nil {
			out.Messages[m.ID] = MessageView{}
			found = append(found, m)
		}
	}
	views, err := viewMessages(c, found)
	for _, v := range views {
		out.Messages[v.ID] = v
	}
	return out, err
}
