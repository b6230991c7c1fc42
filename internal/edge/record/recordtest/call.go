package recordtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Reply is an answer with its body read.
type Reply struct {
	Status int
	Header http.Header
	Text   string
	JSON   any // nil when the body is none
}

// Call makes a request with the API key; headers come as name, value pairs, and
// an empty value removes one.
func (s *Shop) Call(t *testing.T, method, path, body string, headers ...string) Reply {
	t.Helper()
	return s.Send(t, method, path, "application/json", strings.NewReader(body), headers...)
}

// Send is Call with any body.
func (s *Shop) Send(t *testing.T, method, path, contentType string, body io.Reader, headers ...string) Reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, body)
	must(t, err)
	r.Header.Set("X-API-Key", s.Key)
	r.Header.Set("Content-Type", contentType)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(t, err)
	reply := Reply{Status: answer.StatusCode, Header: answer.Header, Text: string(text)}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") {
		must(t, json.Unmarshal(text, &reply.JSON))
	}
	return reply
}

// At walks the body: At("data", 0, "id"); nil where there is nothing.
func (r Reply) At(path ...any) any { return At(r.JSON, path...) }

// At walks a JSON value.
func At(here any, path ...any) any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			object, _ := here.(map[string]any)
			here = object[s]
		case int:
			list, _ := here.([]any)
			if s >= len(list) {
				return nil
			}
			here = list[s]
		}
	}
	return here
}

// Has fails the test unless a place in the body holds a value, both as text.
func (r Reply) Has(t *testing.T, want string, path ...any) {
	t.Helper()
	if got := fmt.Sprint(r.At(path...)); got != want {
		t.Errorf("%v: got %s, want %s in %d %s", path, got, want, r.Status, r.Text)
	}
}

// Records gives the records of a list, or of its answer.
func (r Reply) Records() []any {
	list, _ := r.At("data").([]any)
	return list
}

// IDs gives the ids of the records of a list.
func (r Reply) IDs() []string {
	var out []string
	for _, record := range r.Records() {
		out = append(out, fmt.Sprint(At(record, "id")))
	}
	return out
}

// Walk reads a list from its newest record to the end, page by page; where
// names the list, with its query.
func (s *Shop) Walk(t *testing.T, where string, limit int) []string {
	t.Helper()
	return s.walk(t, where, limit, "after", "")
}

// WalkBack reads a list from behind a cursor to its newest record; newest
// first all the same.
func (s *Shop) WalkBack(t *testing.T, where string, limit int, from string) []string {
	t.Helper()
	return s.walk(t, where, limit, "before", from)
}

func (s *Shop) walk(t *testing.T, where string, limit int, direction, cursor string) []string {
	t.Helper()
	const mostPages = 1000
	join := "?"
	if strings.Contains(where, "?") {
		join = "&"
	}
	var all []string
	for range mostPages {
		path := fmt.Sprintf("%s%slimit=%d", where, join, limit)
		if cursor != "" {
			path += "&" + direction + "=" + cursor
		}
		page := s.Call(t, "GET", path, "")
		if page.Status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, page.Status, page.Text)
		}
		if direction == "before" {
			all = append(page.IDs(), all...)
		} else {
			all = append(all, page.IDs()...)
		}
		next, more := page.At("paging", "cursors", direction).(string)
		if !more {
			return all
		}
		cursor = next
	}
	t.Fatalf("%s does not end", where)
	return nil
}
