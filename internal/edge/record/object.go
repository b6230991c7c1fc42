package record

import (
	"bytes"
	"encoding/json"
	"slices"

	"relevo/internal/edge/rest"
)

// object is a JSON object whose members keep their order and their bytes. Of
// two members with one name the last counts, as JavaScript reads them.
type object []member

type member struct {
	name  string
	value json.RawMessage
}

// readObject takes an object apart; anything else is nil.
func readObject(text []byte) object {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil
	}
	var o object
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil
		}
		o = o.with(name.(string), value)
	}
	return o
}

func (o object) get(name string) json.RawMessage {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// text gives a member that is a string; "" for anything else.
func (o object) text(name string) string {
	var s string
	if json.Unmarshal(o.get(name), &s) != nil {
		return ""
	}
	return s
}

func (o object) with(name string, value json.RawMessage) object {
	for i, m := range o {
		if m.name == name {
			o[i].value = value
			return o
		}
	}
	return append(o, member{name, value})
}

func (o object) keep(wanted func(name string) bool) object {
	return slices.DeleteFunc(slices.Clone(o), func(m member) bool { return !wanted(m.name) })
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := rest.EncodeJSON(m.name)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), m.value...)
	}
	return append(out, '}'), nil
}
