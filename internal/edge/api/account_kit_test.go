package api_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/edge/api"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

var start = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

var (
	operator = policy.Actor{Kind: policy.Operator}
	inside   = policy.Actor{Kind: policy.System}
)

// office is a running server with the account operations.
type office struct {
	app   *app.App
	rest  *rest.Server
	clock *clock.Manual
	url   string
	shop  ids.ProjectID // where Ana is the owner
}

const (
	anaEmail    = "ana@shop.test"
	anaPassword = "correct horse battery"
)

// eachOffice runs fn on both dialects against a real HTTP server.
func eachOffice(t *testing.T, fn func(t *testing.T, o *office)) {
	eachOfficeAt(t, "http", fn)
}

// eachOfficeAt is eachOffice with the scheme of the public URL.
func eachOfficeAt(t *testing.T, scheme string, fn func(t *testing.T, o *office)) {
	clk := clock.NewManual(start)
	dbtest.EachWithClock(t, clk, func(t *testing.T, d *db.DB) {
		o := &office{clock: clk}
		var host string
		o.app = &app.App{
			DB: d, Clock: clk, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
			PublicURL: func() string { return scheme + "://" + host },
		}
		o.rest = rest.New(rest.Options{App: o.app, Version: "test"})
		api.MountAccount(o.rest, o.app)
		server := httptest.NewServer(o.rest)
		t.Cleanup(server.Close)
		o.url, host = server.URL, strings.TrimPrefix(server.URL, "http://")
		fn(t, o)
	})
}

// withOwner makes the project Shop and Ana, its owner.
func (o *office) withOwner(t *testing.T) {
	t.Helper()
	o.shop = o.project(t, "Shop")
	o.user(t, o.shop, anaEmail, policy.RoleOwner)
}

func (o *office) project(t *testing.T, name string) ids.ProjectID {
	t.Helper()
	p, err := app.Do(t.Context(), o.app, operator, app.CreateProject, app.CreateProjectIn{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

func (o *office) user(t *testing.T, project ids.ProjectID, email string, role policy.Role) ids.UserID {
	t.Helper()
	u, err := app.Do(t.Context(), o.app, operator, app.CreateUser, app.CreateUserIn{
		Project: project, Email: email, Name: "Ana", Role: role, Password: anaPassword,
	})
	if err != nil {
		t.Fatal(err)
	}
	return u.User.ID
}

func (o *office) key(t *testing.T, project ids.ProjectID) string {
	t.Helper()
	k, err := app.Do(t.Context(), o.app, operator, app.CreateKey, app.CreateKeyIn{Project: project, Name: "program"})
	if err != nil {
		t.Fatal(err)
	}
	return k.Key
}

// reply is an answer with its body read.
type reply struct {
	*http.Response
	text string
	json map[string]any
}

// code gives the error's code, "" for none.
func (r reply) code() string {
	code, _ := r.json["code"].(string)
	return code
}

// at walks the body: at("data", "user", "name"), at("data", 0, "id").
func (r reply) at(path ...any) any {
	var here any = r.json
	for _, step := range path {
		switch s := step.(type) {
		case string:
			object, _ := here.(map[string]any)
			here = object[s]
		case int:
			list, _ := here.([]any)
			if s >= len(list) {
				return nil
			}
			here = list[s]
		}
	}
	return here
}

// call sends JSON and holds the answer against its schema; headers come as name, value pairs.
func (o *office) call(t *testing.T, method, path, body string, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, o.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	checkAnswer(t, o.rest, method, path, answer.StatusCode, content)
	out := reply{Response: answer, text: string(content)}
	if len(content) > 0 {
		if err := json.Unmarshal(content, &out.json); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, content)
		}
	}
	return out
}

// logIn gives the Cookie header of a session.
func (o *office) logIn(t *testing.T, email string) string {
	t.Helper()
	r := o.call(t, "POST", "/platform/v1/session", `{"session":{"email":"`+email+`","password":"`+anaPassword+`"}}`)
	if r.StatusCode != http.StatusOK || len(r.Cookies()) != 1 {
		t.Fatalf("log in: %s %s", r.Status, r.text)
	}
	return r.Cookies()[0].Name + "=" + r.Cookies()[0].Value
}
