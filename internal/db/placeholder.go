package db

import (
	"strconv"
	"strings"
)

// plain gives a statement whose placeholders have no names where they need
// none: ? for the first appearance of $n, which SQLite numbers n, and ?n for
// another. The driver compares the name of each parameter with the number of
// each argument, a cost that grows with their square. A text whose placeholders
// do not first appear in order stays as it is.
func plain(query string) string {
	var b strings.Builder
	known := 0
	for at := 0; at < len(query); {
		n := passage(query[at:])
		if query[at] != '$' {
			b.WriteString(query[at : at+n])
			at += n
			continue
		}
		number, err := strconv.Atoi(query[at+1 : at+n])
		switch {
		case err != nil || number < 1 || number > known+1:
			return query
		case number > known:
			known++
			b.WriteByte('?')
		default:
			b.WriteString("?" + query[at+1:at+n])
		}
		at += n
	}
	return b.String()
}

// passage gives how long the piece at the beginning of a text is: a
// placeholder, something quoted, a comment, or one byte of anything else.
func passage(text string) int {
	switch {
	case text[0] == '$':
		n := 1
		for n < len(text) && text[n] >= '0' && text[n] <= '9' {
			n++
		}
		return n
	case text[0] == '\'' || text[0] == '"': // a doubled quote is two pieces
		return through(text, 1, text[:1])
	case strings.HasPrefix(text, "--"):
		return through(text, 2, "\n")
	case strings.HasPrefix(text, "/*"):
		return through(text, 2, "*/")
	}
	return 1
}

// through gives the length up to and with the next end.
func through(text string, from int, end string) int {
	if n := strings.Index(text[from:], end); n >= 0 {
		return from + n + len(end)
	}
	return len(text)
}
