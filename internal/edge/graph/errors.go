package graph

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"

	"relevo/internal/edge/rest"
	"relevo/internal/fault"
	"relevo/internal/whatsapp"
)

// Codes and types of Graph (Graph API reference, handling errors).
const (
	codeUnknown     = 1
	codeUnavailable = 2
	codeRate        = 4
	codePermission  = 10
	codeParameter   = 100
	codeToken       = 190
	codePath        = 2500
	codePairRate    = 131056

	subcodeMissing = 33

	typeOAuth  = "OAuthException"
	typeMethod = "GraphMethodException"
)

// codeOfKind is the one table from a fault's kind to a code of Graph.
var codeOfKind = map[fault.Kind]int{
	fault.Invalid:         codeParameter,
	fault.Unauthenticated: codeToken,
	fault.Forbidden:       codePermission,
	fault.NotFound:        codeParameter,
	fault.Conflict:        codeParameter,
	fault.Gone:            codeParameter,
	fault.TooLarge:        codeParameter,
	fault.Unsupported:     codeParameter,
	fault.RateLimited:     codeRate,
	fault.Unavailable:     codeUnavailable,
	fault.Retryable:       codeUnavailable,
	fault.Timeout:         codeUnknown,
	fault.Internal:        codeUnknown,
}

// graphErrorOf gives a fault in Graph's shape.
func graphErrorOf(f *fault.Error) *whatsapp.GraphError {
	e := &whatsapp.GraphError{HTTPStatus: rest.StatusOf(f), Code: codeOfKind[f.Kind], Type: typeOAuth, Message: f.Message, Details: f.Message}
	switch {
	case f.Kind == fault.Invalid:
		e.HTTPStatus = http.StatusBadRequest // Graph knows no 422
	case f.Kind == fault.NotFound:
		e.Type, e.Subcode = typeMethod, subcodeMissing
	case f.Code == fault.CodeTooManyWaiting:
		e.Code = codePairRate
	}
	e.Message = "(#" + strconv.Itoa(e.Code) + ") " + f.Message
	return e
}

// writeFault is the error shape below Prefix. The request id stands where Graph
// has its trace id.
func writeFault(w http.ResponseWriter, f *fault.Error) error {
	e := graphErrorOf(f)
	e.FBTraceID = w.Header().Get("X-Request-Id")
	return writeRaw(w, e.HTTPStatus, e.Body())
}

func writeGraphError(w http.ResponseWriter, e *whatsapp.GraphError) error {
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
	}
	status := e.HTTPStatus
	if status < http.StatusBadRequest {
		status = http.StatusBadGateway // an error that came as a success
	}
	return writeRaw(w, status, e.Body())
}

// writeRaw answers with JSON as it stands.
func writeRaw(w http.ResponseWriter, status int, body json.RawMessage) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

func unknownPath(r *http.Request) error {
	return &whatsapp.GraphError{HTTPStatus: http.StatusNotFound, Code: codePath, Type: typeOAuth,
		Message: "Unknown path components: there is nothing to " + r.Method + " at this path.", FBTraceID: rest.RequestID(r.Context())}
}

// unknownObject is Graph's answer for an id that the token may not see.
func unknownObject(r *http.Request, id string) error {
	return &whatsapp.GraphError{HTTPStatus: http.StatusBadRequest, Code: codeParameter, Subcode: subcodeMissing, Type: typeMethod,
		Message: "Unsupported " + r.Method + " request. Object with ID '" + id + "' does not exist, cannot be loaded due to missing permissions, " +
			"or does not support this operation.", FBTraceID: rest.RequestID(r.Context())}
}
