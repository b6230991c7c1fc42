package record

import (
	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/event"
	"relevo/internal/ids"
)

// EventRecord is one event of the log with the records that it is about.
type EventRecord struct {
	Pos     int64     `json:"pos" doc:"Place in the log; events of one project have gaps"`
	Type    string    `json:"type"`
	Subject string    `json:"subject" doc:"conversation:… or contact:…"`
	Actor   string    `json:"actor" doc:"The kind of actor and its id, as user:…"`
	Data    EventData `json:"data"`
	At      string    `json:"at" format:"date-time"`
}

// EventData is what an event is about: ids, and the records as they stand now.
type EventData struct {
	Conversation      *ConversationRecord `json:"conversation,omitempty"`
	Message           *MessageRecord      `json:"message,omitempty"`
	Contact           *ContactRecord      `json:"contact,omitempty"`
	ConversationID    ids.ConversationID  `json:"conversation_id,omitempty"`
	MessageID         ids.MessageID       `json:"message_id,omitempty"`
	ContactID         ids.ContactID       `json:"contact_id,omitempty"`
	UserID            ids.UserID          `json:"user_id,omitempty"`
	IsNewConversation bool                `json:"is_new_conversation,omitempty"`
	Activity          *ActivityRecord     `json:"activity,omitempty"`

	rest object
}

// Event makes the record of an event out of the records that were read with it.
// Members of an event's data that are not known here are shown as they stand.
func Event(e event.Record, records app.EventRecords, links Links) EventRecord {
	about := app.DataOf([]event.Record{e})[0]
	data := EventData{ConversationID: about.ConversationID, MessageID: about.MessageID, ContactID: about.ContactID,
		UserID: about.UserID, IsNewConversation: about.ConversationCreated, rest: readObject(e.Data).keep(func(name string) bool { return !knownData[name] })}
	if c, found := records.Conversations[about.ConversationID]; found {
		r := Conversation(c)
		data.Conversation = &r
	}
	if m, found := records.Messages[about.MessageID]; found {
		r := Message(m, links)
		data.Message = &r
	}
	if p, found := records.Contacts[about.ContactID]; found {
		r := Contact(p)
		data.Contact = &r
	}
	if a, found := records.Activities[about.ActivityID]; found {
		r := Activity(a)
		data.Activity = &r
	}
	return EventRecord{Pos: e.Pos, Type: e.Type, Subject: e.Subject, Actor: e.Actor, Data: data, At: instant(e.At)}
}

// MarshalJSON writes the known members and then the others.
func (d EventData) MarshalJSON() ([]byte, error) {
	type own EventData
	text, err := rest.EncodeJSON(own(d))
	if err != nil || len(d.rest) == 0 {
		return text, err
	}
	all := readObject(text)
	for _, m := range d.rest {
		if all.get(m.name) == nil {
			all = append(all, member{m.name, m.value})
		}
	}
	return all.MarshalJSON()
}

// knownData names the members of an event's data that EventData has.
var knownData = map[string]bool{"conversation_id": true, "message_id": true, "contact_id": true, "user_id": true, "is_new_conversation": true, "activity_id": true}
