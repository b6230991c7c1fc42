package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/config"
	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/edge/graph"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// TestRightsOfEveryOperation asks for each operation that the server has as
// those who must not have it: nobody, a key that has run out, a person who was
// removed, and the owner and the key of another project. Afterwards nothing of
// the project has changed. The owner and the key of another project also name
// records of the shop below and beside their own. Then it asks as an inbox seat,
// who gets what its role has and nothing else. The operations are taken from the description of the
// API and from Graph's table of paths, so that a new one is tried too.
func TestRightsOfEveryOperation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := h.rows(t)
	for _, o := range h.operations(t) {
		h.refuses(t, o)
		h.crosses(t, o)
	}
	if after := h.rows(t); !slices.Equal(after, before) {
		t.Errorf("somebody without a right changed something:\nbefore\n%s\nafter\n%s", strings.Join(without(before, after), "\n"), strings.Join(without(after, before), "\n"))
	}
	h.guards(t)
	for _, o := range h.operations(t) {
		h.seats(t, o)
	}
}

// without gives the rows that others lack.
func without(rows, others []string) []string {
	return slices.DeleteFunc(slices.Clone(rows), func(row string) bool { return slices.Contains(others, row) })
}

const (
	marked      = "Zz Marked Person"
	markedText  = "words that only the shop may read"
	markedNote  = "Zz Marked note"
	markedWAMID = "wamid.marked"
	markedPhone = "15550177001"
	password    = "correct horse battery"
)

// house is a running server with a shop, whose records are named by known, and
// a stranger's project beside it.
type house struct {
	url   string
	app   *app.App
	shop  policy.Actor // the shop's owner
	known map[string]string
	// theirs are records of the stranger's project, by the same words.
	theirs map[string]string
	marks  []string // of the shop; an answer to somebody else holds none
	keys   map[string]string
	// cookies are sessions by who has them.
	cookies map[string]string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	cfg := config.New()
	cfg.Data = t.TempDir()
	i, err := open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	ok(t, err)
	t.Cleanup(func() { ok(t, i.close()) })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	cfg.PublicURL = "http://" + ln.Addr().String()
	h := &house{url: cfg.PublicURL, app: i.App, keys: map[string]string{}, cookies: map[string]string{}}
	h.fill(t)
	p, err := build(i)
	ok(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, ln, io.Discard) }()
	t.Cleanup(func() {
		stop()
		ok(t, <-ended)
	})
	for who := range h.cookies {
		h.cookies[who] = h.logIn(t, who)
	}
	return h
}

// fill makes two projects. The shop has one of everything.
func (h *house) fill(t *testing.T) {
	t.Helper()
	s := &recordtest.Shop{App: h.app}
	s.Project = recordtest.Do(t, s, operator, app.CreateProject, app.CreateProjectIn{Name: "Zz Marked Shop"}).ID
	s.MetaApp = recordtest.Do(t, s, operator, app.AddMetaApp, app.AddMetaAppIn{ProjectID: s.Project, Name: "Meta", AppSecret: "secret", VerifyToken: "verify"}).ID
	s.Number = recordtest.Do(t, s, operator, app.AddNumber, app.AddNumberIn{ProjectID: s.Project, MetaAppID: s.MetaApp, PhoneNumberID: recordtest.PhoneNumberID,
		BusinessAccountID: recordtest.AccountID, DisplayPhoneNumber: "+" + recordtest.Business, Name: "Zz Marked Number", AccessToken: "token", Kind: "sandbox"})
	s.Receive(t, `"contacts":[{"profile":{"name":"`+marked+`"},"wa_id":"`+markedPhone+`"}],"messages":[{"from":"`+markedPhone+
		`","id":"`+markedWAMID+`","timestamp":"1795274500","type":"text","text":{"body":"`+markedText+`"}}]`)
	owner := h.person(t, s, s.Project, "owner", policy.RoleOwner)
	h.shop = policy.Actor{Kind: policy.User, ID: string(owner), Role: policy.RoleOwner, Scope: policy.Project(s.Project)}
	h.person(t, s, s.Project, "seat", policy.RoleInbox)
	removed := h.person(t, s, s.Project, "removed", policy.RoleMember)
	ok(t, h.app.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM memberships WHERE user_id = $1`, removed)
		return err
	}))
	other := recordtest.Do(t, s, operator, app.CreateProject, app.CreateProjectIn{Name: "Other"}).ID
	h.person(t, s, other, "stranger", policy.RoleOwner)

	key := recordtest.Do(t, s, operator, app.CreateKey, app.CreateKeyIn{Project: s.Project, Name: "expired"})
	h.keys["expired"], h.keys["stranger"] = key.Key, recordtest.Do(t, s, operator, app.CreateKey, app.CreateKeyIn{Project: other, Name: "program"}).Key
	ok(t, h.app.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE api_keys SET expires_at = 1 WHERE id = $1`, key.ID)
		return err
	}))
	list := recordtest.Do(t, s, h.shop, app.ListConversations, app.ListConversationsIn{Range: app.Range[conversation.Position]{Limit: 1}}).Items
	content := markedNote
	note := recordtest.Do(t, s, h.shop, app.AddNote, app.AddNoteIn{ContactID: string(list[0].ContactID), Fields: app.NoteFields{Content: &content}})
	assignment := recordtest.Do(t, s, h.shop, app.CreateAssignment, app.CreateAssignmentIn{ConversationID: string(list[0].ID), UserID: string(owner)})
	h.theirs = h.beside(t, other)
	h.known = map[string]string{
		"note": string(note.ID), "assignment": string(assignment.ID),
		"project": string(s.Project), "number": string(s.Number.ID), "conversation": string(list[0].ID), "contact": string(list[0].ContactID),
		"message": string(list[0].Last.ID), "key": string(key.ID), "meta_app": string(s.MetaApp), "user": string(owner),
		"invitation":      string(recordtest.Do(t, s, h.shop, app.Invite, app.InviteIn{Email: "invited@example.com", Role: policy.RoleInbox}).ID),
		"canned_reply":    string(recordtest.Do(t, s, h.shop, app.CreateCannedReply, app.CannedReplyIn{Shortcut: "hours", Text: "Zz Marked hours"}).ID),
		"phone_number_id": recordtest.PhoneNumberID, "waba": recordtest.AccountID, "wamid": markedWAMID, "nothing": ids.New(),
	}
	h.marks = []string{marked, markedText, markedNote, "Zz Marked", markedPhone}
}

