package app

import (
	"time"

	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/event"
	"relevo/internal/fault"
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
func indexEvents(tx *db.Tx, batch []event.Record) error {
	var messages []search.Message
	var people []ids.ContactID
	seen := map[string]bool{}
	data := DataOf(batch)
	for i, e := range batch {
		if id := data[i].ContactID; id != "" && !seen[string(id)] {
			seen[string(id)] = true
			people = append(people, id)
		}
		id := data[i].MessageID
		if id == "" || seen[string(id)] {
			continue
		}
		seen[string(id)] = true
		m, err := conversation.GetMessage(tx, id)
		if fault.Is(err, fault.NotFound) {
			continue // erased since, and its words with it
		}
		if err != nil {
			return err
		}
		messages = append(messages, indexed(m))
		changed, err := changedPerson(tx, m.ContactID, e.At, seen)
		if err != nil {
			return err
		}
		people = append(people, changed...)
	}
	if err := search.PutMessages(tx, messages); err != nil {
		return err
	}
	return search.PutPeople(tx, people)
}

// changedPerson gives the person of a message when the transaction that told of
// the message, or a later one, changed who they are: a webhook brings names and
// numbers along.
func changedPerson(tx *db.Tx, id ids.ContactID, since time.Time, seen map[string]bool) ([]ids.ContactID, error) {
	if seen[string(id)] {
		return nil, nil
	}
	changed, err := contact.ChangedSince(tx, id, since)
	if err != nil || !changed {
		return nil, err
	}
	seen[string(id)] = true
	return []ids.ContactID{id}, nil
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
