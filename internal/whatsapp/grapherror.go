package whatsapp

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"relevo/internal/ids"
)

// Codes that the codec itself gives or looks at; the catalogue has them all.
const (
	codeParameter     = 100
	codeMissing       = 131008
	codeValue         = 131009
	codeUnsupported   = 131051
	codeMediaDownload = 131052
)

// GraphError is an error in the shape of Meta's Graph API: Meta's own answer,
// or our refusal before Meta is asked. Callers key on Code and Details, never
// on the message or the HTTP status (Cloud API reference, error codes).
type GraphError struct {
	HTTPStatus  int
	Code        int
	Subcode     int
	Type        string // OAuthException, GraphMethodException, ...
	Message     string
	Details     string // error_data.details, the useful sentence
	UserTitle   string
	UserMessage string
	FBTraceID   string
	IsTransient bool
	RetryAfter  time.Duration   // from Retry-After or the usage header; 0 when unknown
	Raw         json.RawMessage // Meta's answer as it came; nil for our own refusals
}

// Error names the error without its texts, which may hold a person's data.
func (e *GraphError) Error() string {
	return fmt.Sprintf("graph error %d (http %d, trace %s)", e.Code, e.HTTPStatus, e.FBTraceID)
}

// Explain says in plain words what the error means and what to do.
func (e *GraphError) Explain() Explanation { return Explain(e.Code, e.HTTPStatus, e.Details) }

// Body gives the JSON answer {"error":{...}}: Meta's own bytes when there are
// any, so that no member is lost on the way through.
func (e *GraphError) Body() json.RawMessage {
	if e.Raw != nil {
		return e.Raw
	}
	type data struct {
		MessagingProduct string `json:"messaging_product"`
		Details          string `json:"details"`
	}
	type inner struct {
		Message   string `json:"message"`
		Type      string `json:"type"`
		Code      int    `json:"code"`
		Data      *data  `json:"error_data,omitempty"`
		Subcode   int    `json:"error_subcode,omitempty"`
		FBTraceID string `json:"fbtrace_id,omitempty"`
	}
	body := inner{Message: e.Message, Type: e.Type, Code: e.Code, Subcode: e.Subcode, FBTraceID: e.FBTraceID}
	if e.Details != "" {
		body.Data = &data{MessagingProduct: "whatsapp", Details: e.Details}
	}
	return encode(map[string]any{"error": body})
}

// refuse makes an error of our own in Meta's shape, HTTP 400.
func refuse(code int, message, details string) *GraphError {
	return &GraphError{
		HTTPStatus: http.StatusBadRequest, Code: code, Type: "OAuthException", Details: details,
		Message:   fmt.Sprintf("(#%d) %s", code, message),
		FBTraceID: "A" + strings.ReplaceAll(ids.New(), "-", ""),
	}
}

// graphErrorOf reads an error answer; nil when the body is not one.
func graphErrorOf(status int, header http.Header, body []byte, now time.Time) *GraphError {
	if !json.Valid(body) {
		return nil
	}
	n := objectOf(body).child("error")
	if n == nil {
		return nil
	}
	e := &GraphError{
		HTTPStatus: status, Code: int(n.integer("code")), Subcode: int(n.integer("error_subcode")), Type: n.text("type"),
		Message: n.text("message"), Details: n.child("error_data").text("details"), UserTitle: n.text("error_user_title"),
		UserMessage: n.text("error_user_msg"), FBTraceID: n.text("fbtrace_id"), IsTransient: n.flag("is_transient"),
		RetryAfter: retryAfter(header, now), Raw: body,
	}
	if e.Details == "" {
		e.Details = e.UserMessage
	}
	return e
}

const maxRetryAfter = 72 * time.Hour

// retryAfter reads Retry-After (seconds or a date), else the longest
// estimated_time_to_regain_access (minutes) of the usage header.
func retryAfter(header http.Header, now time.Time) time.Duration {
	var wait time.Duration
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.Atoi(value); err == nil {
		wait = time.Duration(min(seconds, int(maxRetryAfter/time.Second))) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	} else {
		wait = usageWait(header.Get("X-Business-Use-Case-Usage"))
	}
	return max(0, min(wait, maxRetryAfter))
}

func usageWait(header string) time.Duration {
	if !json.Valid([]byte(header)) {
		return 0
	}
	var longest float64
	for _, account := range objectOf([]byte(header)) {
		for _, raw := range elements(account.value) {
			longest = max(longest, objectOf(raw).float("estimated_time_to_regain_access"))
		}
	}
	return time.Duration(min(longest, maxRetryAfter.Minutes())) * time.Minute
}