// beside gives the stranger's project a conversation, and tells what it has.
func (h *house) beside(t *testing.T, project ids.ProjectID) map[string]string {
	t.Helper()
	const phoneNumberID, account = "7001", "7002"
	s := &recordtest.Shop{App: h.app, Project: project}
	s.MetaApp = recordtest.Do(t, s, operator, app.AddMetaApp, app.AddMetaAppIn{ProjectID: project, Name: "Other", AppSecret: "secret", VerifyToken: "verify"}).ID
	s.Number = recordtest.Do(t, s, operator, app.AddNumber, app.AddNumberIn{ProjectID: project, MetaAppID: s.MetaApp, PhoneNumberID: phoneNumberID,
		BusinessAccountID: account, DisplayPhoneNumber: "+15550783882", AccessToken: "token", Kind: "sandbox"})
	s.Deliver(t, []byte(`{"object":"whatsapp_business_account","entry":[{"id":"`+account+`","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",`+
		`"metadata":{"display_phone_number":"15550783882","phone_number_id":"`+phoneNumberID+`"},"contacts":[{"profile":{"name":"Somebody"},"wa_id":"15550177002"}],`+
		`"messages":[{"from":"15550177002","id":"wamid.other","timestamp":"1795274500","type":"text","text":{"body":"hi"}}]}}]}]}`))
	list := recordtest.Do(t, s, policy.Actor{Kind: policy.User, ID: "u", Role: policy.RoleOwner, Scope: policy.Project(project)}, app.ListConversations,
		app.ListConversationsIn{Range: app.Range[conversation.Position]{Limit: 1}}).Items
	return map[string]string{"conversation": string(list[0].ID), "contact": string(list[0].ContactID), "phone_number_id": phoneNumberID}
}

// person makes a member, whose session is opened later.
func (h *house) person(t *testing.T, s *recordtest.Shop, project ids.ProjectID, name string, role policy.Role) ids.UserID {
	t.Helper()
	h.cookies[name] = ""
	return recordtest.Do(t, s, operator, app.CreateUser, app.CreateUserIn{Project: project, Email: name + "@example.com", Name: "Person", Role: role, Password: password}).User.ID
}

func (h *house) logIn(t *testing.T, who string) string {
	t.Helper()
	r := h.request(t, "POST", "/platform/v1/session", `{"session":{"email":"`+who+`@example.com","password":"`+password+`"}}`)
	answer, _ := h.ask(t, r)
	if len(answer.Cookies()) == 0 {
		t.Fatalf("%s cannot log in: %s", who, answer.Status)
	}
	return answer.Cookies()[0].Name + "=" + answer.Cookies()[0].Value
}

