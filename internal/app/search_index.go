package app

import (
	"maps"
	"slices"

	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/event"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
	"relevo/internal/search"
)

// Consumers gives the consumers of the event log, for the process that serves.
func (a *App) Consumers() []event.Consumer {
	return []event.Consumer{{Name: "search", Handle: indexEvents}}
}

// indexEvents brings the index to what a batch of events is about, as it stands.
// A webhook brings names and numbers along: the person of a message may have
// changed since its event.
func indexEvents(tx *db.Tx, batch []event.Record) error {
	people, ofMessages := namedIn(batch)
	found, err := conversation.Messages(tx, ofMessages) // not those erased since, and their words with them
	if err != nil {
		return err
	}
	messages := make([]search.Message, len(found))
	writers := map[ids.ContactID]bool{}
	for i, m := range found {
		messages[i], writers[m.ContactID] = indexed(m), true
	}
	for _, id := range people {
		delete(writers, id)
	}
	changed, err := contact.ChangedSince(tx, slices.Collect(maps.Keys(writers)), batch[0].At)
	if err != nil {
		return err
	}
	if err := search.PutMessages(tx, messages); err != nil {
		return err
	}
	return search.PutPeople(tx, append(people, changed...))
}

// namedIn gives the people and messages that events name, each once.
func namedIn(batch []event.Record) (people []ids.ContactID, messages []ids.MessageID) {
	seen := map[string]bool{"": true}
	for _, data := range DataOf(batch) {
		if id := data.ContactID; !seen[string(id)] {
			seen[string(id)] = true
			people = append(people, id)
		}
		if id := data.MessageID; !seen[string(id)] {
			seen[string(id)] = true
			messages = append(messages, id)
		}
	}
	return people, messages
}

func indexed(m conversation.Message) search.Message {
	return search.Message{ID: m.ID, At: m.At, Arrival: m.Arrival, Text: contentOf(m)}
}

// ScheduleIndexing enqueues the reading of what was there before the index, as
// long as it is not done.
var ScheduleIndexing = define(UseCase[struct{}, struct{}]{
	Name: "search.schedule_past", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in struct{}) (struct{}, error) {
		past, err := search.ReadPast(c.Tx)
		if err != nil || past.Done {
			return in, err
		}
		_, err = job.Enqueue(c.Tx, job.Spec{Kind: JobIndex, Key: JobIndex})
		return in, err
	},
})

// indexBatch is how many records one transaction indexes: few, because others
// wait for it.
const indexBatch = 100

// IndexPast indexes one batch of what was there before the index and tells
// whether that was the last.
var IndexPast = define(UseCase[struct{}, bool]{
	Name: "search.index_past", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, _ struct{}) (done bool, err error) {
		past, err := search.ReadPast(c.Tx)
		if err != nil || past.Done {
			return true, err
		}
		people, err := contact.IDsAfter(c.Tx, past.Contact, indexBatch)
		if err != nil {
			return false, err
		}
		if n := len(people); n > 0 {
			past.Contact = people[n-1]
			if err := search.PutPeople(c.Tx, people); err != nil {
				return false, err
			}
			return false, search.SavePast(c.Tx, past)
		}
		messages, err := conversation.MessagesAfter(c.Tx, past.Message, indexBatch)
		if err != nil {
			return false, err
		}
		list := make([]search.Message, len(messages))
		for i, m := range messages {
			list[i], past.Message = indexed(m), m.ID
		}
		past.Done = len(messages) == 0
		if err := search.PutMessages(c.Tx, list); err != nil {
			return false, err
		}
		return past.Done, search.SavePast(c.Tx, past)
	},
})
