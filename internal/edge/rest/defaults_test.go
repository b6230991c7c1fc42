package rest_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"relevo/internal/app"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
	"relevo/internal/policy"

	"github.com/danielgtaylor/huma/v2"
)

const asJSON = "application/json"

// TestDefaults holds one golden answer for each default of the framework that
// would break the contract with clients.
func TestDefaults(t *testing.T) {
	t.Parallel()
	limited := strings.Repeat("x", 40)
	cases := []struct {
		name, method, path, contentType, body string
		options                               []rest.Option
	}{
		{"no_schema_member_or_link", "POST", "/platform/v1/echo", asJSON, `{"note":{"text":"hi"}}`, nil},
		{"unknown_members_pass", "POST", "/platform/v1/echo", asJSON, `{"note":{"text":"hi","more":1},"else":[]}`, nil},
		{"empty_body_with_json_type", "POST", "/platform/v1/echo", asJSON, ``, nil},
		{"blank_body_with_json_type", "POST", "/platform/v1/echo", asJSON, " \n", nil},
		{"body_at_the_limit", "POST", "/platform/v1/echo", asJSON, `{"note":{"text":"` + limited + `"}}`, []rest.Option{rest.BodyLimit(60)}},
		{"body_above_the_limit", "POST", "/platform/v1/echo", asJSON, `{"note":{"text":"` + limited + `y"}}`, []rest.Option{rest.BodyLimit(60)}},
		{"no_html_escapes", "POST", "/platform/v1/echo", asJSON, `{"note":{"text":"a&b<c>\u2028\u2029\\u2028\ufffd\u0001\"é"}}`, nil},
		{"malformed_json", "POST", "/platform/v1/echo", asJSON, "{\"note\":\n {\"text\" 5}}", nil},
		{"cut_json", "POST", "/platform/v1/echo", asJSON, `{"note":{"text":"hi"`, nil},
		{"two_values", "POST", "/platform/v1/echo", asJSON, `{"note":{"text":"hi"}} {}`, nil},
		{"wrong_types", "POST", "/platform/v1/echo", asJSON, `{"note":{"text":5,"size":"x"}}`, nil},
		{"missing_member", "POST", "/platform/v1/echo", asJSON, `{}`, nil},
		{"not_an_object", "POST", "/platform/v1/echo", asJSON, `[1]`, nil},
		{"no_content_type_with_key", "POST", "/platform/v1/echo", "", `{"note":{"text":"hi"}}`, nil},
		{"form_type", "POST", "/platform/v1/echo", "application/x-www-form-urlencoded", `{"note":{"text":"hi"}}`, nil},
		{"charset_parameter", "POST", "/platform/v1/echo", "Application/JSON; charset=UTF-8", `{"note":{"text":"hi"}}`, nil},
		{"unknown_path", "GET", "/platform/v1/nothing", "", ``, nil},
		{"unknown_method", "PUT", "/platform/v1/echo", asJSON, `{}`, nil},
		{"no_docs_page", "GET", "/docs", "", ``, nil},
		{"no_schema_page", "GET", "/schemas/Note.json", "", ``, nil},
		{"no_default_description", "GET", "/openapi.json", "", ``, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, mountEcho(c.options...))
			headers := []string{"X-API-Key", h.key(t), "Accept", "text/html;q=0.1"}
			if c.contentType != "" {
				headers = append(headers, "Content-Type", c.contentType)
			}
			golden(t, c.name+".txt", wire(t, h.send(t, c.method, c.path, c.body, headers...)))
		})
	}
}

// TestNoContent holds that an answer without a body is 204 without a content
// type.
func TestNoContent(t *testing.T) {
	t.Parallel()
	h := newHarness(t, func(s *rest.Server) {
		rest.Mount(s, "DELETE /platform/v1/notes/{id}", echo[string](policy.Anyone),
			func(_ context.Context, r *struct {
				ID string `path:"id"`
			}) (string, error) {
				if r.ID != "a/b=" {
					return "", fault.New(fault.NotFound, fault.CodeNotFound, "No such note: "+r.ID)
				}
				return r.ID, nil
			},
			func(string) *rest.Empty { return nil })
	})
	// A path value may hold an escaped slash and an equals sign.
	golden(t, "no_content.txt", wire(t, h.send(t, "DELETE", "/platform/v1/notes/a%2Fb=", "")))
}

// TestMultipartStreams holds that a form's parts are read by the operation as
// they come, within the operation's limit.
func TestMultipartStreams(t *testing.T) {
	t.Parallel()
	form := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}}}
	h := newHarness(t, func(s *rest.Server) {
		rest.Mount(s, "POST /platform/v1/files", echo[string](policy.Anyone),
			func(ctx context.Context, _ *struct{}) (string, error) {
				parts, err := rest.RequestOf(ctx).MultipartReader()
				if err != nil {
					return "", err
				}
				part, err := parts.NextPart()
				if err != nil {
					return "", rest.BodyFault(err)
				}
				content, err := io.ReadAll(part)
				if err != nil {
					return "", rest.BodyFault(err)
				}
				return part.FileName() + " " + string(content), nil
			},
			func(s string) *rest.Answer[string] { return rest.OK(s) },
			rest.Multipart(form), rest.BodyLimit(200))
	})
	key := h.key(t)
	body := func(content string) string {
		return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n" + content + "\r\n--b--\r\n"
	}
	multipart := "multipart/form-data; boundary=b"
	send := func(content, contentType string) string {
		return wire(t, h.send(t, "POST", "/platform/v1/files", content, "X-API-Key", key, "Content-Type", contentType))
	}
	golden(t, "multipart.txt", send(body("hello"), multipart))
	golden(t, "multipart_too_large.txt", send(body(strings.Repeat("x", 200)), multipart))
	golden(t, "multipart_as_json.txt", send(`{}`, asJSON))
	if d := description(t, h); !strings.Contains(d, `"multipart/form-data":{"schema":{"properties":{"file":`) {
		t.Errorf("the form is not described: %s", d)
	}
}

// TestInternalErrorsAreHidden holds that the text of an unknown error reaches
// the log once and the client never, panics included.
func TestInternalErrorsAreHidden(t *testing.T) {
	t.Parallel()
	mount := func(s *rest.Server, route string, run func() error) {
		rest.Mount(s, route, app.UseCase[struct{}, struct{}]{
			Name: "test." + strings.TrimPrefix(route, "GET /platform/v1/"), Rule: policy.Anyone, Mode: app.Read,
			Run: func(*app.Call, struct{}) (struct{}, error) { return struct{}{}, run() },
		}, func(context.Context, *struct{}) (struct{}, error) { return struct{}{}, nil },
			func(struct{}) *rest.Empty { return nil })
	}
	h := newHarness(t, func(s *rest.Server) {
		mount(s, "GET /platform/v1/error", func() error { return io.ErrUnexpectedEOF })
		mount(s, "GET /platform/v1/panic", func() error { panic("secret") })
		s.Handle("GET /platform/v1/crash", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret") }))
	})
	for _, path := range []string{"error", "panic", "crash"} {
		h.log.Reset()
		golden(t, "internal_error.txt", wire(t, h.send(t, "GET", "/platform/v1/"+path, "")))
		if n := strings.Count(h.log.String(), `"level":"ERROR"`); n != 1 {
			t.Errorf("%s: %d error lines in the log, want 1: %s", path, n, h.log)
		}
	}
}

func description(t *testing.T, h *harness) string {
	t.Helper()
	return text(t, h.send(t, "GET", "/platform/v1/openapi.json", ""))
}
