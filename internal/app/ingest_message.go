package app

import (
	"encoding/json"

	"relevo/internal/channel"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/media"
	"relevo/internal/whatsapp"
)

func (g *ingest) inbound(n channel.Number, in *whatsapp.InboundMessage, index int) error {
	if in.Edit != nil || in.Revoke != nil {
		return g.amend(n, in.ID, &in.Body, in.Raw, in.Timestamp.UnixMilli())
	}
	person, err := g.sender(n, in)
	if err != nil {
		return err
	}
	m := conversation.Message{
		WAMID: in.ID, Direction: conversation.Inbound, Origin: conversation.CloudAPI, Status: conversation.Received,
		ProviderAt: in.Timestamp, Actor: "contact:" + string(person.ID),
	}
	added, err := g.add(n, person, in.GroupID, &in.Body, in.Context, in.Raw, index, m)
	if err != nil || !added {
		return err
	}
	g.arrived[n.ID]++
	if in.Reaction == nil {
		return nil
	}
	return g.react(n, *in.Reaction, string(person.ID), conversation.Inbound, in.Timestamp.UnixMilli())
}

// sender finds the person. A system notice that they moved to a new number or
// id takes effect first, and lands in the conversation of the old one.
func (g *ingest) sender(n channel.Number, in *whatsapp.InboundMessage) (contact.Contact, error) {
	who := identity(in.From, in.ProfileName)
	if in.System == nil || in.System.New.IsZero() {
		return g.person(n, who)
	}
	moved, err := renamePerson(g.Call, n.ProjectID, who, identity(in.System.New, nil))
	g.forget(moved.ID)
	return moved, err
}

func (g *ingest) echo(n channel.Number, in *whatsapp.Echo, index int) error {
	if in.Edit != nil || in.Revoke != nil {
		return g.amend(n, in.ID, &in.Body, in.Raw, in.Timestamp.UnixMilli())
	}
	person, err := g.person(n, identity(in.To, in.ProfileName))
	if err != nil {
		return err
	}
	m := conversation.Message{
		WAMID: in.ID, Direction: conversation.Outbound, Origin: conversation.BusinessApp, Status: conversation.Sent,
		Outcome: conversation.OutcomeAccepted, ProviderAt: in.Timestamp, Actor: "business_app",
	}
	added, err := g.add(n, person, in.GroupID, &in.Body, in.Context, in.Raw, index, m)
	if err != nil || !added || in.Reaction == nil {
		return err
	}
	return g.react(n, *in.Reaction, "business", conversation.Outbound, in.Timestamp.UnixMilli())
}

// add puts a message into its thread with everything that belongs to it: its
// file, the job that fetches it, what arrived before it, and the event.
func (g *ingest) add(n channel.Number, person contact.Contact, group string, body *whatsapp.Body, ctx *whatsapp.Context,
	raw json.RawMessage, index int, m conversation.Message,
) (bool, error) {
	thread, created, err := g.thread(n, person, group)
	if err != nil {
		return false, err
	}
	m.ID, m.ProjectID, m.NumberID, m.ContactID = ids.MessageID(ids.New()), n.ProjectID, n.ID, person.ID
	m.ConversationID, m.Type, m.Node, m.Text = thread.ID, body.Type, raw, body.Preview()
	m.At, m.Arrival = g.in.ReceivedAt, g.arrival(index)
	if ctx != nil {
		m.ContextWAMID = ctx.ID
	}
	if body.Media != nil && body.Media.ID != "" {
		m.MediaID = ids.MediaID(ids.New())
	}
	added, err := conversation.Add(g.Tx, thread, m)
	if err != nil || !added {
		return false, err
	}
	if err := g.fetchLater(n, m, body); err != nil {
		return false, err
	}
	g.added = append(g.added, m.WAMID)
	kind := EventMessageReceived
	if m.Direction == conversation.Outbound {
		kind = EventMessageQueued
		if _, err := conversation.ApplyStatuses(g.Tx, m); err != nil {
			return false, err
		}
	}
	return true, appendEvent(g.Call, kind, m, created)
}

func (g *ingest) fetchLater(n channel.Number, m conversation.Message, body *whatsapp.Body) error {
	if m.MediaID == "" {
		return nil
	}
	f := body.Media
	err := media.Create(g.Tx, media.Media{ID: m.MediaID, ProjectID: n.ProjectID, NumberID: n.ID, WhatsAppID: &f.ID,
		Direction: m.Direction, Status: media.Pending, Kind: body.Type, ContentType: f.MIME, Filename: f.Filename})
	if err != nil {
		return err
	}
	_, err = job.Enqueue(g.Tx, job.Spec{Kind: JobFetch, Args: FetchArgs{MediaID: m.MediaID, URL: f.URL, SHA256: f.SHA256}})
	return err
}

