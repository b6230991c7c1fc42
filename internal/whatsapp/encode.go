package whatsapp

import (
	"bytes"
	"encoding/json"
)

// encode gives compact JSON without HTML escaping. It is only used on values
// that always encode.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return json.RawMessage("null")
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// with gives the object with a member set in its place, or appended. All other
// members keep their bytes and their order; older duplicates of the name go.
func (n node) with(name string, value json.RawMessage) node {
	out := make(node, 0, len(n)+1)
	placed := false
	for _, m := range n {
		switch {
		case m.name != name:
			out = append(out, m)
		case !placed:
			out, placed = append(out, member{name, value}), true
		}
	}
	if !placed {
		out = append(out, member{name, value})
	}
	return out
}

func (n node) without(name string) node {
	out := make(node, 0, len(n))
	for _, m := range n {
		if m.name != name {
			out = append(out, m)
		}
	}
	return out
}

// json puts the object together again.
func (n node) json() json.RawMessage {
	b := []byte{'{'}
	for i, m := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, encode(m.name)...)
		b = append(b, ':')
		b = append(b, m.value...)
	}
	return append(b, '}')
}
