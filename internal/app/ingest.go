package app

import (
	"sort"
	"time"

	"relevo/internal/channel"
	"relevo/internal/contact"
	"relevo/internal/conversation"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// MaxIngest is how many items of a delivery one transaction takes.
const MaxIngest = 100

// MaxItems is how many items of one delivery have a place of their own in the
// order of receipt. Meta sends at most 1,000.
const MaxItems = 1 << 16

// IngestIn is a part of one parsed delivery, and With further deliveries that
// are applied in the same transaction; all of them have at most MaxIngest
// items. Job is completed with the last part, in the same transaction.
type IngestIn struct {
	MetaAppID  ids.MetaAppID
	Seq        int64
	ReceivedAt time.Time
	Items      []IngestItem
	Job        *job.Job
	With       []IngestIn
}

// IngestItem is one item with the number it is for; Index is its place in the
// delivery.
type IngestItem struct {
	WABA               ids.WABAID
	PhoneNumberID      ids.PhoneNumberID
	DisplayPhoneNumber string
	Index              int
	Item               whatsapp.Item
}

// Ingest applies what WhatsApp told: messages, statuses, reactions, edits. All
// of it may be repeated: what is known already ends quietly. It gives how many
// messages arrived for each number, for CountInbound.
var Ingest = define(UseCase[IngestIn, map[ids.NumberID]int]{
	Name: "delivery.ingest", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in IngestIn) (map[ids.NumberID]int, error) {
		parts := append([]IngestIn{in}, in.With...)
		g := ingest{Call: c, items: inLockOrder(parts), numbers: map[numberKey]*channel.Number{},
			people: map[numberKey]contact.Known{}, arrived: map[ids.NumberID]int{}}
		for _, item := range g.items {
			g.in = item.in
			if err := g.apply(item.IngestItem); err != nil {
				return nil, err
			}
		}
		if err := g.amendments(); err != nil {
			return nil, err
		}
		var done []job.Job
		for _, part := range parts {
			if part.Job != nil {
				done = append(done, *part.Job)
			}
		}
		return g.arrived, job.CompleteAll(c.Tx, done)
	},
})

// ingestItem is an item with the part that it belongs to.
type ingestItem struct {
	IngestItem
	in *IngestIn
}

// inLockOrder sorts items by the person they are about and keeps the order of
// each person's items, so that transactions that run side by side lock rows in
// the same order.
func inLockOrder(parts []IngestIn) []ingestItem {
	var sorted []ingestItem
	for n := range parts {
		for _, item := range parts[n].Items {
			sorted = append(sorted, ingestItem{item, &parts[n]})
		}
	}
	sort.SliceStable(sorted, func(i, j int) bool { return person(sorted[i].Item) < person(sorted[j].Item) })
	return sorted
}

func person(item whatsapp.Item) string {
	switch i := item.(type) {
	case *whatsapp.InboundMessage:
		return i.From.UserID + i.From.Phone
	case *whatsapp.Echo:
		return i.To.UserID + i.To.Phone
	case *whatsapp.Status:
		return i.Recipient.UserID + i.Recipient.Phone
	default:
		return ""
	}
}

type ingest struct {
	*Call
	items   []ingestItem
	in      *IngestIn                     // the part of the item that is applied now
	numbers map[numberKey]*channel.Number // nil: not configured
	people  map[numberKey]contact.Known   // who writes to a number, as far as they were known
	arrived map[ids.NumberID]int          // inbound messages that were not known
	added   []ids.WAMID                   // messages that were not known
}

// numberKey is how a delivery names a number.
type numberKey struct {
	app   ids.MetaAppID
	phone ids.PhoneNumberID
}

func (g *ingest) apply(it IngestItem) error {
	switch notice := it.Item.(type) {
	case *whatsapp.NumberUpdate:
		return g.numberNotice(it.WABA, notice)
	case *whatsapp.AccountUpdate:
		return g.accountNotice(it.WABA, notice)
	case *whatsapp.TemplateUpdate:
		return g.templateNotice(it.WABA)
	}
	n, err := g.number(it)
	if err != nil || n == nil {
		return err
	}
	switch item := it.Item.(type) {
	case *whatsapp.InboundMessage:
		return g.inbound(*n, item, it.Index)
	case *whatsapp.Echo:
		return g.echo(*n, item, it.Index)
	case *whatsapp.Status:
		if len(item.Errors) > 0 {
			if err := noteRefusal(g.Call, *n, item.Errors[0].Code); err != nil {
				return err
			}
		}
		return g.status(*n, item)
	default:
		return nil // kept raw with its delivery; the inbox has no use for it yet
	}
}

// number finds the number an item is for. One that is not connected is counted
// for the administrator, and its items end there.
func (g *ingest) number(it IngestItem) (*channel.Number, error) {
	if it.PhoneNumberID == "" {
		return nil, nil
	}
	key := numberKey{g.in.MetaAppID, it.PhoneNumberID}
	n, known := g.numbers[key]
	if !known {
		found, err := channel.NumberByPhoneID(g.Tx, g.in.MetaAppID, it.PhoneNumberID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err == nil {
			n = &found
			if err := g.noteWebhook(found.ID); err != nil {
				return nil, err
			}
		}
		g.numbers[key] = n
	}
	if n != nil {
		return n, nil
	}
	return nil, channel.NoteUnconfigured(g.Tx, channel.Unconfigured{MetaAppID: g.in.MetaAppID, PhoneNumberID: it.PhoneNumberID,
		BusinessAccountID: it.WABA, DisplayPhoneNumber: it.DisplayPhoneNumber})
}

func (g *ingest) arrival(index int) int64 { return g.in.Seq*MaxItems + int64(min(index, MaxItems-1)) }

func identity(i whatsapp.Identity, profile *string) contact.Identity {
	out := contact.Identity{WaID: i.Phone, UserID: i.UserID, ParentUserID: i.ParentUserID, Username: i.Username}
	if out.WaID == "" {
		out.WaID = i.WaID
	}
	if profile != nil {
		out.ProfileName = *profile
	}
	return out
}

// thread gives the locked conversation with a person, or with a group.
func (g *ingest) thread(n channel.Number, person contact.Contact, group string) (conversation.Thread, bool, error) {
	partner := person
	if group != "" {
		var err error
		partner, err = resolvePerson(g.Call, n.ProjectID, contact.Identity{UserID: group})
		if err != nil {
			return conversation.Thread{}, false, err
		}
	}
	return conversation.Open(g.Tx, conversation.Place{ProjectID: n.ProjectID, NumberID: n.ID, ContactID: partner.ID, GroupID: group})
}
