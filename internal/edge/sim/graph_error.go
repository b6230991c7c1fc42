package sim

import (
	"fmt"
	"net/http"
)

// graphError is an error answer of Graph.
type graphError struct {
	HTTP    int
	Code    int
	Subcode int
	Type    string // default OAuthException
	Message string // default "(#code) title"
	Details string
	Header  http.Header
	Beside  node // members beside `error`
}

// newError makes the answer for a code of the catalogue. An empty details
// text takes the catalogue's. For code 100 Graph puts the sentence itself
// into the message.
func newError(code int, details string) *graphError {
	known := catalogue[code]
	e := &graphError{HTTP: known.HTTP, Code: code, Type: "OAuthException", Details: details}
	if e.HTTP == 0 {
		e.HTTP = http.StatusBadRequest
	}
	text := known.Title
	if code == 100 && details != "" {
		text = details
	}
	if details == "" {
		e.Details = known.Details
	}
	e.Message = fmt.Sprintf("(#%d) %s", code, text)
	return e
}

func newErrorf(code int, format string, args ...any) *graphError {
	return newError(code, fmt.Sprintf(format, args...))
}

// unknownObject is Graph's answer for an id that does not exist or that the
// token may not see: 400, not 404.
func unknownObject(method, id string) *graphError {
	return &graphError{
		HTTP: http.StatusBadRequest, Code: 100, Subcode: 33, Type: "GraphMethodException",
		Message: fmt.Sprintf("Unsupported %s request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api", lower(method), id),
	}
}

func notSimulated(feature string) *graphError {
	return newErrorf(100, "The simulator does not offer %s.", feature)
}

func badToken() *graphError {
	return &graphError{
		HTTP: http.StatusUnauthorized, Code: 190, Type: "OAuthException",
		Message: "Invalid OAuth access token - Cannot parse access token",
	}
}

func expiredToken() *graphError {
	return &graphError{
		HTTP: http.StatusUnauthorized, Code: 190, Subcode: 463, Type: "OAuthException",
		Message: "Error validating access token: Session has expired. The current time is past its end.",
	}
}

// body gives the JSON of the answer.
func (e *graphError) body(trace string) node {
	inner := node{"message": e.Message, "type": e.Type, "code": e.Code, "fbtrace_id": trace}
	if e.Details != "" {
		inner["error_data"] = node{"messaging_product": "whatsapp", "details": e.Details}
	}
	if e.Subcode != 0 {
		inner["error_subcode"] = e.Subcode
	}
	out := node{"error": inner}
	for k, v := range e.Beside {
		out[k] = v
	}
	return out
}

func lower(method string) string {
	switch method {
	case http.MethodPost:
		return "post"
	case http.MethodDelete:
		return "delete"
	}
	return "get"
}

// webhookError is an error inside a webhook.
type webhookError struct {
	Code    int    `json:"code"`
	Title   string `json:"title"`
	Message string `json:"message"`
	Data    struct {
		Details string `json:"details"`
	} `json:"error_data"`
	Href string `json:"href,omitempty"`
}

func newWebhookError(code int, details string) webhookError {
	known := catalogue[code]
	e := webhookError{
		Code: code, Title: known.Title, Message: known.Title,
		Href: "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes",
	}
	e.Data.Details = details
	if details == "" {
		e.Data.Details = known.Details
	}
	return e
}
