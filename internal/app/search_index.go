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
// What arrived or was written is new to the index. A status changes no text.
func indexEvents(tx *db.Tx, batch []event.Record) error {
	people, changed, newcomers := map[ids.ContactID]bool{}, map[ids.MessageID]bool{}, map[ids.ConversationID]bool{}
	projects, active := map[ids.ProjectID]bool{}, map[ids.ConversationID]bool{}
	for i, data := range DataOf(batch) {
		people[data.ContactID] = true
		newcomers[data.ConversationID] = newcomers[data.ConversationID] || data.ConversationCreated
		if kind := batch[i].Type; kind != EventStatusChanged {
			isNew := kind == EventMessageReceived || kind == EventMessageQueued
			changed[data.MessageID] = changed[data.MessageID] || !isNew
			projects[batch[i].ProjectID], active[data.ConversationID] = true, true
		}
	}
	found, err := conversation.SaidIn(tx, named(changed)) // not those erased since, and their words with them
	if err != nil {
		return err
	}
	var fresh, old []search.Message
	for _, m := range found {
		if newcomers[m.ConversationID] {
			people[m.ContactID] = true
		}
		if changed[m.ID] {
			old = append(old, indexed(m))
		} else {
			fresh = append(fresh, indexed(m))
		}
	}
	if err := search.AddMessages(tx, fresh); err != nil {
		return err
	}
	if err := search.PutMessages(tx, old); err != nil {
		return err
	}
	if err := search.PutPeople(tx, named(people)); err != nil {
		return err
	}
	return search.Settle(tx, named(projects), named(active))
}

// named gives the members of a set but the empty one.
func named[T ~string](set map[T]bool) []T {
	delete(set, "")
	return slices.Collect(maps.Keys(set))
}

func indexed(m conversation.Said) search.Message {
	return search.Message{ID: m.ID, Project: m.ProjectID, At: m.At, Arrival: m.Arrival, Text: contentOf(m.Type, m.Node, m.RevokedAt)}
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
		messages, err := conversation.SaidAfter(c.Tx, past.Message, indexBatch)
		if err != nil {
			return false, err
		}
		if n := len(messages); n > 0 {
			past.Message = messages[n-1].ID
		}
		if len(messages) == 0 {
			if past.Done, err = search.SettleAll(c.Tx, indexBatch); err != nil {
				return false, err
			}
		}
		list := make([]search.Message, len(messages))
		for i, m := range messages {
			list[i] = indexed(m)
		}
		if err := search.PutMessages(c.Tx, list); err != nil {
			return false, err
		}
		return past.Done, search.SavePast(c.Tx, past)
	},
})
