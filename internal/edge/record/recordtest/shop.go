// Package recordtest gives tests of the API edges a running server with one
// connected WhatsApp number, filled by webhooks as WhatsApp sends them. For
// tests only; may import everything.
package recordtest

import (
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"relevo/internal/app"
	"relevo/internal/blob"
	"relevo/internal/channel"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/edge/serve"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/seal"
	"relevo/internal/whatsapp"
)

// The ids of the connected number.
const (
	PhoneNumberID = "106540352242922"
	AccountID     = "102290129340398"
	Business      = "15550783881" // digits
)

var (
	// Operator is the command line.
	Operator = policy.Actor{Kind: policy.Operator}
	// Inside is Relevo's own work.
	Inside = policy.Actor{Kind: policy.System}
)

// Shop is a running server with one project.
type Shop struct {
	App     *app.App
	Rest    *rest.Server
	URL     string
	Project ids.ProjectID
	MetaApp ids.MetaAppID
	Number  channel.Number
	Key     string // an API key
	Links   record.Links
	// GraphURL is where WhatsApp is for the number; mount may set it.
	GraphURL string

	seq int64
}

// Each runs fn on both dialects; mount adds the operations before the server
// listens. A nil clock is the machine's.
func Each(t *testing.T, clk clock.Clock, mount func(*Shop), fn func(t *testing.T, s *Shop)) {
	t.Helper()
	if clk == nil {
		clk = clock.System{}
	}
	dbtest.EachWithClock(t, clk, func(t *testing.T, d *db.DB) { fn(t, New(t, d, clk, mount)) })
}

// New starts a server over a database.
func New(t *testing.T, d *db.DB, clk clock.Clock, mount func(*Shop)) *Shop {
	t.Helper()
	keys, err := seal.Open(filepath.Join(t.TempDir(), "keyset.json"), true)
	must(t, err)
	files, err := blob.OpenFolder(t.TempDir(), clk)
	must(t, err)
	s := &Shop{}
	s.App = &app.App{DB: d, Clock: clk, Log: slog.New(slog.DiscardHandler), Seal: keys, Blobs: files,
		PublicURL: func() string { return s.URL }}
	s.Rest = rest.New(rest.Options{App: s.App, Version: "test"})
	media := serve.Media{App: s.App}
	s.Links = record.Links{Media: media.Link}
	s.Rest.Handle("GET /media/{id}", media)
	mount(s)
	server := httptest.NewServer(s.Rest)
	t.Cleanup(server.Close)
	s.URL = server.URL
	s.Project = Do(t, s, Operator, app.CreateProject, app.CreateProjectIn{Name: "Shop"}).ID
	s.MetaApp = Do(t, s, Operator, app.AddMetaApp, app.AddMetaAppIn{ProjectID: s.Project, Name: "Meta", AppSecret: "secret", VerifyToken: "verify"}).ID
	s.Number = s.Connect(t, PhoneNumberID, "+1 555-078-3881", s.GraphURL)
	s.Key = Do(t, s, Operator, app.CreateKey, app.CreateKeyIn{Project: s.Project, Name: "program"}).Key
	return s
}

// Connect adds a number to the project.
func (s *Shop) Connect(t *testing.T, phoneNumberID, display, graphURL string) channel.Number {
	t.Helper()
	return Do(t, s, Operator, app.AddNumber, app.AddNumberIn{ProjectID: s.Project, MetaAppID: s.MetaApp, PhoneNumberID: phoneNumberID,
		BusinessAccountID: AccountID, DisplayPhoneNumber: display, Name: "Shop " + display, AccessToken: "token", GraphURL: graphURL})
}

// Do runs a use case that must succeed.
func Do[In, Out any](t *testing.T, s *Shop, actor policy.Actor, u app.UseCase[In, Out], in In) Out {
	t.Helper()
	out, err := app.Do(t.Context(), s.App, actor, u, in)
	must(t, err)
	return out
}

// Deliver ingests one webhook body, as the job does.
func (s *Shop) Deliver(t *testing.T, body []byte) {
	t.Helper()
	parsed, err := whatsapp.Parse(body)
	must(t, err)
	s.seq++
	in := app.IngestIn{MetaAppID: s.MetaApp, Seq: s.seq, ReceivedAt: s.App.Clock.Now()}
	for _, c := range parsed.Changes {
		for i, item := range c.Items {
			in.Items = append(in.Items, app.IngestItem{WABA: c.WABA, PhoneNumberID: c.PhoneNumberID, DisplayPhoneNumber: c.DisplayPhoneNumber, Index: i, Item: item})
		}
	}
	Do(t, s, Inside, app.Ingest, in)
}

// Receive ingests webhooks of the connected number: each value is the part
// behind metadata.
func (s *Shop) Receive(t *testing.T, values ...string) {
	t.Helper()
	for _, value := range values {
		s.Deliver(t, []byte(`{"object":"whatsapp_business_account","entry":[{"id":"`+AccountID+`","changes":[{"field":"messages","value":`+
			`{"messaging_product":"whatsapp","metadata":{"display_phone_number":"`+Business+`","phone_number_id":"`+PhoneNumberID+`"},`+value+`}}]}]}`))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
