package app

import (
	"relevo/internal/conversation"
	"relevo/internal/policy"
)

// maxScreen is how many characters a screen's id may have.
const maxScreen = 64

// PresenceIn says that the asking person looks at a conversation on a screen.
type PresenceIn struct {
	ConversationID string
	Screen         string // a window's own random id
	Typing         bool
}

// KeepPresence shows the asking person to colleagues at the same conversation
// for ten seconds. Who may not write is never shown writing.
var KeepPresence = define(UseCase[PresenceIn, struct{}]{
	Name: "presence.keep", Rule: policy.Needs(policy.ReadConversation), Mode: Write,
	Run: func(c *Call, in PresenceIn) (none struct{}, err error) {
		cv, err := presentAt(c, in)
		if err != nil {
			return none, err
		}
		return none, conversation.KeepPresence(c.Tx, conversation.Presence{ConversationID: cv.ID, UserID: c.Actor.UserID(),
			Screen: in.Screen, Typing: in.Typing && c.Actor.Has(policy.SendMessage)})
	},
})

// EndPresence takes the asking person's screen away from a conversation.
var EndPresence = define(UseCase[PresenceIn, struct{}]{
	Name: "presence.end", Rule: policy.Needs(policy.ReadConversation), Mode: Write,
	Run: func(c *Call, in PresenceIn) (none struct{}, err error) {
		cv, err := presentAt(c, in)
		if err != nil {
			return none, err
		}
		return none, conversation.EndPresence(c.Tx, cv.ID, c.Actor.UserID(), in.Screen)
	},
})

func presentAt(c *Call, in PresenceIn) (conversation.Conversation, error) {
	if err := needPerson(c); err != nil {
		return conversation.Conversation{}, err
	}
	if in.Screen == "" || len(in.Screen) > maxScreen {
		return conversation.Conversation{}, invalid("screen", "must be an id of the window's own, of at most 64 characters")
	}
	return GetConversation.Run(c, in.ConversationID)
}

// ListPresences gives who looks at conversations now, by conversation.
var ListPresences = define(UseCase[struct{}, []conversation.Presence]{
	Name: "presence.list", Rule: policy.Needs(policy.ReadConversation), Mode: Read,
	Run: func(c *Call, _ struct{}) ([]conversation.Presence, error) {
		return conversation.Presences(c.Tx, c.Actor.Scope)
	},
})

// ReadPresences gives who is present in every project, for the screens.
var ReadPresences = define(UseCase[struct{}, []conversation.Presence]{
	Name: "presence.read_all", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, _ struct{}) ([]conversation.Presence, error) { return conversation.AllPresences(c.Tx) },
})
