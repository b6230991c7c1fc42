package rest_test

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/internal/account"
	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/edge/rest"
	"relevo/internal/policy"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// harness is a server under test with its application and log.
type harness struct {
	*rest.Server
	app   *app.App
	clock *clock.Manual
	log   *strings.Builder
}

var start = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

type option func(*rest.Options)

func publicURL(u string) option {
	return func(o *rest.Options) { o.App.PublicURL = func() string { return u } }
}

func rateLimit(n int) option { return func(o *rest.Options) { o.RateLimit = n } }

// newHarness makes a server on a fresh SQLite database; mount adds operations
// before it listens.
func newHarness(t *testing.T, mount func(*rest.Server), options ...option) *harness {
	t.Helper()
	h := &harness{clock: clock.NewManual(start), log: &strings.Builder{}}
	fresh := dbtest.Fresh(t, db.SQLite)
	fresh.Clock = h.clock
	h.app = &app.App{
		DB: dbtest.Open(t, fresh), Clock: h.clock,
		Log:       slog.New(slog.NewJSONHandler(h.log, nil)),
		PublicURL: func() string { return "http://inbox.test" },
	}
	o := rest.Options{App: h.app, Version: "1.2.3"}
	for _, option := range options {
		option(&o)
	}
	h.Server = rest.New(o)
	if mount != nil {
		mount(h.Server)
	}
	return h
}

// send runs one request through the server; headers come as name, value pairs.
func (h *harness) send(t *testing.T, method, target, body string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, "http://inbox.test"+target, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// key makes an API key in a project of its own.
func (h *harness) key(t *testing.T) string {
	t.Helper()
	operator := policy.Actor{Kind: policy.Operator}
	project := must(t)(app.Do(t.Context(), h.app, operator, app.CreateProject, app.CreateProjectIn{Name: "Shop"}))
	return mustKey(t)(app.Do(t.Context(), h.app, operator, app.CreateKey, app.CreateKeyIn{Project: project.ID, Name: "test"})).Key
}

func must(t *testing.T) func(account.Project, error) account.Project {
	return func(p account.Project, err error) account.Project {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
}

func mustKey(t *testing.T) func(app.CreatedKey, error) app.CreatedKey {
	return func(k app.CreatedKey, err error) app.CreatedKey {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
}

// echo is a use case that gives back what it gets.
func echo[T any](rule policy.Rule) app.UseCase[T, T] {
	return app.UseCase[T, T]{
		Name: "test.echo", Rule: rule, Mode: app.Read,
		Run: func(_ *app.Call, in T) (T, error) { return in, nil },
	}
}

type note struct {
	Text string `json:"text"`
	Size int    `json:"size,omitempty"`
}

type noteRequest struct {
	Body struct {
		Note note `json:"note"`
	}
}

// mountEcho mounts POST /platform/v1/echo for anyone.
func mountEcho(options ...rest.Option) func(*rest.Server) {
	return mountEchoFor(policy.Anyone, options...)
}

func mountEchoFor(rule policy.Rule, options ...rest.Option) func(*rest.Server) {
	return func(s *rest.Server) {
		rest.Mount(s, "POST /platform/v1/echo", echo[note](rule),
			func(_ context.Context, r *noteRequest) (note, error) { return r.Body.Note, nil },
			func(n note) *rest.Answer[note] { return rest.OK(n) }, options...)
	}
}

// golden compares with a file in testdata, or rewrites it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s\nwant:\n%s", name, got, want)
	}
}

// wire writes an answer as it goes out, with the headers that the contract
// speaks of.
func wire(t *testing.T, r *http.Response) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(r.Status + "\n")
	for _, name := range []string{"Content-Type", "Link", "Allow", "Retry-After", "WWW-Authenticate"} {
		if values := r.Header.Values(name); len(values) > 0 {
			b.WriteString(name + ": " + strings.Join(values, ", ") + "\n")
		}
	}
	b.WriteString("\n" + text(t, r))
	return b.String()
}
