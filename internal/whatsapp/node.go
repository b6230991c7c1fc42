package whatsapp

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// node is a JSON object taken apart into its members, in their order. Member
// names are compared exactly, the last of two equal names wins, and every
// reader is tolerant: a missing member or an unfitting type is the zero value.
type node []member

type member struct {
	name  string
	value json.RawMessage
}

// raw gives a member's JSON; nil when it is absent or null.
func (n node) raw(name string) json.RawMessage {
	for i := len(n) - 1; i >= 0; i-- {
		if n[i].name == name {
			if string(n[i].value) == "null" {
				return nil
			}
			return n[i].value
		}
	}
	return nil
}

func (n node) has(name string) bool                { return n.raw(name) != nil }
func (n node) child(name string) node              { return objectOf(n.raw(name)) }
func (n node) list(name string) []json.RawMessage  { return elements(n.raw(name)) }
func (n node) text(name string) string             { return textOf(n.raw(name)) }
func (n node) integer(name string) int64           { return int64(clampInt(n.float(name))) }
func (n node) float(name string) float64           { f, _ := n.number(name); return f }
func (n node) flag(name string) bool               { return n.text(name) == "true" }
func (n node) instant(name string) time.Time       { return instantOf(n.text(name)) }
func (n node) str(name string) (s string, ok bool) { return stringOf(n.raw(name)) }

// firstText gives the first member of several spellings that is not empty.
func (n node) firstText(names ...string) string {
	for _, name := range names {
		if s := n.text(name); s != "" {
			return s
		}
	}
	return ""
}

// number reads a JSON number, or a string that holds one: Meta sends both.
func (n node) number(name string) (float64, bool) {
	f, err := strconv.ParseFloat(n.text(name), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}

func clampInt(f float64) float64 {
	const exact = 1 << 53
	return math.Max(-exact, math.Min(exact, f))
}

// stringOf reads a JSON string. U+0000 becomes U+FFFD, since not every
// database can hold it.
func stringOf(raw json.RawMessage) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), true
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return "", false
	}
	return strings.ReplaceAll(s, "\x00", "\uFFFD"), true
}

// textOf reads a string, or a number or boolean as it is written.
func textOf(raw json.RawMessage) string {
	if s, ok := stringOf(raw); ok {
		return s
	}
	if len(raw) == 0 || raw[0] == '{' || raw[0] == '[' || raw[0] == '"' || string(raw) == "null" {
		return ""
	}
	return string(raw)
}

// instantOf reads unix seconds, as string or number; values too large for
// seconds are milliseconds. Anything else is the zero time.
func instantOf(s string) time.Time {
	const maxSeconds, maxMillis = 1e11, 1e14
	f, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || !(f > 0) || f >= maxMillis:
		return time.Time{}
	case f >= maxSeconds:
		return time.UnixMilli(int64(f)).UTC()
	}
	return time.Unix(int64(f), 0).UTC()
}
