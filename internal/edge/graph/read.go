package graph

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
)

// number finds the number that the first segment names. An unknown one gets
// Graph's own answer.
func (g *graph) number(q *request, id string) (channel.Number, error) {
	n, err := rest.Call(q.context(), g.rest, app.GetNumber, id)
	if fault.Is(err, fault.NotFound) {
		return n, unknownObject(q.r, id)
	}
	return n, err
}

// body reads the whole JSON body; an empty one is an empty object.
func (q *request) body() ([]byte, error) {
	text, err := io.ReadAll(http.MaxBytesReader(q.w, q.r.Body, maxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, fault.Newf(fault.TooLarge, fault.CodeTooLarge, "The request body is larger than %d bytes.", large.Limit)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, fault.CodeInvalidInput, "The request body could not be read to its end.", err)
	}
	if len(text) == 0 {
		return []byte("{}"), nil
	}
	return text, nil
}

// fields reads the body into a value, from its top or from the member by which
// the platform API wraps the same.
func (q *request) fields(wrapper string, into any) error {
	text, err := q.body()
	if err != nil {
		return err
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &members); err != nil {
		return fault.Wrap(fault.Invalid, fault.CodeInvalidJSON, "The body is not a JSON object.", err)
	}
	if inner, wrapped := members[wrapper]; wrapped {
		text = inner
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fault.Wrap(fault.Invalid, fault.CodeInvalidInput, "A member of the body has the wrong type.", err)
	}
	return nil
}

func (q *request) answer(v any) error { return rest.WriteJSON(q.w, http.StatusOK, v) }

func notHere(what string) error {
	return fault.Newf(fault.NotFound, fault.CodeNotFound, "There is no such %s.", what)
}
