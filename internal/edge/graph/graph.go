// Package graph is the API in the shape of WhatsApp's own Graph API, below one
// prefix: the same paths and bodies with an API key of ours, and lists of what
// is stored here. Any version in the path is taken.
//
// It promises that a send answers with what WhatsApp answered, and that every
// error, also of ours, has Graph's shape. It holds no rules: each request ends
// in use cases, or is handed through to WhatsApp with the token of a number
// that the actor may see. May import edge/record and what that may import.
package graph

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"relevo/internal/app"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
	"relevo/internal/media"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// Prefix is where the API begins; the version follows.
const Prefix = "/meta/whatsapp/"

// maxBody is how many bytes a JSON body may have.
const maxBody = 1 << 20

// Upload streams a stored file to WhatsApp and gives Meta's id of it.
type Upload func(ctx context.Context, client *whatsapp.Client, c app.Connection, m media.Media) (string, error)

type graph struct {
	rest   *rest.Server
	app    *app.App
	dial   app.Dialer
	upload Upload
	links  record.Links
}

// New makes the handler of everything below Prefix and sets the error shape
// there. It authenticates by itself.
func New(s *rest.Server, a *app.App, dial app.Dialer, upload Upload, links record.Links) http.Handler {
	g := &graph{rest: s, app: a, dial: dial, upload: upload, links: links}
	s.ErrorsUnder(Prefix, writeFault)
	return s.Guard(http.HandlerFunc(g.serve))
}

// request is one request with the path taken apart.
type request struct {
	w     http.ResponseWriter
	r     *http.Request
	actor policy.Actor
	path  []string // behind the version, unescaped
}

func (q *request) context() context.Context { return q.r.Context() }

type handler func(g *graph, q *request) error

// route is one row of the table of paths. The standard mux cannot hold them:
// `conversations/{id}` and `{number}/messages` overlap.
type route struct {
	method string
	path   string // segments; * is any
	handle handler
}

var routes = []route{
	{"GET", "conversations/*", (*graph).conversation},
	{"PATCH", "conversations/*", (*graph).updateConversation},
	{"POST", "*/messages", (*graph).send},
	{"GET", "*/messages", (*graph).listMessages},
	{"GET", "*/messages/*", (*graph).message},
	{"GET", "*/conversations", (*graph).listConversations},
	{"GET", "*/conversations/*", (*graph).conversationOfNumber},
	{"GET", "*/contacts", (*graph).listContacts},
	{"GET", "*/contacts/*", (*graph).contact},
	{"PATCH", "*/contacts/*", (*graph).updateContact},
	{"POST", "*/media", (*graph).addMedia},
	{"GET", "*/block_users", (*graph).listBlocked},
	{"POST", "*/block_users", (*graph).blockUsers},
	{"DELETE", "*/block_users", (*graph).blockUsers},
	{"GET", "*/message_templates", (*graph).throughAccount},
	{"GET", "*/message_templates/*", (*graph).template},
	{"GET", "*/phone_numbers", (*graph).throughAccount},
	{"GET", "*", (*graph).object},
	{"DELETE", "*", (*graph).deleteMedia},
}

// Routes lists the methods and paths that are answered, as "GET */messages": a
// path begins behind the version, and * is any one segment.
func Routes() []string {
	all := make([]string, len(routes))
	for i, r := range routes {
		all[i] = r.method + " " + r.path
	}
	return all
}

func (g *graph) serve(w http.ResponseWriter, r *http.Request) {
	if err := g.dispatch(w, r); err != nil {
		g.fail(w, r, err)
	}
}

// versionForm is any version; which one does not matter.
var versionForm = regexp.MustCompile(`^v\d{1,3}(\.\d{1,3})?$`)

func (g *graph) dispatch(w http.ResponseWriter, r *http.Request) error {
	actor := rest.ActorOf(r.Context())
	if actor.Kind == policy.Anonymous {
		return fault.New(fault.Unauthenticated, fault.CodeUnauthenticated, "Send an API key in X-API-Key, or as a bearer token.")
	}
	path, ok := segments(r.URL.EscapedPath())
	if !ok || len(path) < 2 || !versionForm.MatchString(path[0]) {
		return unknownPath(r)
	}
	q := &request{w: w, r: r, actor: actor, path: path[1:]}
	for _, route := range routes {
		if route.method == r.Method && matches(route.path, q.path) {
			return route.handle(g, q)
		}
	}
	return unknownPath(r)
}

// segments takes the path behind the prefix apart before it unescapes: a wamid
// may hold '/'.
func segments(escaped string) ([]string, bool) {
	rest, found := strings.CutPrefix(escaped, Prefix)
	if !found {
		return nil, false
	}
	parts := strings.Split(strings.TrimSuffix(rest, "/"), "/")
	for i, part := range parts {
		plain, err := url.PathUnescape(part)
		if err != nil || plain == "" {
			return nil, false
		}
		parts[i] = plain
	}
	return parts, true
}

func matches(pattern string, path []string) bool {
	parts := strings.Split(pattern, "/")
	if len(parts) != len(path) {
		return false
	}
	for i, part := range parts {
		if part != "*" && part != path[i] {
			return false
		}
	}
	return true
}

// fail answers with an error: WhatsApp's own as it came, any other in Graph's
// shape.
func (g *graph) fail(w http.ResponseWriter, r *http.Request, err error) {
	var told *whatsapp.GraphError
	if !errors.As(err, &told) {
		g.rest.Fail(w, r, err)
		return
	}
	if err := writeGraphError(w, told); err != nil {
		g.app.Log.DebugContext(r.Context(), "error answer not written", "err", err)
	}
}
