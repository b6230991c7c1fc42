package conversation

import (
	"encoding/json"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Directions and origins of a message.
const (
	Inbound     = "inbound"
	Outbound    = "outbound"
	CloudAPI    = "cloud_api"
	BusinessApp = "business_app" // written in the phone app of a shared number
	HistorySync = "history_sync"
)

// Outcomes of a send: what is known of the one attempt that may leave.
const (
	OutcomeNone     = ""
	OutcomeStarted  = "started"  // the request may have left; never repeat it silently
	OutcomeAccepted = "accepted" // WhatsApp gave a wamid
	OutcomeRefused  = "refused"  // WhatsApp answered with an error, or nothing left
	OutcomeUnknown  = "unknown"  // no answer and no status came in time: a person decides
)

// Message is one entry of a thread. Node is WhatsApp's own message object, as
// received or as sent; Text is the one-line rendering of the list.
type Message struct {
	ID             ids.MessageID
	ProjectID      ids.ProjectID
	NumberID       ids.NumberID
	ConversationID ids.ConversationID
	ContactID      ids.ContactID
	WAMID          ids.WAMID // empty before WhatsApp gave one
	Direction      string
	Origin         string
	Type           string
	Node           json.RawMessage
	Text           string
	ContextWAMID   ids.WAMID
	MediaID        ids.MediaID
	Status         string
	Outcome        string
	Errors         json.RawMessage // WhatsApp's error objects
	Answer         Answer          // WhatsApp's answer to the send
	ClientID       string
	Actor          string // who made it, as policy.Actor.String gives it
	EditedAt       *time.Time
	RevokedAt      *time.Time
	Arrival        int64     // order of receipt
	At             time.Time // earlier of provider and receipt time, see Add; the place in the thread
	ProviderAt     time.Time // WhatsApp's own timestamp
	CreatedAt      time.Time

	// Of the contact and the number, read with the row.
	WaID, UserID, ProfileName, DisplayName *string
	PhoneNumberID                          ids.PhoneNumberID
	DisplayPhoneNumber                     string
}

const messageFrom = `SELECT m.id, m.project_id, m.number_id, m.conversation_id, m.contact_id, m.wamid, m.direction, m.origin,
	m.type, m.node, m.text, m.context_wamid, m.media_id, m.status, m.outcome, m.errors, m.answer, m.client_id, m.actor,
	m.edited_at, m.revoked_at, m.arrival, m.at, m.provider_at, m.created_at,
	ct.wa_id, ct.business_scoped_user_id, ct.profile_name, ct.display_name, n.phone_number_id, n.display_phone_number
	FROM messages m
	JOIN contacts ct ON ct.id = m.contact_id
	JOIN numbers n ON n.id = m.number_id `

func scanMessage(s db.Scanner) (m Message, err error) {
	var wamid, context, mediaID, clientID *string
	var node, errors, answer string
	var edited, revoked *int64
	var at, provider, created int64
	err = s.Scan(&m.ID, &m.ProjectID, &m.NumberID, &m.ConversationID, &m.ContactID, &wamid, &m.Direction, &m.Origin,
		&m.Type, &node, &m.Text, &context, &mediaID, &m.Status, &m.Outcome, &errors, &answer, &clientID, &m.Actor,
		&edited, &revoked, &m.Arrival, &at, &provider, &created,
		&m.WaID, &m.UserID, &m.ProfileName, &m.DisplayName, &m.PhoneNumberID, &m.DisplayPhoneNumber)
	m.WAMID, m.ContextWAMID, m.MediaID = ids.WAMID(value(wamid)), ids.WAMID(value(context)), ids.MediaID(value(mediaID))
	m.ClientID, m.Node, m.Errors = value(clientID), json.RawMessage(node), json.RawMessage(errors)
	_ = json.Unmarshal([]byte(answer), &m.Answer) // empty before there is one
	m.EditedAt, m.RevokedAt = instant(edited), instant(revoked)
	m.At, m.ProviderAt, m.CreatedAt = clock.FromMillis(at), clock.FromMillis(provider), clock.FromMillis(created)
	return m, err
}

// GetMessage finds a message by our id, without a scope; for Relevo's own work.
func GetMessage(tx *db.Tx, id ids.MessageID) (Message, error) {
	return db.One(tx, scanMessage, messageFrom+`WHERE m.id = $1`, id)
}

// Messages gives the messages of some ids, in no order, without those that are
// gone.
func Messages(tx *db.Tx, list []ids.MessageID) ([]Message, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("m.id IN " + db.List(&w, list))
	return db.All(tx, scanMessage, messageFrom+w.String(), w.Args()...)
}

// FindMessage finds a message in scope by our id or by its wamid.
func FindMessage(tx *db.Tx, scope policy.Scope, id string) (Message, error) {
	var w db.Where
	if ids.Valid(id) {
		w.And("m.id = ?", id)
	} else {
		w.And("m.wamid = ?", id)
	}
	messageScope(&w, scope, false)
	return db.One(tx, scanMessage, messageFrom+w.String(), w.Args()...)
}

// MessageByWAMID finds a message of a number; the zero Message and false when
// it is not known (yet).
func MessageByWAMID(tx *db.Tx, number ids.NumberID, wamid ids.WAMID) (Message, bool, error) {
	m, err := db.One(tx, scanMessage, messageFrom+`WHERE m.wamid = $1 AND m.number_id = $2`, wamid, number)
	if fault.Is(err, fault.NotFound) {
		return Message{}, false, nil
	}
	return m, err == nil, err
}

// MessageByClientID finds the message that a client has made under its own id.
func MessageByClientID(tx *db.Tx, conversation ids.ConversationID, clientID string) (Message, bool, error) {
	m, err := db.One(tx, scanMessage, messageFrom+`WHERE m.conversation_id = $1 AND m.client_id = $2`, conversation, clientID)
	if fault.Is(err, fault.NotFound) {
		return Message{}, false, nil
	}
	return m, err == nil, err
}

// messageScope keeps the messages in scope. Only where all of a project's are
// wanted may its index lead: SQLite, which doesn't count rows, takes it for a
// single conversation too, and reads the project's messages for one thread.
func messageScope(w *db.Where, s policy.Scope, all bool) {
	project := "m.project_id"
	if !all {
		project = "m.project_id || ''"
	}
	condition, args := s.Where(policy.Columns{Project: project, Number: "m.number_id", Contact: "m.contact_id",
		Assignee: "(SELECT own.assigned_user_id FROM conversations own WHERE own.id = m.conversation_id)"})
	w.And(condition, args...)
}

// MessageFilter narrows a list; empty members do not.
type MessageFilter struct {
	ConversationID       ids.ConversationID
	NumberID             ids.NumberID
	Direction            string
	Status               string
	Type                 string
	PhoneDigits          string
	BusinessScopedUserID string
	HasMedia             *bool
	Since, Until         time.Time
}

// MessagePosition is a place among messages: by (at, arrival, id).
type MessagePosition struct {
	At      int64
	Arrival int64
	ID      ids.MessageID
}

// ListMessages gives up to limit messages in scope after a position (nil: from
// the newest on), or, backwards, those before it, nearest first.
func ListMessages(tx *db.Tx, scope policy.Scope, f MessageFilter, from *MessagePosition, backwards bool, limit int) ([]Message, error) {
	var w db.Where
	messageScope(&w, scope, f.ConversationID == "")
	f.apply(&w)
	order, beyond := "DESC", "<"
	if backwards {
		order, beyond = "ASC", ">"
	}
	if from != nil {
		w.And("(m.at, m.arrival, m.id) "+beyond+" (?, ?, ?)", from.At, from.Arrival, from.ID)
	}
	return db.All(tx, scanMessage, messageFrom+w.String()+
		` ORDER BY m.at `+order+`, m.arrival `+order+`, m.id `+order+w.Limit(limit), w.Args()...)
}

func (f MessageFilter) apply(w *db.Where) {
	for _, c := range []struct{ column, value string }{
		{"m.conversation_id", string(f.ConversationID)},
		{"m.number_id", string(f.NumberID)},
		{"m.direction", f.Direction},
		{"m.status", f.Status},
		{"m.type", f.Type},
		{"ct.business_scoped_user_id", f.BusinessScopedUserID},
	} {
		if c.value != "" {
			w.And(c.column+" = ?", c.value)
		}
	}
	if f.PhoneDigits != "" {
		w.And(`ct.wa_id LIKE ? ESCAPE '\'`, db.Contains(f.PhoneDigits))
	}
	w.Present("m.media_id", f.HasMedia)
	w.Between("m.at", f.Since, endOfSecond(f.Until))
}

// MessageOfMedia finds the message that carries a file.
func MessageOfMedia(tx *db.Tx, id ids.MediaID) (Message, error) {
	return db.One(tx, scanMessage, messageFrom+`WHERE m.media_id = $1 LIMIT 1`, id)
}
