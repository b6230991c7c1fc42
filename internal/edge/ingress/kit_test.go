package ingress_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/edge/api"
	"relevo/internal/edge/ingress"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/rest"
	"relevo/internal/edge/work"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/whatsapp"
)

const ana = "15550107701"

// door is a shop whose webhooks come over HTTP.
type door struct {
	*recordtest.Shop
	hook     string // the address of the shop's webhooks
	log      *journal
	outcomes *outcomes
}

// eachDoor runs fn on both dialects.
func eachDoor(t *testing.T, fn func(t *testing.T, d *door)) {
	t.Helper()
	recordtest.Each(t, nil, func(s *recordtest.Shop) { api.Mount(s.Rest, s.App, s.Links) }, func(t *testing.T, s *recordtest.Shop) {
		d := &door{Shop: s, log: &journal{}, outcomes: &outcomes{}}
		logged := &app.App{DB: s.App.DB, Clock: s.App.Clock, Seal: s.App.Seal, Blobs: s.App.Blobs, PublicURL: s.App.PublicURL,
			Log: slog.New(slog.NewJSONHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
		front, in := rest.New(rest.Options{App: logged, Version: "test"}), ingress.New(logged)
		in.Received = d.outcomes.note
		front.Handle("GET "+ingress.Path, http.HandlerFunc(in.Handshake))
		front.Handle("POST "+ingress.Path, http.HandlerFunc(in.Deliver))
		server := httptest.NewServer(front)
		t.Cleanup(server.Close)
		d.hook = server.URL + ingress.PathOf(s.MetaApp)
		fn(t, d)
	})
}

// answer is what WhatsApp gets.
type answer struct {
	status int
	kind   string
	text   string
}

// post delivers a body; headers come as name, value pairs.
func (d *door) post(t *testing.T, address string, body io.Reader, headers ...string) answer {
	t.Helper()
	return d.ask(t, http.MethodPost, address, body, headers...)
}

// signed delivers a body with the signature of the shop's Meta app.
func (d *door) signed(t *testing.T, body []byte) answer {
	t.Helper()
	return d.post(t, d.hook, bytes.NewReader(body), whatsapp.SignatureHeader, whatsapp.Sign("secret", body))
}

func (d *door) ask(t *testing.T, method, address string, body io.Reader, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{got.StatusCode, got.Header.Get("Content-Type"), string(text)}
}

// count asks the database for one number.
func (d *door) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	err := d.App.DB.Read(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(query, args...).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// stored counts the deliveries that were kept, and the jobs for them.
func (d *door) stored(t *testing.T) (deliveries, jobs int) {
	t.Helper()
	return d.count(t, `SELECT count(*) FROM deliveries`), d.count(t, `SELECT count(*) FROM jobs WHERE kind <> 'end_silence'`)
}

// ingest runs the engine until no job is left.
func (d *door) ingest(t *testing.T) {
	t.Helper()
	worker := &work.Worker{App: d.App}
	runner := job.NewRunner(d.App.DB, clock.System{}, slog.New(slog.DiscardHandler), ids.New(), worker.Kinds(), job.Options{})
	runner.Start(t.Context())
	defer runner.Stop()
	for d.count(t, `SELECT count(*) FROM jobs WHERE kind <> 'end_silence'`) > 0 {
		runtime.Gosched()
	}
}

// journal keeps what is logged.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) lines() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []string
	for line := range bytes.Lines(j.text.Bytes()) {
		out = append(out, string(line))
	}
	return out
}

// outcomes counts what the operator's metrics are told.
type outcomes struct {
	mu    sync.Mutex
	count map[string]int
}

func (o *outcomes) note(outcome string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.count == nil {
		o.count = map[string]int{}
	}
	o.count[outcome]++
}

func (o *outcomes) of(outcome string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.count[outcome]
}
