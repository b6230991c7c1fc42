package app

import (
	"encoding/json"

	"relevo/internal/event"
	"relevo/internal/policy"
)

// MaxEvents is how many events one page of the delta holds.
const MaxEvents = 500

// ListEventsIn asks for what happened after a position.
type ListEventsIn struct {
	After int64
	Limit int
}

// Events is a page of the event log with the records that it is about.
type Events struct {
	Items   []event.Record
	Records EventRecords
	More    bool
	Last    int64 // position of the last item, or After
}

// ListEvents gives what happened in the project after a position, oldest first.
// A client that was away catches up by it. A position older than what is kept
// is gone (events_expired): read the lists anew.
var ListEvents = define(UseCase[ListEventsIn, Events]{
	Name: "event.list", Rule: policy.Needs(policy.ReadEvent), Mode: Read,
	Run: func(c *Call, in ListEventsIn) (out Events, err error) {
		limit := in.Limit
		if limit <= 0 || limit > MaxEvents {
			limit = MaxEvents
		}
		items, err := event.After(c.Tx, c.Actor.Scope.Project, in.After, limit+1)
		if err != nil {
			return out, err
		}
		out.More = len(items) > limit
		if out.More {
			items = items[:limit]
		}
		out.Items, out.Last = items, in.After
		if len(items) > 0 {
			out.Last = items[len(items)-1].Pos
		}
		out.Records, err = readEventRecords(c, DataOf(items))
		return out, err
	},
})

// LastEvent gives the newest position, from which a client begins to listen.
var LastEvent = define(UseCase[struct{}, int64]{
	Name: "event.last", Rule: policy.AnyPerson, Mode: Read,
	Run: func(c *Call, _ struct{}) (int64, error) { return event.Last(c.Tx) },
})

// DataOf reads what events are about.
func DataOf(items []event.Record) []EventData {
	out := make([]EventData, len(items))
	for i, e := range items {
		_ = json.Unmarshal(e.Data, &out[i]) // an event of another shape is about no record
	}
	return out
}
