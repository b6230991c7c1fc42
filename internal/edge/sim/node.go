package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// node is a JSON object whose members are read one by one, because an answer
// must name the wrong one.
type node map[string]any

var errNotObject = errors.New("the body is not a JSON object")

// parseNode reads one JSON object and nothing behind it. Numbers keep their
// text.
func parseNode(raw []byte) (node, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var n map[string]any
	if err := dec.Decode(&n); err != nil || n == nil {
		return nil, errNotObject
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errNotObject
	}
	return n, nil
}

func (n node) has(key string) bool { v, ok := n[key]; return ok && v != nil }

// str gives a string or number as text, "" for anything else.
func (n node) str(key string) string {
	switch v := n[key].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func (n node) obj(key string) node {
	switch v := n[key].(type) {
	case map[string]any:
		return v
	case node:
		return v
	}
	return nil
}

func (n node) list(key string) []any {
	v, _ := n[key].([]any)
	return v
}

// objects gives the members of a list that are objects.
func (n node) objects(key string) []node {
	var out []node
	for _, v := range n.list(key) {
		if m, ok := v.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

func (n node) flag(key string) bool {
	switch v := n[key].(type) {
	case bool:
		return v
	case string:
		return v == "true"
	}
	return false
}

func (n node) number(key string) (float64, bool) {
	switch v := n[key].(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case string:
		f, err := json.Number(strings.TrimSpace(v)).Float64()
		return f, err == nil
	}
	return 0, false
}

// raw gives the JSON of a value that came from JSON.
func raw(v any) json.RawMessage {
	out, err := encode(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return out
}

// encode writes JSON without HTML escaping.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// parsed reads a stored payload.
func parsed(stored json.RawMessage) node {
	n, err := parseNode(stored)
	if err != nil {
		return node{}
	}
	return n
}

// runes counts characters, the unit of Meta's limits.
func runes(s string) int { return utf8.RuneCountInString(s) }
