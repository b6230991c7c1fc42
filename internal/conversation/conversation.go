// Package conversation owns conversations and their messages: the thread and
// its order, the columns of the list, statuses, reactions, edits, what each
// person has seen, and drafts. It is handed a transaction and never begins one.
// May import the layers below the domain packages.
package conversation

import (
	"encoding/json"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// The states of a conversation.
const (
	Active = "active"
	Ended  = "ended"
)

// Window is how long a business may answer freely after a person's message.
// Source: Cloud API, customer service window.
const Window = 24 * time.Hour

// Conversation is one period of contact between a WhatsApp number and a person
// (or a group). The last-message members describe the newest message and stand
// in the row, so that a page of the list costs the same however long it is.
type Conversation struct {
	ID            ids.ConversationID
	ProjectID     ids.ProjectID
	NumberID      ids.NumberID
	ContactID     ids.ContactID
	GroupID       string
	Status        string
	Version       int64
	Metadata      json.RawMessage
	MessagesCount int64
	// InboundCount and InboundAtOutbound give what is unread: the count of all
	// inbound messages, and what it was at the last outbound one.
	InboundCount, InboundAtOutbound int64
	Last                            *LastMessage
	LastInboundAt, LastOutboundAt   *time.Time
	LastActiveAt                    time.Time
	// ClosedAt and ClosedBy (an actor, as policy.Actor.String gives it) are of an
	// ended conversation.
	ClosedAt *time.Time
	ClosedBy *string
	// AssigneeID and AssigneeName are of the person in charge; nil for nobody.
	AssigneeID           *ids.UserID
	AssigneeName         *string
	CreatedAt, UpdatedAt time.Time

	// Of the contact and the number, read with the row.
	WaID, UserID, ParentUserID, Username, ProfileName, DisplayName *string
	PhoneNumberID                                                  ids.PhoneNumberID
	// Unread counts the inbound messages that the asking person has not seen.
	Unread int64
}

// LastMessage is the newest message as the list shows it.
type LastMessage struct {
	ID        ids.MessageID
	WAMID     ids.WAMID // empty before WhatsApp gave one
	Type      string
	Direction string
	Status    string
	Text      string
	At        time.Time
}

// WindowExpiresAt is when free-form messages end to be allowed, or nil when
// the person has never written. WhatsApp decides; this is what is known here.
func (c Conversation) WindowExpiresAt() *time.Time {
	if c.LastInboundAt == nil {
		return nil
	}
	t := c.LastInboundAt.Add(Window)
	return &t
}

// Row is what a scope compares.
func (c Conversation) Row() policy.Row {
	return policy.Row{Project: c.ProjectID, Number: string(c.NumberID), Contact: string(c.ContactID),
		Assignee: string(assignee(c.AssigneeID))}
}

// selectFrom is the one text that reads conversations; $1 is the user who asks
// ("" for a key: what came after the last outbound message is unread).
const selectFrom = `SELECT c.id, c.project_id, c.number_id, c.contact_id, c.group_id, c.status, c.version, c.metadata,
	c.messages_count, c.inbound_count, c.inbound_at_outbound, c.last_message_id, c.last_message_wamid, c.last_message_type,
	c.last_message_direction, c.last_message_status, c.last_message_text, c.last_message_at,
	c.last_inbound_at, c.last_outbound_at, c.last_active_at, c.created_at, c.updated_at,
	ct.wa_id, ct.business_scoped_user_id, ct.parent_business_scoped_user_id, ct.username, ct.profile_name, ct.display_name,
	n.phone_number_id, seen.seen_count, c.assigned_user_id, assignee.name, c.closed_at, c.closed_by
	FROM conversations c
	JOIN contacts ct ON ct.id = c.contact_id
	JOIN numbers n ON n.id = c.number_id
	LEFT JOIN users assignee ON assignee.id = c.assigned_user_id
	LEFT JOIN conversation_seen seen ON seen.conversation_id = c.id AND seen.user_id = $1 `

func scanner(reader ids.UserID) func(db.Scanner) (Conversation, error) {
	return func(s db.Scanner) (c Conversation, err error) {
		var metadata string
		var id, wamid, kind, direction, status, text *string
		var lastAt, inboundAt, outboundAt, seen, closed *int64
		var active, created, updated int64
		err = s.Scan(&c.ID, &c.ProjectID, &c.NumberID, &c.ContactID, &c.GroupID, &c.Status, &c.Version, &metadata,
			&c.MessagesCount, &c.InboundCount, &c.InboundAtOutbound, &id, &wamid, &kind,
			&direction, &status, &text, &lastAt,
			&inboundAt, &outboundAt, &active, &created, &updated,
			&c.WaID, &c.UserID, &c.ParentUserID, &c.Username, &c.ProfileName, &c.DisplayName,
			&c.PhoneNumberID, &seen, &c.AssigneeID, &c.AssigneeName, &closed, &c.ClosedBy)
		if err != nil {
			return c, err
		}
		c.Metadata = json.RawMessage(metadata)
		c.LastActiveAt, c.CreatedAt, c.UpdatedAt = clock.FromMillis(active), clock.FromMillis(created), clock.FromMillis(updated)
		c.LastInboundAt, c.LastOutboundAt = instant(inboundAt), instant(outboundAt)
		c.ClosedAt = instant(closed)
		if id != nil {
			c.Last = &LastMessage{ID: ids.MessageID(*id), WAMID: ids.WAMID(value(wamid)), Type: value(kind),
				Direction: value(direction), Status: value(status), Text: value(text), At: *instant(lastAt)}
		}
		c.Unread = unread(c, reader, seen)
		return c, nil
	}
}

func unread(c Conversation, reader ids.UserID, seen *int64) int64 {
	read := c.InboundAtOutbound
	if reader != "" {
		read = 0
	}
	if seen != nil {
		read = *seen
	}
	return max(0, c.InboundCount-read)
}

// Get finds a conversation by id, without a scope and for nobody in
// particular; for Relevo's own work.
func Get(tx *db.Tx, id ids.ConversationID) (Conversation, error) {
	return db.One(tx, scanner(""), selectFrom+`WHERE c.id = $2`, "", id)
}

// Find finds a conversation in scope, with what the reader has not seen.
func Find(tx *db.Tx, scope policy.Scope, reader ids.UserID, id string) (Conversation, error) {
	var w db.Where
	w.Arg(reader)
	inScope(&w, scope)
	w.And("c.id = ?", id)
	return db.One(tx, scanner(reader), selectFrom+w.String(), w.Args()...)
}

// FindAll finds conversations in scope by their ids, in no order, as Find does.
func FindAll(tx *db.Tx, scope policy.Scope, reader ids.UserID, list []ids.ConversationID) (map[ids.ConversationID]Conversation, error) {
	found := map[ids.ConversationID]Conversation{}
	if len(list) == 0 {
		return found, nil
	}
	var w db.Where
	w.Arg(reader)
	condition, args := scope.Where(policy.Columns{Project: "c.project_id || ''", Number: "c.number_id || ''", Contact: "c.contact_id || ''",
		Assignee: "c.assigned_user_id || ''"}) // the ids lead, to which no other index does
	w.And(condition, args...)
	w.And("c.id IN " + db.List(&w, list))
	all, err := db.All(tx, scanner(reader), selectFrom+w.String(), w.Args()...)
	for _, c := range all {
		found[c.ID] = c
	}
	return found, err
}

func inScope(w *db.Where, s policy.Scope) {
	condition, args := s.Where(policy.Columns{Project: "c.project_id", Number: "c.number_id", Contact: "c.contact_id",
		Assignee: "c.assigned_user_id"})
	w.And(condition, args...)
}

// SetMetadata replaces a conversation's metadata, a JSON object.
func SetMetadata(tx *db.Tx, id ids.ConversationID, metadata json.RawMessage) error {
	_, err := tx.Exec(`UPDATE conversations SET metadata = $2, version = version + 1, updated_at = $3 WHERE id = $1`,
		id, string(metadata), tx.NowMillis())
	return err
}

func instant(ms *int64) *time.Time {
	if ms == nil {
		return nil
	}
	t := clock.FromMillis(*ms)
	return &t
}

func assignee(id *ids.UserID) ids.UserID {
	if id == nil {
		return ""
	}
	return *id
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
