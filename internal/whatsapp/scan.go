package whatsapp

import "encoding/json"

// The scanner splits JSON that json.Valid has already accepted. Splitting
// without validating again keeps a delivery of 1,000 changes at one validating
// pass instead of one per level. It never reads outside its input.

// objectOf splits an object into its members; nil for anything else.
func objectOf(raw json.RawMessage) node {
	i := skipSpace(raw, 0)
	if i >= len(raw) || raw[i] != '{' {
		return nil
	}
	n := make(node, 0, 8)
	for i = skipSpace(raw, i+1); i < len(raw) && raw[i] == '"'; i = skipSpace(raw, i) {
		end := skipString(raw, i)
		name, _ := stringOf(raw[i:end])
		start := skipSpace(raw, skipByte(raw, skipSpace(raw, end), ':'))
		i = skipValue(raw, start)
		n = append(n, member{name, raw[start:i:i]})
		i = skipSpace(raw, skipByte(raw, skipSpace(raw, i), ','))
	}
	return n
}

// elements splits an array. A lone object counts as an array of one, as some
// senders leave the brackets out.
func elements(raw json.RawMessage) []json.RawMessage {
	i := skipSpace(raw, 0)
	if i >= len(raw) {
		return nil
	}
	if raw[i] == '{' {
		return []json.RawMessage{raw}
	}
	if raw[i] != '[' {
		return nil
	}
	var list []json.RawMessage
	for i = skipSpace(raw, i+1); i < len(raw) && raw[i] != ']'; i = skipSpace(raw, i) {
		end := skipValue(raw, i)
		if end == i {
			break
		}
		list = append(list, raw[i:end:end])
		i = skipByte(raw, skipSpace(raw, end), ',')
	}
	return list
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

func skipByte(b []byte, i int, c byte) int {
	if i < len(b) && b[i] == c {
		return i + 1
	}
	return i
}

// skipString gives the index after the closing quote of a string that opens at i.
func skipString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// skipValue gives the index after the value that begins at i.
func skipValue(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			i = skipString(b, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
			i++
		case ',', ' ', '\n', '\r', '\t':
			if depth == 0 {
				return i
			}
			i++
			continue
		default:
			i++
			if depth == 0 && i < len(b) && !endsScalar(b[i]) {
				continue
			}
		}
		if depth == 0 {
			return i
		}
	}
	return i
}

func endsScalar(c byte) bool {
	switch c {
	case ',', '}', ']', ' ', '\n', '\r', '\t':
		return true
	}
	return false
}