func (h *house) request(t *testing.T, method, path, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, h.url+path, strings.NewReader(body))
	ok(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", h.url)
	return r
}

func (h *house) ask(t *testing.T, r *http.Request) (*http.Response, string) {
	t.Helper()
	client := http.Client{Timeout: time.Minute}
	answer, err := client.Do(r)
	ok(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	ok(t, err)
	return answer, string(text)
}

// as sends an operation for somebody: a session's or a key's holder, or nobody.
func (h *house) as(t *testing.T, o operation, cookie, key string) (int, string) {
	t.Helper()
	r := h.request(t, o.method, o.path, o.body)
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	if key != "" {
		r.Header.Set("X-API-Key", key)
	}
	answer, text := h.ask(t, r)
	return answer.StatusCode, text
}

const (
	ruleAnyone = "anyone"
	rulePerson = "any person"
)

// refuses asks as everybody who has no right.
func (h *house) refuses(t *testing.T, o operation) {
	t.Helper()
	if o.rule == ruleAnyone {
		return
	}
	for who, answer := range map[string]func() (int, string){
		"nobody":      func() (int, string) { return h.as(t, o, "", "") },
		"expired key": func() (int, string) { return h.as(t, o, "", h.keys["expired"]) },
	} {
		if code, text := answer(); code != http.StatusUnauthorized {
			t.Errorf("%s as %s: %d %s", o, who, code, text)
		}
	}
	if code, text := h.as(t, o, h.cookies["removed"], ""); o.rule != rulePerson && code != http.StatusUnauthorized && !hidden(code, text) {
		t.Errorf("%s as a removed member: %d %s", o, code, text)
	}
	for who, answer := range map[string]func() (int, string){
		"the owner of another project": func() (int, string) { return h.as(t, o, h.cookies["stranger"], "") },
		"the key of another project":   func() (int, string) { return h.as(t, o, "", h.keys["stranger"]) },
	} {
		if o.rule == rulePerson && o.method != http.MethodGet {
			continue // it changes the asking person alone, and would end the session
		}
		code, text := answer()
		if o.named && !hidden(code, text) {
			t.Errorf("%s as %s: %d %s", o, who, code, text)
		}
		for _, mark := range h.marks {
			if strings.Contains(text, mark) {
				t.Errorf("%s as %s shows %q", o, who, mark)
			}
		}
	}
}

// crosses asks as the owner and as the key of another project for what the shop
// has below, or in the body beside, a record of their own.
func (h *house) crosses(t *testing.T, o operation) {
	t.Helper()
	if o.crossed == "" {
		return
	}
	below := o.path
	o.path = o.crossed
	for who, answer := range map[string]func() (int, string){
		"the owner of another project": func() (int, string) { return h.as(t, o, h.cookies["stranger"], "") },
		"the key of another project":   func() (int, string) { return h.as(t, o, "", h.keys["stranger"]) },
	} {
		code, text := answer()
		if o.deep && !hidden(code, text) {
			t.Errorf("%s as %s, instead of %s: %d %s", o, who, below, code, text)
		}
		for _, mark := range h.marks {
			if strings.Contains(text, mark) {
				t.Errorf("%s as %s shows %q", o, who, mark)
			}
		}
	}
}

// guards asks at the doors that the description does not hold.
func (h *house) guards(t *testing.T) {
	t.Helper()
	for _, path := range []string{simulatorPath + "control", simulatorPath + "control?phone_number_id=" + recordtest.PhoneNumberID} {
		o := operation{method: http.MethodGet, path: path}
		for who, key := range map[string]string{"nobody": "", "removed": "", "seat": "", "stranger": "", "expired": h.keys["expired"], "the stranger's key": h.keys["stranger"]} {
			if strings.Contains(who, "stranger") && !strings.Contains(path, "?") {
				continue // they have a simulator of their own
			}
			code, text := h.as(t, o, h.cookies[who], key)
			if code != http.StatusUnauthorized && !hidden(code, text) {
				t.Errorf("%s as %s: %d %s", o, who, code, text)
			}
		}
		if code, text := h.as(t, o, h.cookies["owner"], ""); code != http.StatusOK {
			t.Errorf("%s as the owner: %d %s", o, code, text)
		}
	}
}

// hidden reports whether an answer is a refusal or the one for what does not
// exist; Graph's own for that is code 100 with subcode 33.
func hidden(code int, text string) bool {
	return code == http.StatusForbidden || code == http.StatusNotFound || code == http.StatusBadRequest && strings.Contains(text, `"error_subcode":33`)
}

// seats asks as an inbox seat.
func (h *house) seats(t *testing.T, o operation) {
	t.Helper()
	if o.rule == ruleAnyone || o.rule == rulePerson || o.rule == "" {
		return
	}
	may := slices.Contains(policy.RolePermissions(policy.RoleInbox), policy.Permission(o.rule))
	code, text := h.as(t, o, h.cookies["seat"], "")
	if refused := code == http.StatusForbidden || code == http.StatusUnauthorized; refused == may {
		t.Errorf("%s as an inbox seat, which may=%v: %d %s", o, may, code, text)
	}
}

// rows gives every row that is the shop's, as text.
func (h *house) rows(t *testing.T) (all []string) {
	t.Helper()
	text := func(s db.Scanner) (v string, err error) { err = s.Scan(&v); return v, err }
	ok(t, h.app.DB.Read(t.Context(), func(tx *db.Tx) error {
		tables, err := db.All(tx, text, `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'`)
		if err != nil {
			return err
		}
		for _, table := range tables {
			columns, err := db.All(tx, text, `SELECT 'quote("' || name || '")' FROM pragma_table_info($1)`, table)
			if err != nil {
				return err
			}
			rows, err := db.All(tx, text, `SELECT `+strings.Join(columns, `||','||`)+` FROM "`+table+`"`)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if h.owns(row) {
					all = append(all, table+": "+row)
				}
			}
		}
		return nil
	}))
	slices.Sort(all)
	return all
}

