package rest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"

	"relevo/internal/fault"
)

// longestCursor bounds what DecodeCursor looks at, in characters.
const longestCursor = 1024

// position is a cursor's content: where in the order of a list a page ended.
type position struct {
	Values  []any    `json:"values"`
	Columns []string `json:"columns"`
}

// EncodeCursor gives the opaque text of a place in a list: base64url of JSON
// with the sort columns and the values of the last record. Values are int64 or
// string.
func EncodeCursor(columns []string, values ...any) string {
	text, err := json.Marshal(position{Values: values, Columns: columns})
	if err != nil {
		panic("cursor of something that is neither number nor text: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// DecodeCursor reads a cursor of these columns into pointers to int64 or
// string, one per column. Whatever else a client sends is an invalid_cursor
// fault.
func DecodeCursor(text string, columns []string, dest ...any) error {
	if len(text) > longestCursor {
		return badCursor()
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return badCursor()
	}
	var p position
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if decoder.Decode(&p) != nil || decoder.More() {
		return badCursor()
	}
	if !slices.Equal(p.Columns, columns) || len(p.Values) != len(dest) {
		return badCursor()
	}
	for i, value := range p.Values {
		if !assign(dest[i], value) {
			return badCursor()
		}
	}
	return nil
}

func assign(dest, value any) bool {
	switch d := dest.(type) {
	case *int64:
		number, ok := value.(json.Number)
		if !ok {
			return false
		}
		n, err := number.Int64()
		*d = n
		return err == nil
	case *string:
		text, ok := value.(string)
		*d = text
		return ok
	default:
		return false
	}
}

func badCursor() error {
	return fault.New(fault.Invalid, fault.CodeInvalidCursor, "This cursor is not one of this list; start without one.")
}
