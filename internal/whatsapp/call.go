package whatsapp

import (
	"encoding/json"
	"strings"
	"time"
)

// Call is an event of a voice call. A person's call opens the 24-hour window
// as a message does.
type Call struct {
	ID            string // wacid...
	Event         string // connect, terminate, or status
	Status        string // upper case: RINGING, ACCEPTED, REJECTED; COMPLETED, FAILED when it ended
	UserInitiated bool
	Person        Identity
	ProfileName   *string
	Timestamp     time.Time
	Started       time.Time // zero when nobody answered
	Ended         time.Time
	Duration      time.Duration
	CallbackData  string
	Errors        []Error
	Raw           json.RawMessage
}

// UserPreference is a person's wish about marketing messages.
type UserPreference struct {
	Person      Identity
	ProfileName *string
	Category    string // marketing_messages
	Value       string // stop, resume, signup
	Stop        bool   // send no marketing templates
	Detail      string
	Timestamp   time.Time
	Raw         json.RawMessage
}

func (*Call) item()           {}
func (*UserPreference) item() {}

func (r *reader) call(n node, raw json.RawMessage) (Item, string) {
	if n.text("id") == "" {
		return nil, "no id"
	}
	c := &Call{ID: n.text("id"), Event: n.text("event"), Status: strings.ToUpper(n.text("status")), Raw: raw,
		Timestamp: n.instant("timestamp"), Started: n.instant("start_time"), Ended: n.instant("end_time"),
		Duration:     time.Duration(n.integer("duration")) * time.Second,
		CallbackData: n.text("biz_opaque_callback_data"), Errors: errorsOf(n)}
	const day = 24 * time.Hour
	if c.Duration < 0 || c.Duration > day {
		c.Duration = 0
	}
	person, userID := n.text("to"), n.text("to_user_id")
	if direction := n.text("direction"); direction == "USER_INITIATED" || (direction == "" && !r.isBusiness(n.text("from"))) {
		c.UserInitiated = true
		person, userID = n.text("from"), n.text("from_user_id")
	}
	card := r.cards.of(person, userID)
	c.Person, c.ProfileName = card.identity(person, userID, ""), card.name
	return c, ""
}

// callStatus reads the step of a call that the business makes.
func (r *reader) callStatus(n node, raw json.RawMessage) Item {
	c := &Call{ID: n.text("id"), Event: "status", Status: strings.ToUpper(n.text("status")), Raw: raw,
		Timestamp: n.instant("timestamp"), CallbackData: n.text("biz_opaque_callback_data"), Errors: errorsOf(n)}
	c.Person, c.ProfileName = r.recipientOf(n)
	return c
}

func (r *reader) preference(n node, raw json.RawMessage) (Item, string) {
	c := r.cards.of(n.text("wa_id"), n.text("user_id"))
	p := &UserPreference{Person: c.identity(n.text("wa_id"), n.text("user_id"), n.text("parent_user_id")), ProfileName: c.name,
		Category: n.text("category"), Value: n.text("value"), Stop: n.text("value") == "stop", Detail: n.text("detail"),
		Timestamp: n.instant("timestamp"), Raw: raw}
	if p.Person.IsZero() {
		return nil, "no person"
	}
	return p, ""
}