func (h *house) owns(row string) bool {
	for name, id := range h.known {
		if name != "nothing" && strings.Contains(row, id) {
			return true
		}
	}
	return false
}

// operation is one thing that can be asked of the server about the shop.
type operation struct {
	method, path, body string
	rule               string // as the description says it; "" where it does not
	named              bool   // the path names a record of the shop
	crossed            string // the path below a record of the stranger's, or ""
	deep               bool   // crossed names a record of the shop
}

func (o operation) String() string { return o.method + " " + o.path }

// named says which record the parameters of a path name: by the path up to the
// first of them, one word of house.known for each.
var named = map[string][]string{
	"/platform/v1/api_keys/":               {"key"},
	"/platform/v1/canned_replies/":         {"canned_reply"},
	"/platform/v1/invitations/":            {"invitation"},
	"/platform/v1/sessions/":               {"nothing"},
	"/platform/v1/users/":                  {"user"},
	"/platform/v1/jobs/dead/":              {"nothing"},
	"/platform/v1/whatsapp/contacts/":      {"contact", "note"},
	"/platform/v1/whatsapp/conversations/": {"conversation", "assignment"},
	"/platform/v1/whatsapp/messages/":      {"message"},
	"/platform/v1/whatsapp/phone_numbers/": {"number"},
	"/platform/v1/meta_apps/":              {"meta_app"},
	"GET conversations/*":                  {"conversation"},
	"PATCH conversations/*":                {"conversation"},
	"GET */messages/*":                     {"phone_number_id", "wamid"},
	"GET */conversations/*":                {"phone_number_id", "conversation"},
	"GET */contacts/*":                     {"phone_number_id", "contact"},
	"PATCH */contacts/*":                   {"phone_number_id", "contact"},
	"GET */message_templates":              {"waba"},
	"GET */message_templates/*":            {"waba", "nothing"},
	"GET */phone_numbers":                  {"waba"},
}

// operations lists what the server describes, and Graph's paths.
func (h *house) operations(t *testing.T) (all []operation) {
	t.Helper()
	for _, o := range described(t, h.bodyOf) {
		prefix, _, templated := strings.Cut(o.path, "{")
		o.named = templated
		o = h.across(o, "{", "}", named[prefix])
		for _, what := range named[prefix] {
			o.path = h.place(o.path, "{", "}", what)
		}
		if strings.Contains(o.path, "{") {
			t.Fatalf("say in named what the path of %s names", o)
		}
		all = append(all, o)
	}
	for _, route := range graph.Routes() {
		method, path, _ := strings.Cut(route, " ")
		names := named[route]
		if names == nil { // a path that begins with the WhatsApp number
			names = []string{"phone_number_id"}
		}
		o := h.across(operation{method: method, path: graph.Prefix + "v24.0/" + path, body: `{}`, named: true}, "*", "*", names)
		for _, what := range names {
			o.path = h.place(o.path, "*", "*", what)
		}
		if strings.Contains(o.path, "*") {
			t.Fatalf("say in named what the path of %s names", route)
		}
		all = append(all, o)
	}
	return all
}

