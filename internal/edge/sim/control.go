package sim

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"relevo/internal/fault"
)

const maxControlBody = 160 << 20 // a 100 MB file as base64, with room

// request is one call of the control API.
type request struct {
	*Simulator
	w    http.ResponseWriter
	r    *http.Request
	in   node
	file *mediaItem // of a multipart body
}

// route is one operation of the control API; the table of routes makes the
// mux and the description.
type route struct {
	Method  string
	Path    string // below /control
	Name    string
	Summary string
	Query   map[string]string // parameter → meaning
	Body    any               // an example of the request body
	Answer  any               // an example of the answer
	handle  func(*request) (any, error)
	stream  bool // handle writes the answer itself
}

func (s *Simulator) controlHandler() http.Handler {
	routes := controlRoutes()
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, rt := range routes {
		methods[rt.Path] = append(methods[rt.Path], rt.Method)
		mux.HandleFunc(rt.Method+" /control"+rt.Path, func(w http.ResponseWriter, r *http.Request) { s.serveControl(w, r, rt) })
	}
	for path, allowed := range methods {
		mux.HandleFunc("/control"+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			writeJSON(w, http.StatusMethodNotAllowed, node{"error": "Method not allowed.", "code": fault.CodeMethodNotAllowed})
		})
	}
	mux.HandleFunc("/control/", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusNotFound, node{"error": "No such operation. GET /control/openapi.json lists them.", "code": fault.CodeNotFound})
	})
	return mux
}

func (s *Simulator) serveControl(w http.ResponseWriter, r *http.Request, rt route) {
	req := &request{Simulator: s, w: w, r: r, in: node{}}
	err := req.read()
	var body any
	if err == nil {
		body, err = rt.handle(req)
	}
	switch {
	case err != nil:
		writeFault(w, err)
	case rt.stream:
	case body == nil:
		writeJSON(w, http.StatusOK, node{"success": true})
	default:
		writeJSON(w, http.StatusOK, body)
	}
}

var faultStatus = map[fault.Kind]int{
	fault.Invalid: http.StatusBadRequest, fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict,
	fault.TooLarge: http.StatusRequestEntityTooLarge,
}

func writeFault(w http.ResponseWriter, err error) {
	f := fault.As(err)
	status, known := faultStatus[f.Kind]
	if !known {
		status = http.StatusInternalServerError
	}
	body := node{"error": f.Message, "code": f.Code}
	if f.Fields != nil {
		body["fields"] = f.Fields
	}
	writeJSON(w, status, body)
}

// read takes a JSON body, or a multipart one with a member `message` that
// holds JSON and a member `file`.
func (q *request) read() error {
	kind, _, _ := mime.ParseMediaType(q.r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		return q.readParts()
	}
	body, err := io.ReadAll(http.MaxBytesReader(q.w, q.r.Body, maxControlBody))
	if err != nil {
		return fault.New(fault.TooLarge, fault.CodeTooLarge, "The body is too large.")
	}
	if len(strings.TrimSpace(string(body))) == 0 {
		return nil
	}
	q.in, err = parseNode(body)
	if err != nil {
		return fault.New(fault.Invalid, fault.CodeInvalidJSON, "The body must be one JSON object.")
	}
	return nil
}

func (q *request) readParts() error {
	parts, err := q.r.MultipartReader()
	if err != nil {
		return badInput("the multipart body cannot be read")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return badInput("the multipart body was cut off")
		}
		switch part.FormName() {
		case "message":
			text, err := io.ReadAll(io.LimitReader(part, 1<<20))
			if err == nil {
				q.in, err = parseNode(text)
			}
			if err != nil {
				return badInput("message must be a JSON object")
			}
		case "file":
			q.file, err = q.storeInbound(part, part.FileName(), part.Header.Get("Content-Type"))
			if err != nil {
				return err
			}
		}
	}
}

// storeInbound keeps a customer's file; WhatsApp takes up to 100 MB.
func (s *Simulator) storeInbound(in io.Reader, name, mimeType string) (*mediaItem, error) {
	if mimeType == "" {
		mimeType = "application/octet-stream"
	}
	item, err := s.storeMedia(in, mediaItem{Type: mimeType, Name: name, Inbound: true}, inboundLimit, receivedLives)
	if errors.Is(err, errTooLarge) {
		return nil, fault.New(fault.TooLarge, fault.CodeMediaTooLarge, "A customer's file has at most 100 MB.")
	}
	return item, err
}

// inlineFile reads `media`: {"data": base64, "mime_type", "filename"}; without
// it a sample of the kind is made.
func (q *request) inlineFile(kind string) (*mediaItem, error) {
	if q.file != nil {
		return q.file, nil
	}
	media := q.in.obj("media")
	if media == nil {
		name, mimeType, data := sampleFile(kind)
		return q.storeInbound(strings.NewReader(string(data)), name, mimeType)
	}
	if id := media.str("id"); id != "" {
		var found *mediaItem
		q.view(func(time.Time) { found = q.state.media.get(id) })
		if found == nil {
			return nil, notFound("media id")
		}
		return found, nil
	}
	data := base64.NewDecoder(base64.StdEncoding, strings.NewReader(media.str("data")))
	item, err := q.storeInbound(data, media.str("filename"), media.str("mime_type"))
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, io.ErrUnexpectedEOF) || (err == nil && item.Size == 0) {
		return nil, badInput("media.data must be base64 of a file")
	}
	return item, err
}

// one finds the customer of the path: by id, BSUID or phone number.
func (s *Simulator) one(r *http.Request) (*customer, error) {
	if c := s.anyCustomer(r.PathValue("id")); c != nil {
		return c, nil
	}
	return nil, notFound("customer")
}

// onCustomer changes one customer and answers what change gives.
func (q *request) onCustomer(change func(*tx, *customer) (any, error)) (out any, err error) {
	q.update(func(t *tx) {
		var c *customer
		if c, err = t.one(q.r); err == nil {
			out, err = change(t, c)
		}
	})
	return out, err
}

// decode reads the body into a struct of this package, strictly.
func (q *request) decode(into any) error {
	text, err := json.Marshal(q.in)
	if err != nil {
		return badInput("the body cannot be read")
	}
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return badInput("the body cannot be read: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}
