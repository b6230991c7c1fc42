package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

const jsonType = "application/json"

// EncodeJSON writes a value so that a JavaScript parse and stringify gives the
// same bytes: compact, no newline at the end, and `&`, `<`, `>`, U+2028, U+2029
// and U+FFFD as they are. Receivers verify signatures over such a round trip.
func EncodeJSON(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode JSON: %w", err)
	}
	return plainRunes(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

// escaped are the escapes that encoding/json writes whatever its settings, and
// JavaScript does not.
var escaped = map[string]string{`\u2028`: "\u2028", `\u2029`: "\u2029", `\ufffd`: "\ufffd"}

const escapeLength = len(`\u2028`)

// plainRunes replaces those escapes in place; a backslash that is itself
// escaped begins none.
func plainRunes(text []byte) []byte {
	if !bytes.Contains(text, []byte(`\u`)) {
		return text
	}
	out := text[:0]
	for i := 0; i < len(text); {
		if text[i] != '\\' {
			out = append(out, text[i])
			i++
			continue
		}
		if i+escapeLength <= len(text) {
			if plain, found := escaped[string(text[i:i+escapeLength])]; found {
				out = append(out, plain...)
				i += escapeLength
				continue
			}
		}
		out = append(out, text[i], text[i+1])
		i += 2
	}
	return out
}

func writeJSON(w io.Writer, v any) error {
	text, err := EncodeJSON(v)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// WriteJSON answers with a value as JSON; a status without content gets none.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	text, err := EncodeJSON(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	_, err = w.Write(text)
	return err
}