// across adds the path below the stranger's own record. Their lists show what is
// theirs, and are no question; neither is what ends their own record.
func (h *house) across(o operation, from, to string, names []string) operation {
	if len(names) == 0 || h.theirs[names[0]] == "" {
		return o
	}
	o.deep = strings.Count(o.path, from)/len(from) > 1
	if !o.deep && (o.method == http.MethodGet || o.method == http.MethodDelete) {
		return o
	}
	o.crossed = strings.Replace(o.path, o.path[strings.Index(o.path, from):strings.Index(o.path, to)+len(to)], h.theirs[names[0]], 1)
	for _, what := range names[1:] {
		o.crossed = h.place(o.crossed, from, to, what)
	}
	return o
}

// place puts a known id in the place of the first parameter of a path.
func (h *house) place(path, from, to, what string) string {
	begin := strings.Index(path, from)
	if begin < 0 {
		return path
	}
	end := begin + strings.Index(path[begin:], to) + len(to)
	return path[:begin] + h.known[what] + path[end:]
}

// described reads the operations of the API's description with a body that has
// every member.
func described(t *testing.T, body func(name string) (any, bool)) (all []operation) {
	t.Helper()
	text, err := describe()
	ok(t, err)
	var d struct {
		Paths      map[string]map[string]describedOperation
		Components struct{ Schemas map[string]schema }
	}
	ok(t, json.Unmarshal(text, &d))
	for path, methods := range d.Paths {
		for method, o := range methods {
			_, rule, found := strings.Cut(o.Description, "Who may: ")
			if !found {
				rule = ruleAnyone + "."
			}
			rule, _, _ = strings.Cut(rule, ".")
			body, err := json.Marshal(o.RequestBody.Content["application/json"].Schema.sample(d.Components.Schemas, body, 0))
			ok(t, err)
			all = append(all, operation{method: strings.ToUpper(method), path: path + o.query(method), rule: rule, body: string(body)})
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return strings.Compare(a.String(), b.String()) })
	if len(all) < 30 {
		t.Fatalf("only %d operations are described", len(all))
	}
	return all
}

type describedOperation struct {
	Description string
	Parameters  []struct {
		Name, In string
		Schema   schema
	}
	RequestBody struct {
		Content map[string]struct{ Schema schema }
	}
}

// query gives a deletion everything that it may ask for besides the path; a
// list needs nothing.
func (o describedOperation) query(method string) string {
	if method != "delete" {
		return ""
	}
	values := url.Values{}
	for _, p := range o.Parameters {
		if p.In == "query" {
			values.Set(p.Name, fmt.Sprint(p.Schema.sample(nil, nil, 0)))
		}
	}
	if values.Has("phone_number_id") {
		values.Set("phone_number_id", recordtest.PhoneNumberID)
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// schema is the part of JSON Schema that the description uses.
type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Format     string
	Enum       []any
	Properties map[string]schema
	Items      *schema
}

// bodyOf gives what a member of a body names in the shop, and the words that a
// request must have to come so far.
func (h *house) bodyOf(name string) (any, bool) {
	switch name {
	case "phone_number_id":
		return recordtest.PhoneNumberID, true
	case "user_id":
		return h.known["user"], true
	case "last_message_id":
		return h.known["message"], true
	case "meta_app_id":
		return h.known["meta_app"], true
	case "phone_number":
		return "+15550188001", true
	case "message":
		return map[string]any{"type": "text", "text": map[string]any{"body": "word"}}, true
	}
	return nil, false
}

// sample gives a value of a schema; body knows what some members must be.
func (s schema) sample(all map[string]schema, body func(name string) (any, bool), depth int) any {
	if name, isRef := strings.CutPrefix(s.Ref, "#/components/schemas/"); isRef {
		return all[name].sample(all, body, depth)
	}
	kind := fmt.Sprint(s.Type)
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case strings.Contains(kind, "string") && s.Format == "date-time":
		return "2035-01-01T00:00:00Z"
	case strings.Contains(kind, "string"):
		return "word"
	case strings.Contains(kind, "integer"), strings.Contains(kind, "number"):
		return 1
	case strings.Contains(kind, "boolean"):
		return true
	case strings.Contains(kind, "array") && s.Items != nil && depth < 8:
		return []any{s.Items.sample(all, body, depth+1)}
	}
	object := map[string]any{}
	for name, member := range s.Properties {
		if known, is := body(name); is && (member.Ref == "" || name == "message") {
			object[name] = known
		} else if name != "$schema" && depth < 8 {
			object[name] = member.sample(all, body, depth+1)
		}
	}
	return object
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
