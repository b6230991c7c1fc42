package graph

import (
	"net/http"
	"net/url"

	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
	"relevo/internal/media"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// inside reads tokens for what the actor was found to be allowed.
var inside = policy.Actor{Kind: policy.System, Name: "graph"}

// addMedia stores a file here and gives it to WhatsApp at once, whose id it
// answers with.
func (g *graph) addMedia(q *request) error {
	if err := app.May(q.actor, app.AddMedia); err != nil {
		return err
	}
	n, err := g.number(q, q.path[0])
	if err != nil {
		return err
	}
	q.r.Body = http.MaxBytesReader(q.w, q.r.Body, record.MaxUpload)
	in, err := record.ReadUpload(q.r)
	if err != nil {
		return err
	}
	in.PhoneNumberID = string(n.ID)
	m, err := rest.Call(q.context(), g.rest, app.AddMedia, in)
	if err != nil {
		return err
	}
	id, err := g.give(q, n, m)
	if err != nil {
		return err
	}
	return q.answer(map[string]string{"id": id})
}

func (g *graph) give(q *request, n channel.Number, m media.Media) (string, error) {
	client, connection, err := g.clientOf(q, n)
	if err != nil {
		return "", err
	}
	id, err := g.upload(q.context(), client, connection, m)
	if err != nil {
		return "", err
	}
	_, err = app.Do(q.context(), g.app, inside, app.RecordUpload, app.UploadedMedia{MediaID: m.ID, WhatsAppID: id})
	return id, err
}

// clientOf gives the client that speaks for a number which the actor may see.
func (g *graph) clientOf(q *request, n channel.Number) (*whatsapp.Client, app.Connection, error) {
	connection, err := app.Do(q.context(), g.app, inside, app.ReadConnection, n.ID)
	if err != nil {
		return nil, connection, err
	}
	client, err := g.dial(connection)
	return client, connection, err
}

type mediaAnswer struct {
	Product  string `json:"messaging_product"`
	URL      string `json:"url"`
	MIME     string `json:"mime_type"`
	SHA256   string `json:"sha256"`
	FileSize int64  `json:"file_size"`
	ID       string `json:"id"`
}

// object answers for an id alone: a number, or a file. What is not stored here
// is WhatsApp's to answer.
func (g *graph) object(q *request) error {
	id := q.path[0]
	n, err := rest.Call(q.context(), g.rest, app.GetNumber, id)
	if err == nil {
		return g.through(q, n, string(n.PhoneNumberID), withoutTokens(q))
	}
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	m, number, err := g.file(q, id)
	switch {
	case err != nil:
		return err
	case m == nil:
		return g.through(q, number, id, ofNumber(number))
	case m.Status == media.Ready:
		return q.answer(mediaAnswer{Product: "whatsapp", URL: g.links.Media(m.ID), MIME: m.ContentType, SHA256: m.SHA256,
			FileSize: m.ByteSize, ID: whatsAppIDOf(*m)})
	case m.WhatsAppID != nil:
		return g.through(q, number, *m.WhatsAppID, ofNumber(number))
	default:
		return unknownObject(q.r, id)
	}
}

// file finds a stored file and its number; a nil file is none of ours, and the
// number the one that WhatsApp is to be asked for.
func (g *graph) file(q *request, id string) (*media.Media, channel.Number, error) {
	m, err := rest.Call(q.context(), g.rest, app.GetMedia, id)
	named := q.r.URL.Query().Get("phone_number_id")
	switch {
	case fault.Is(err, fault.NotFound) && named == "":
		n, err := g.onlyNumber(q, id)
		return nil, n, err
	case fault.Is(err, fault.NotFound):
		n, err := g.number(q, named)
		return nil, n, err
	case err != nil:
		return nil, channel.Number{}, err
	}
	n, err := g.number(q, string(m.NumberID))
	if err == nil && named != "" && named != string(n.PhoneNumberID) && named != string(n.ID) {
		return nil, n, unknownObject(q.r, id)
	}
	return &m, n, err
}

// onlyNumber gives the project's number when it has no other: programs leave it
// out.
func (g *graph) onlyNumber(q *request, id string) (channel.Number, error) {
	list, err := rest.Call(q.context(), g.rest, app.ListNumbers, channel.NumberFilter{})
	if err != nil {
		return channel.Number{}, err
	}
	if len(list) != 1 {
		return channel.Number{}, unknownObject(q.r, id)
	}
	return list[0], nil
}

func ofNumber(n channel.Number) url.Values {
	return url.Values{"phone_number_id": {string(n.PhoneNumberID)}}
}

func whatsAppIDOf(m media.Media) string {
	if m.WhatsAppID != nil {
		return *m.WhatsAppID
	}
	return string(m.ID)
}

// deleteMedia removes a file from WhatsApp; messages keep showing it here.
func (g *graph) deleteMedia(q *request) error {
	if err := app.May(q.actor, app.DeleteMedia); err != nil {
		return err
	}
	m, n, err := g.file(q, q.path[0])
	if err != nil {
		return err
	}
	if m == nil {
		return g.through(q, n, q.path[0], ofNumber(n))
	}
	if m.WhatsAppID == nil {
		return unknownObject(q.r, q.path[0])
	}
	client, _, err := g.clientOf(q, n)
	if err != nil {
		return err
	}
	if err := client.DeleteMedia(q.context(), *m.WhatsAppID, n.PhoneNumberID); err != nil {
		return err
	}
	if _, err := rest.Call(q.context(), g.rest, app.DeleteMedia, string(m.ID)); err != nil {
		return err
	}
	return q.answer(map[string]bool{"success": true})
}