func (g *ingest) react(n channel.Number, r whatsapp.Reaction, sender, direction string, atMillis int64) error {
	err := conversation.React(g.Tx, conversation.Reaction{NumberID: n.ID, Target: r.MessageID, Sender: sender,
		Emoji: r.Emoji, Direction: direction, At: millis(atMillis)})
	if err != nil {
		return err
	}
	return g.changed(n, r.MessageID)
}

func (g *ingest) amend(n channel.Number, wamid ids.WAMID, body *whatsapp.Body, raw json.RawMessage, atMillis int64) error {
	a := conversation.Amendment{NumberID: n.ID, WAMID: wamid, At: millis(atMillis)}
	if body.Revoke != nil {
		a.Kind, a.Target, a.Node = conversation.Revoke, body.Revoke.Original, json.RawMessage("{}")
	}
	if body.Edit != nil {
		a.Kind, a.Target, a.Node = conversation.Edit, body.Edit.Original, editedNode(raw)
		if body.Edit.Message != nil {
			a.Type, a.Text = body.Edit.Message.Type, body.Edit.Message.Preview()
		}
	}
	recorded, err := conversation.RecordAmendment(g.Tx, a)
	if err != nil || !recorded {
		return err
	}
	target, known, err := conversation.MessageByWAMID(g.Tx, n.ID, a.Target)
	if err != nil || !known {
		return err
	}
	changed, err := conversation.ApplyAmendments(g.Tx, target)
	if err != nil || !changed {
		return err
	}
	return appendEvent(g.Call, EventMessageChanged, target, false)
}

// amendments applies those that came before their messages. Nearly no message
// has one, so they are looked for once, when all messages are there.
func (g *ingest) amendments() error {
	early, err := conversation.AmendmentTargets(g.Tx, g.added)
	if err != nil {
		return err
	}
	for _, target := range early {
		m, known, err := conversation.MessageByWAMID(g.Tx, target.NumberID, target.WAMID)
		if err != nil {
			return err
		}
		if !known {
			continue
		}
		if _, err := conversation.ApplyAmendments(g.Tx, m); err != nil {
			return err
		}
	}
	return nil
}

// editedNode takes the new content out of an edit, as a message object.
func editedNode(raw json.RawMessage) json.RawMessage {
	var m struct {
		Edit struct {
			Message json.RawMessage `json:"message"`
		} `json:"edit"`
	}
	if json.Unmarshal(raw, &m) != nil || len(m.Edit.Message) == 0 {
		return json.RawMessage("{}")
	}
	return m.Edit.Message
}

// changed tells that something about a message is new, if it is known.
func (g *ingest) changed(n channel.Number, wamid ids.WAMID) error {
	m, known, err := conversation.MessageByWAMID(g.Tx, n.ID, wamid)
	if err != nil || !known {
		return err
	}
	return appendEvent(g.Call, EventMessageChanged, m, false)
}

func (g *ingest) status(n channel.Number, in *whatsapp.Status) error {
	recorded, err := conversation.RecordStatus(g.Tx, conversation.Status{NumberID: n.ID, WAMID: in.ID, Status: in.Status,
		Participant: in.Participant, At: in.Timestamp, Callback: in.CallbackData, Raw: in.Raw})
	if err != nil || !recorded {
		return err
	}
	m, known, err := g.statusTarget(n, in)
	if err != nil || !known {
		return err
	}
	if _, err := conversation.ApplyStatuses(g.Tx, m); err != nil {
		return err
	}
	return appendEvent(g.Call, EventStatusChanged, m, false)
}

// statusTarget finds the message of a status: by its wamid, or, when the send
// has given no answer, by our own id that WhatsApp echoes.
func (g *ingest) statusTarget(n channel.Number, in *whatsapp.Status) (conversation.Message, bool, error) {
	m, known, err := conversation.MessageByWAMID(g.Tx, n.ID, in.ID)
	if err != nil || known || !ids.Valid(in.CallbackData) {
		return m, known, err
	}
	m, err = conversation.GetMessage(g.Tx, ids.MessageID(in.CallbackData))
	if err != nil || m.NumberID != n.ID || m.WAMID != "" {
		return m, false, ignoreMissing(err)
	}
	told := SendResult{WAMID: in.ID, WaID: in.Recipient.Phone, UserID: in.Recipient.UserID}
	if err := accept(g.Call, m, told); err != nil {
		return m, false, err
	}
	m, err = conversation.GetMessage(g.Tx, m.ID)
	return m, err == nil, err
}
