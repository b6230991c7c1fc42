package record

import (
	"relevo/internal/conversation"
	"relevo/internal/ids"
)

// PresenceRecord is who looks at one conversation now.
type PresenceRecord struct {
	ConversationID ids.ConversationID `json:"conversation_id"`
	People         []PresentPerson    `json:"people" nullable:"false"`
}

// PresentPerson is a person who looks at a conversation, on one screen or more.
type PresentPerson struct {
	UserID ids.UserID `json:"user_id"`
	Typing bool       `json:"typing" doc:"Writes a reply"`
}

// Presences makes a record of each conversation at which somebody is. The list
// is ordered by conversation and person, as the use cases give it.
func Presences(list []conversation.Presence) []PresenceRecord {
	records := []PresenceRecord{}
	for _, p := range list {
		if n := len(records); n == 0 || records[n-1].ConversationID != p.ConversationID {
			records = append(records, PresenceRecord{ConversationID: p.ConversationID})
		}
		r := &records[len(records)-1]
		if n := len(r.People); n > 0 && r.People[n-1].UserID == p.UserID {
			r.People[n-1].Typing = r.People[n-1].Typing || p.Typing
			continue
		}
		r.People = append(r.People, PresentPerson{UserID: p.UserID, Typing: p.Typing})
	}
	return records
}
