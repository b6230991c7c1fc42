package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

// defaultBodyLimit is how many bytes the body of an operation may have when
// its mount says nothing else.
const defaultBodyLimit = 1 << 20

// bodyTimeout is how long a client may take to send a JSON body.
const bodyTimeout = 30 * time.Second

// readBody takes a JSON body into memory and checks what huma would report
// without a code: size, content type and syntax. A streamed form is only
// limited. An empty body is none, whatever its content type says.
func readBody(w http.ResponseWriter, r *http.Request, o *operation) error {
	if !o.hasBody && o.form == nil {
		return nil
	}
	if r.ContentLength > o.limit {
		return tooLarge(o.limit)
	}
	r.Body = http.MaxBytesReader(w, r.Body, o.limit)
	if o.form != nil {
		return requireType(r, "multipart/form-data")
	}
	text, err := readAll(w, r)
	if err != nil {
		return BodyFault(err)
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	if len(text) == 0 {
		return nil
	}
	if !isJSON(r.Header.Get("Content-Type")) {
		return unsupported(jsonType)
	}
	r.Header.Set("Content-Type", jsonType)
	return checkSyntax(text)
}

func readAll(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	control := http.NewResponseController(w)
	// A writer without deadlines (a test's recorder) has no slow client.
	_ = control.SetReadDeadline(clock.System{}.Now().Add(bodyTimeout))
	defer func() { _ = control.SetReadDeadline(time.Time{}) }()
	text, err := io.ReadAll(r.Body)
	return bytes.TrimSpace(text), err
}

// BodyFault gives the fault of a body that could not be read to its end; for
// operations that stream one.
func BodyFault(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return tooLarge(large.Limit)
	}
	return fault.Wrap(fault.Invalid, fault.CodeInvalidInput, "The request body could not be read to its end.", err)
}

func tooLarge(limit int64) error {
	return fault.Newf(fault.TooLarge, fault.CodeTooLarge, "The request body is larger than %d bytes.", limit).With("limit", limit)
}

func unsupported(want string) error {
	return fault.Newf(fault.Unsupported, fault.CodeMediaType, "Send the body as %s.", want)
}

func requireType(r *http.Request, want string) error {
	if mediaType(r.Header.Get("Content-Type")) == want {
		return nil
	}
	return unsupported(want)
}

// mediaType gives the type of a Content-Type header in lower case, without
// parameters; "" for none and for one that cannot be read.
func mediaType(header string) string {
	t, _, err := mime.ParseMediaType(header)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return ""
	}
	return t
}

// isJSON reports whether a Content-Type header announces JSON. A missing header
// counts: programs that send one thing leave it out.
func isJSON(header string) bool {
	t := mediaType(header)
	return header == "" || t == jsonType || strings.HasSuffix(t, "+json")
}

// checkSyntax gives an invalid_json fault with the place of the first mistake,
// as a byte offset and as line and column from 1.
func checkSyntax(text []byte) error {
	var skip json.RawMessage
	err := json.Unmarshal(text, &skip)
	if err == nil {
		return nil
	}
	position := int64(len(text))
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		position = max(syntax.Offset-1, 0)
	}
	before := text[:min(position, int64(len(text)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fault.Newf(fault.Invalid, fault.CodeInvalidJSON, "The body is not valid JSON at line %d, column %d: %s.",
		line, column, err.Error()).With("position", position).With("line", line).With("column", column)
}
