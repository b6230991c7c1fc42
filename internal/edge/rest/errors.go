package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"relevo/internal/fault"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// ErrorBody is the error shape of /platform/v1. The text stands under two
// names because clients of either spelling exist; it is always a string.
type ErrorBody struct {
	Text    string         `json:"error" doc:"What went wrong, for a person"`
	Code    string         `json:"code" doc:"A stable lower_snake word for programs"`
	Message string         `json:"message" doc:"The same text as error"`
	Fields  map[string]any `json:"fields,omitempty" doc:"The offending inputs by path, or facts such as a limit"`

	status  int
	headers http.Header
}

// Error gives the text; huma asks for it.
func (e *ErrorBody) Error() string { return e.Text }

// GetStatus gives the HTTP status; huma asks for it.
func (e *ErrorBody) GetStatus() int { return e.status }

// GetHeaders gives the headers that go with the error; huma asks for it.
func (e *ErrorBody) GetHeaders() http.Header { return e.headers }

// statusOfKind is the one table from a fault's kind to an HTTP status.
var statusOfKind = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Gone:            http.StatusGone,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.RateLimited:     http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.Retryable:       http.StatusServiceUnavailable,
	fault.Timeout:         http.StatusGatewayTimeout,
	fault.Unsupported:     http.StatusUnsupportedMediaType,
}

// statusOfCode are the exceptions: what cannot be read at all is 400, what
// reads well and breaks a rule 422.
var statusOfCode = map[string]int{
	fault.CodeInvalidJSON:      http.StatusBadRequest,
	fault.CodeInvalidCursor:    http.StatusBadRequest,
	fault.CodeMethodNotAllowed: http.StatusMethodNotAllowed,
}

// statusGone is what the log says when the client left before the answer.
const statusGone = 499

// FieldRetryAfter is the field of a fault that says after how many whole
// seconds to try again; it becomes the Retry-After header.
const FieldRetryAfter = "retry_after"

// StatusOf gives the HTTP status of a fault.
func StatusOf(f *fault.Error) int {
	if status, found := statusOfCode[f.Code]; found {
		return status
	}
	if status, found := statusOfKind[f.Kind]; found {
		return status
	}
	return http.StatusInternalServerError
}

// HeadersOf gives the headers that go with a fault: Retry-After where a repeat
// makes sense, WWW-Authenticate with 401 (RFC 9110, 11.6.1).
func HeadersOf(f *fault.Error) http.Header {
	h := http.Header{}
	if seconds, found := f.Fields[FieldRetryAfter]; found {
		h.Set("Retry-After", fmt.Sprint(seconds))
	} else if f.Kind == fault.Unavailable || f.Kind == fault.Retryable {
		h.Set("Retry-After", "1")
	}
	if StatusOf(f) == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="relevo"`)
	}
	return h
}

func errorBody(f *fault.Error) *ErrorBody {
	return &ErrorBody{
		Text: f.Message, Code: f.Code, Message: f.Message, Fields: f.Fields,
		status: StatusOf(f), headers: HeadersOf(f),
	}
}

type errorShape struct {
	prefix string
	write  func(w http.ResponseWriter, f *fault.Error) error
}

// ErrorsUnder sets the error shape of every path below a prefix, for the
// answers that come before an edge's own handler: unknown path, refused key,
// rate limit. The status and headers of the fault are StatusOf and HeadersOf.
func (s *Server) ErrorsUnder(prefix string, write func(w http.ResponseWriter, f *fault.Error) error) {
	s.shapes = append(s.shapes, errorShape{prefix, write})
}

// Fail answers with an error in the shape of the request's path. An internal
// error is logged here, once, and its text is not shown.
func (s *Server) Fail(w http.ResponseWriter, r *http.Request, err error) {
	f := s.judge(r, err)
	for name, values := range HeadersOf(f) {
		w.Header()[name] = values
	}
	write := writeFault
	for _, shape := range s.shapes {
		if strings.HasPrefix(r.URL.Path, shape.prefix) {
			write = shape.write
		}
	}
	if writeErr := write(w, f); writeErr != nil {
		s.log.DebugContext(r.Context(), "error answer not written", "err", writeErr)
	}
}

func writeFault(w http.ResponseWriter, f *fault.Error) error {
	return WriteJSON(w, StatusOf(f), errorBody(f))
}

// judge turns any error into the fault that is shown, and logs what is hidden.
func (s *Server) judge(r *http.Request, err error) *fault.Error {
	if r.Context().Err() != nil {
		recordOf(r.Context()).gone = true
		return fault.Wrap(fault.Timeout, fault.CodeTimeout, "The request was given up before the answer was ready.", err)
	}
	f := fault.As(err)
	if errors.Is(err, context.DeadlineExceeded) && f.Kind == fault.Internal {
		return fault.Wrap(fault.Timeout, fault.CodeTimeout, "This took too long.", err)
	}
	if f.Kind != fault.Internal {
		return f
	}
	if !errors.As(err, &logged{}) {
		s.log.ErrorContext(r.Context(), "request failed", "request_id", recordOf(r.Context()).id, "err", err)
	}
	return fault.New(fault.Internal, fault.CodeInternal, "Something went wrong on our side.")
}

// logged is an internal error that the log has already.
type logged struct{ error }

func (l logged) Unwrap() error { return l.error }

// humaError is Fail for huma's handlers, which write errors themselves.
func (s *Server) humaError(ctx context.Context, err error) *ErrorBody {
	return errorBody(s.judge(RequestOf(ctx), err))
}

// huma builds the errors of its own checks by these two variables of its
// package; there is no setting per API.
func init() {
	huma.NewError = checkFailed
	huma.NewErrorWithContext = func(_ huma.Context, status int, message string, errs ...error) huma.StatusError {
		return checkFailed(status, message, errs...)
	}
}

// checkFailed is the error of a check that huma made before the use case: a
// parameter that is no number, a member of the wrong type.
func checkFailed(status int, message string, errs ...error) huma.StatusError {
	f := fault.New(fault.Invalid, fault.CodeInvalidInput, message)
	if status >= http.StatusInternalServerError {
		f = fault.New(fault.Internal, fault.CodeInternal, "Something went wrong on our side.")
	}
	for _, err := range errs {
		if detail, ok := err.(huma.ErrorDetailer); ok {
			name, message := offence(detail.ErrorDetail())
			f = f.With(name, message)
		}
	}
	if text := firstField(f.Fields); text != "" {
		f.Message = text
	}
	return errorBody(f)
}

// offence names the input that a check refused, without where it stood, which
// the client knows: "body.a.b" and "query.limit" read "a.b" and "limit". A
// missing member is named itself and not the object that lacks it.
func offence(d *huma.ErrorDetail) (name, message string) {
	_, name, found := strings.Cut(d.Location, ".")
	before, after, _ := strings.Cut(validation.MsgExpectedRequiredProperty, "%s")
	missing, isMissing := strings.CutPrefix(d.Message, before)
	switch {
	case isMissing && name != "":
		return name + "." + strings.TrimSuffix(missing, after), "must be given"
	case isMissing:
		return strings.TrimSuffix(missing, after), "must be given"
	case !found:
		return d.Location, d.Message
	}
	return name, d.Message
}

// firstField makes a sentence of the alphabetically first field.
func firstField(fields map[string]any) string {
	first := ""
	for name := range fields {
		if first == "" || name < first {
			first = name
		}
	}
	if first == "" {
		return ""
	}
	text := first + ": " + fmt.Sprint(fields[first])
	if more := len(fields) - 1; more > 0 {
		text += " (and " + strconv.Itoa(more) + " more)"
	}
	return text
}
