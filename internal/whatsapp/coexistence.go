package whatsapp

import (
	"encoding/json"
	"strings"
	"time"

	"relevo/internal/ids"
)

// OriginBusinessApp is the origin of messages that the business wrote in the
// phone app of a number used in both places.
const OriginBusinessApp = "business_app"

// Echo is what the business itself wrote in the phone app. It is outbound, with
// origin OriginBusinessApp, and its Body may be an edit or a revoke.
type Echo struct {
	ID          ids.WAMID
	To          Identity
	ProfileName *string
	GroupID     string
	Timestamp   time.Time
	Body
	Context *Context
	Raw     json.RawMessage
}

// HistoryMessage is an earlier message, sent after a phone app was connected.
// A media_placeholder is followed by the same ID with its file.
type HistoryMessage struct {
	ID          ids.WAMID
	Person      Identity // the other side of the thread; zero for a group
	ProfileName *string
	GroupID     string
	Outbound    bool
	Status      string // lower case: pending, sent, delivered, read, played, error; may be empty
	Timestamp   time.Time
	Body
	Context *Context
	Raw     json.RawMessage
}

// HistoryProgress closes a chunk of history, or tells that the business
// declined to share it (Errors holds 2593109).
type HistoryProgress struct {
	Phase, ChunkOrder, Percent int
	Errors                     []Error
	Raw                        json.RawMessage // the whole chunk, threads included
}

// ContactSync is a change of the phone app's address book.
type ContactSync struct {
	Person              Identity
	FullName, FirstName string
	Removed             bool
	Timestamp           time.Time
	Raw                 json.RawMessage
}

func (*Echo) item()            {}
func (*HistoryMessage) item()  {}
func (*HistoryProgress) item() {}
func (*ContactSync) item()     {}

func (r *reader) echo(n node, raw json.RawMessage) (Item, string) {
	id := n.text("id")
	if id == "" {
		return nil, "no id"
	}
	to, userID := n.text("to"), n.text("to_user_id")
	if r.isBusiness(to) { // edits have been seen with both sides exchanged
		to, userID = n.text("from"), n.text("from_user_id")
	}
	c := r.cards.of(to, userID)
	e := &Echo{ID: ids.WAMID(id), Raw: raw, GroupID: n.text("group_id"), Timestamp: n.instant("timestamp"), ProfileName: c.name,
		To: c.identity(to, userID, n.text("to_parent_user_id")), Body: bodyOf(n, true), Context: contextOf(n.child("context"))}
	if e.To.IsZero() && e.GroupID == "" {
		return nil, "no recipient"
	}
	return e, ""
}

func (r *reader) isBusiness(handle string) bool {
	digits, ok := PhoneDigits(handle)
	return ok && r.business != "" && digits == r.business
}

func (r *reader) history() []Item {
	var items []Item
	for _, raw := range r.value.list("history") {
		chunk := objectOf(raw)
		if chunk == nil {
			items = append(items, &Unknown{Node: "history", Reason: "not an object", Raw: raw})
			continue
		}
		for _, rawThread := range chunk.list("threads") {
			items = append(items, r.thread(rawThread)...)
		}
		meta := chunk.child("metadata")
		items = append(items, &HistoryProgress{Phase: int(meta.integer("phase")), ChunkOrder: int(meta.integer("chunk_order")),
			Percent: int(meta.integer("progress")), Errors: errorsOf(chunk), Raw: raw})
	}
	return items
}

func (r *reader) thread(raw json.RawMessage) []Item {
	thread := objectOf(raw)
	within := reader{field: r.field, value: thread, business: r.business, cards: r.cards}
	person := thread.text("id")
	userID := thread.child("context").text("user_id")
	return within.each("messages", func(n node, raw json.RawMessage) (Item, string) {
		return within.past(n, raw, person, userID)
	})
}

// historyMedia reads the file that follows a placeholder; it has no thread.
func (r *reader) historyMedia(n node, raw json.RawMessage) (Item, string) {
	if r.isBusiness(n.text("from")) {
		return r.past(n, raw, n.text("to"), n.text("to_user_id"))
	}
	return r.past(n, raw, n.text("from"), n.text("from_user_id"))
}

func (r *reader) past(n node, raw json.RawMessage, person, userID string) (Item, string) {
	id := n.text("id")
	if id == "" {
		return nil, "no id"
	}
	from := n.text("from")
	outbound := r.isBusiness(from) || (r.business == "" && from != "" && handleKey(from) != handleKey(person))
	if userID == "" && !outbound {
		userID = n.text("from_user_id")
	}
	c := r.cards.of(person, userID)
	return &HistoryMessage{ID: ids.WAMID(id), Person: c.identity(person, userID, ""), ProfileName: c.name,
		GroupID: n.text("group_id"), Outbound: outbound, Status: strings.ToLower(n.child("history_context").text("status")),
		Timestamp: n.instant("timestamp"), Body: bodyOf(n, true), Context: contextOf(n.child("context")), Raw: raw}, ""
}

func (r *reader) contactSync(n node, raw json.RawMessage) (Item, string) {
	c := n.child("contact")
	s := &ContactSync{FullName: c.text("full_name"), FirstName: c.text("first_name"), Removed: n.text("action") == "remove",
		Timestamp: n.child("metadata").instant("timestamp"), Raw: raw,
		Person: handles{from: c.text("phone_number"), userID: c.text("user_id"), username: c.text("username")}.identity()}
	if s.Person.IsZero() {
		return nil, "no number"
	}
	return s, ""
}
