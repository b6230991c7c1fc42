package sim

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	defaultVersion = "v24.0"
	maxGraphBody   = 8 << 20 // JSON and forms; uploads have their own limits
)

var versionForm = regexp.MustCompile(`^v(\d{1,3})\.(\d{1,2})$`)

// call is one Graph request.
type call struct {
	*Simulator
	w       http.ResponseWriter
	r       *http.Request
	version string
	major   int
	id      string // first path segment behind the version
	edge    string // second, or empty
	in      node   // JSON body, form and query merged; the body wins
	rawBody []byte
	note    trafficNote
}

// trafficNote is what a handler adds to the traffic log about its call.
type trafficNote struct {
	Kind     string
	Summary  string
	Customer string
	Message  string
}

// answer is what a Graph handler gives back.
type answer struct {
	body   any
	err    *graphError
	before func() // runs before the answer is written
	cut    bool   // the answer breaks off in the middle
	hold   time.Duration
	sent   bool // the handler wrote the answer itself
}

func okay(body any) answer        { return answer{body: body} }
func success() answer             { return answer{body: node{"success": true}} }
func refuse(e *graphError) answer { return answer{err: e} }

// Handler gives Graph, the media bytes and the control API.
func (s *Simulator) Handler() http.Handler {
	control := s.controlHandler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/control" || strings.HasPrefix(r.URL.Path, "/control/"):
			control.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, mediaPath):
			s.serveMediaBytes(w, r)
		case r.URL.Path == "/":
			writeJSON(w, http.StatusOK, node{"simulator": "WhatsApp Cloud API", "control": "/control"})
		default:
			s.serveGraph(w, r)
		}
	})
}

func (s *Simulator) serveGraph(w http.ResponseWriter, r *http.Request) {
	began := s.options.Clock.Now()
	c := &call{Simulator: s, w: w, r: r, version: defaultVersion, major: 24, note: trafficNote{Kind: kindCall}}
	c.route()
	w.Header().Set("facebook-api-version", c.version)
	a := c.serve()
	defer func() { c.logCall(a, s.options.Clock.Now().Sub(began)) }() // also when the answer is cut off
	if !a.sent {
		c.write(a)
	}
}

// route splits the path. A segment keeps its escaped slashes, since ids may
// hold any character.
func (c *call) route() {
	segments := strings.Split(strings.Trim(c.r.URL.EscapedPath(), "/"), "/")
	if m := versionForm.FindStringSubmatch(segments[0]); m != nil {
		c.version = segments[0]
		c.major, _ = strconv.Atoi(m[1])
		segments = segments[1:]
	}
	for i, target := range []*string{&c.id, &c.edge} {
		if i < len(segments) {
			*target = unescapeSegment(segments[i])
		}
	}
	if len(segments) > 2 {
		c.edge = strings.Join(segments[1:], "/")
	}
}

func unescapeSegment(segment string) string {
	if plain, err := url.PathUnescape(segment); err == nil {
		return plain
	}
	return segment
}

func (c *call) serve() answer {
	if fault := c.transportFault(); fault != nil {
		return *fault
	}
	if !c.authorised() {
		return refuse(badToken())
	}
	if !c.uploads() {
		if err := c.readBody(); err != nil {
			return refuse(err)
		}
	}
	return c.dispatch()
}

// uploads reports whether the body is a file that the handler reads itself.
func (c *call) uploads() bool {
	if c.r.Method != http.MethodPost {
		return false
	}
	return c.edge == "media" || strings.HasPrefix(c.id, "upload:")
}

// authorised compares the token from the header or the query. The app's own
// token, id and secret joined by a bar, also passes.
func (c *call) authorised() bool {
	return c.options.accepts(requestToken(c.r))
}

func (o Options) accepts(token string) bool {
	return token == o.AccessToken || token == appID+"|"+o.AppSecret
}

func requestToken(r *http.Request) string {
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if found && (strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "OAuth")) {
		return strings.TrimSpace(token)
	}
	return r.URL.Query().Get("access_token")
}

// readBody merges query, form and JSON body.
func (c *call) readBody() *graphError {
	c.in = node{}
	addValues(c.in, c.r.URL.Query())
	body, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxGraphBody))
	if err != nil {
		return newError(100, "The request body is too large or was cut off.")
	}
	c.rawBody = body
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	kind, params, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return newError(100, "The form body cannot be read.")
		}
		addValues(c.in, values)
		return nil
	case "multipart/form-data":
		return c.readMultipart(body, params["boundary"])
	}
	n, err := parseNode(body)
	if err != nil {
		return &graphError{
			HTTP: http.StatusBadRequest, Code: 100, Type: "OAuthException",
			Message: "(#100) The request body is not valid JSON.", Details: "The request body must be one JSON object.",
		}
	}
	for k, v := range n {
		c.in[k] = v
	}
	return nil
}

// addValues puts form values in; a value that is JSON itself is read as such,
// the way Graph does.
func addValues(n node, values url.Values) {
	for key, all := range values {
		if len(all) == 0 || key == "access_token" {
			continue
		}
		text := all[len(all)-1]
		n[key] = text
		if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
			dec := json.NewDecoder(strings.NewReader(text))
			dec.UseNumber()
			var v any
			if dec.Decode(&v) == nil {
				n[key] = v
			}
		}
	}
}

func (c *call) write(a answer) {
	if a.before != nil {
		a.before()
	}
	if a.hold > 0 {
		c.hang(a.hold)
	}
	status, body := http.StatusOK, a.body
	if a.err != nil {
		status, body = a.err.HTTP, a.err.body(traceID())
		for k, v := range a.err.Header {
			c.w.Header()[k] = v
		}
		if a.err.Code == 190 {
			c.w.Header().Set("WWW-Authenticate", `OAuth "Facebook Platform" "invalid_token"`)
		}
	}
	text, err := encode(body)
	if err != nil {
		c.log.Error("simulator answer not encoded", "error", err)
		c.w.WriteHeader(http.StatusInternalServerError)
		return
	}
	text = escapeASCII(text)
	c.w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	c.w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	c.w.WriteHeader(status)
	if a.cut {
		c.w.Write(text[:len(text)/2])
		http.NewResponseController(c.w).Flush()
		panic(http.ErrAbortHandler) // the server drops the connection without a word
	}
	c.w.Write(text)
}

// traceID makes the value of fbtrace_id.
func traceID() string { return "A" + randomHex(20) }

func writeJSON(w http.ResponseWriter, status int, body any) {
	text, err := encode(body)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte(`{"error":"not encodable"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(text)
}
