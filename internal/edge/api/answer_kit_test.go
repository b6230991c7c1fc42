package api_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"relevo/internal/edge/rest"

	"github.com/danielgtaylor/huma/v2"
)

// checkAnswer holds an answer against the API description: the operation
// states its status, and the body meets the schema of that status.
func checkAnswer(t *testing.T, s *rest.Server, method, path string, status int, body []byte) {
	t.Helper()
	op := operationAt(s, method, path)
	if op == nil {
		return
	}
	response := op.Responses[strconv.Itoa(status)]
	if response == nil && status >= 400 {
		response = op.Responses["default"]
	}
	if response == nil {
		t.Errorf("%s does not describe the status %d: %s", op.OperationID, status, body)
		return
	}
	media := response.Content["application/json"]
	if media == nil {
		if len(body) > 0 {
			t.Errorf("%s describes no body for %d: %s", op.OperationID, status, body)
		}
		return
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		t.Errorf("%s %d: %v in %s", op.OperationID, status, err, body)
		return
	}
	result := &huma.ValidateResult{}
	huma.Validate(s.OpenAPI().Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, result)
	for _, err := range result.Errors {
		t.Errorf("%s %d: %v in %s", op.OperationID, status, err, body)
	}
}

// operationAt finds the operation of a request by its path's segments.
func operationAt(s *rest.Server, method, path string) *huma.Operation {
	path, _, _ = strings.Cut(path, "?")
	for template, item := range s.OpenAPI().Paths {
		if !matches(strings.Split(template, "/"), strings.Split(path, "/")) {
			continue
		}
		return map[string]*huma.Operation{
			"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete,
		}[method]
	}
	return nil
}

func matches(template, path []string) bool {
	if len(template) != len(path) {
		return false
	}
	for i, segment := range template {
		if segment != path[i] && !strings.HasPrefix(segment, "{") {
			return false
		}
	}
	return true
}
