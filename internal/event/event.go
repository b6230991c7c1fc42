// Package event owns the event log: what happened, as rows written in the
// transaction of the change. It promises that every committed event gets
// exactly one position, that positions have no gap, that events of one subject
// stand in the order of their changes, and that a consumer sees each event in
// the transaction that moves its cursor past it.
//
// Sequence numbers are drawn before the commit and therefore become visible
// out of order where writers are concurrent; a reader that remembered one would
// miss rows. So nothing reads by sequence number: one relay, the holder of a
// lease, numbers committed rows with a position, and everybody reads by that.
//
// Wake-ups are bells and may be lost. Relay, Consumers and Tail never ask an
// idle database by themselves: a tick from outside calls their Tick, or Kick.
// May import fault, failpoint, ids, clock and db.
package event

import (
	"encoding/json"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
)

// The bells of the event log.
const (
	bellAppended = "event"  // events were committed and wait for their position
	bellPlaced   = "placed" // events got their position
)

// Record is one event of the log.
type Record struct {
	Seq       int64 // order of writing; never a cursor, because commits come in another order
	Pos       int64 // position in the log: from 1, without gaps
	ProjectID ids.ProjectID
	Subject   string          // what it is about: "conversation:<id>", "contact:<id>"
	Version   int64           // version of the subject after the change
	Type      string          // noun.past_verb: "message.received"
	Actor     string          // "user:<id>", "api_key:<id>", "contact:<id>", "system"
	Data      json.RawMessage // a JSON object
	At        time.Time       // instant of the transaction, UTC, milliseconds
}

// New is an event to append. Data becomes JSON; nil is the empty object.
type New struct {
	ProjectID ids.ProjectID
	Subject   string
	Version   int64
	Type      string
	Actor     string
	Data      any
}

const columns = `seq, pos, project_id, subject, version, type, actor, data, at`

func scanRecord(row db.Scanner) (Record, error) {
	var r Record
	var data string
	var at int64
	err := row.Scan(&r.Seq, &r.Pos, &r.ProjectID, &r.Subject, &r.Version, &r.Type, &r.Actor, &data, &at)
	r.Data, r.At = json.RawMessage(data), clock.FromMillis(at)
	return r, err
}
