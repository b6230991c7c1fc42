package search

import (
	"strings"

	"relevo/internal/db"
	"relevo/internal/whatsapp"
)

// Query is what somebody looks for, cut into words.
type Query struct {
	terms  []term
	phones []string // digits, when all of the query can be a part of a phone number
}

// term is one word of a query, or neighbouring pairs of a script without
// spaces. With prefix, the last key may go on.
type term struct {
	keys    []string
	letters []rune
	prefix  bool
}

// most is how many words of a query count; nobody types more to find something.
const most = 12

// shortest is how many letters the last word needs to stand for all words that
// begin with it, and how many digits are a part of a phone number.
const (
	shortestPrefix = 2
	shortestPhone  = 3
)

// Parse reads a query. Nothing in it has a meaning but its letters and digits.
func Parse(text string) Query {
	found := pieces(text)
	var q Query
	for i, p := range found[:min(len(found), most)] {
		q.terms = append(q.terms, termOf(p, i == len(found)-1 && open(text, p)))
	}
	q.phones = phonesOf(text)
	return q
}

// open reports whether a query ends with its last word, so that it may go on.
func open(text string, last piece) bool { return last.ends[len(last.ends)-1] == len(text) }

func termOf(p piece, last bool) term {
	t := term{letters: p.letters}
	if !p.dense {
		t.keys, t.prefix = p.keys(), last && len(p.letters) >= shortestPrefix
		return t
	}
	t.keys = p.keys()
	if t.prefix = len(t.keys) == 1; !t.prefix {
		t.keys = t.keys[:len(t.keys)-1]
	}
	return t
}

// IsEmpty reports whether the query finds nothing, whatever there is.
func (q Query) IsEmpty() bool { return len(q.terms) == 0 }

// spelledOut is how many words that begin alike are asked for one by one.
const spelledOut = 32

// fullText is a query of which all parts are asked for: what the index gives in
// the order of places, in its words, and what it would collect first.
type fullText struct {
	narrow []string
	wide   []term
}

func (q Query) fullText(dialect db.FullText) (f fullText) {
	for _, t := range q.terms {
		if t.prefix || dialect.Collects {
			f.wide = append(f.wide, t)
		} else {
			f.narrow = append(f.narrow, t.fullText(dialect))
		}
	}
	return f
}

// fullText writes the term in the dialect's words. Keys hold ASCII letters and
// digits only, so that none is an operator.
func (t term) fullText(dialect db.FullText) string {
	text := strings.Join(t.keys, dialect.Near)
	if t.prefix {
		text += dialect.Prefix
	}
	if len(t.keys) > 1 {
		return "(" + text + ")"
	}
	return text
}

// whole writes all of the query in the dialect's words; "" finds nothing.
func (f fullText) whole(tx *db.Tx, dialect db.FullText) (string, error) {
	parts := f.narrow
	for _, t := range f.wide {
		part := t.fullText(dialect)
		if t.prefix && dialect.Beginning != "" {
			words, err := db.All(tx, scanText, dialect.Beginning, t.names().from, t.names().to, spelledOut+1)
			if err != nil || len(words) == 0 {
				return "", err
			}
			if len(words) <= spelledOut {
				part = "(" + strings.Join(words, dialect.Or) + ")"
			}
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, dialect.And), nil
}

// phonesOf gives what of a phone number a query can be, by the ways of writing
// one: with spaces and brackets, with 00 for the plus, with the 0 that stands
// before a national number, or with both as in +49 (0)30; in the digits of any
// script, and as a link.
func phonesOf(text string) []string {
	text = strings.Map(whatsapp.ASCIIDigit, whatsapp.PhoneInLink(text))
	for _, r := range text {
		if !strings.ContainsRune("0123456789+-–‑./() \u00a0\u202a\u202c\u2066\u2069", r) {
			return nil
		}
	}
	whole := digits(text)
	candidates := []string{whole, strings.TrimPrefix(whole, "0"), strings.TrimPrefix(whole, "00"), digits(strings.Replace(text, "(0)", "", 1))}
	var out []string
	seen := map[string]bool{}
	for _, c := range candidates {
		if len(c) >= shortestPhone && !seen[c] {
			seen[c] = true
			out = append(out, c)
		}
	}
	return out
}

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}
