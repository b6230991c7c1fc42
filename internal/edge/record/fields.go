package record

import (
	"reflect"
	"slices"
	"strings"

	"relevo/internal/edge/rest"

	"github.com/danielgtaylor/huma/v2"
)

// Fields says which members of `kapso` a client asked for. The zero Fields is
// all of them.
type Fields struct {
	limited bool
	names   []string
}

// ParseFields reads the query parameter `fields`: kapso(a,b) asks for these
// members, kapso() for none; kapso(default), kapso(*), and a text that does not
// speak of kapso ask for all.
func ParseFields(text string) Fields {
	_, inside, found := strings.Cut(text, "kapso(")
	if !found {
		return Fields{}
	}
	inside, _, _ = strings.Cut(inside, ")")
	var names []string
	for name := range strings.SplitSeq(inside, ",") {
		name = strings.TrimSpace(name)
		if name == "default" || name == "*" {
			return Fields{}
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return Fields{limited: true, names: names}
}

func (f Fields) none() bool { return f.limited && len(f.names) == 0 }

// Extras is the member `kapso` of a record, limited to what was asked for.
type Extras[T any] struct {
	Value  T
	fields Fields
}

func newExtras[T any](v T) *Extras[T] { return &Extras[T]{Value: v} }

// limit gives the extras with what was asked for; nil for none.
func (e *Extras[T]) limit(f Fields) *Extras[T] {
	if e == nil || f.none() {
		return nil
	}
	return &Extras[T]{Value: e.Value, fields: f}
}

// MarshalJSON writes the members that were asked for.
func (e Extras[T]) MarshalJSON() ([]byte, error) {
	text, err := rest.EncodeJSON(e.Value)
	if err != nil || !e.fields.limited {
		return text, err
	}
	return readObject(text).keep(func(name string) bool { return slices.Contains(e.fields.names, name) }).MarshalJSON()
}

// Schema describes the extras as the value that they hold; huma asks for it.
func (Extras[T]) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[T](), true, "")
}
