package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Range is a part of a text that a query found: where it begins and how long it
// is, in UTF-16 code units, as browsers count.
type Range [2]int

// Marked is a text to show, with what a query found in it.
type Marked struct {
	Text  string
	Found []Range
}

// Lengths of what is shown of a long text, in bytes of its source.
const (
	excerptBefore = 40
	excerptLength = 240
)

// Mark gives a text with the places where the words of the query are.
func (q Query) Mark(text string) Marked {
	return Marked{Text: text, Found: units(text, q.spans(text))}
}

// Excerpt gives the part of a text around the first word found, in one line.
func (q Query) Excerpt(text string) Marked {
	text = strings.ToValidUTF8(strings.Join(strings.Fields(text), " "), string(utf8.RuneError)) // so that a character begins wherever one looks for it
	spans := q.spans(text)
	start, before := 0, ""
	if len(spans) > 0 && spans[0].start > 2*excerptBefore {
		start, before = wordBefore(text, spans[0].start-excerptBefore), "… "
	}
	end, after := len(text), ""
	if end-start > excerptLength {
		end, after = start+excerptLength, "…"
		for !utf8.RuneStart(text[end]) {
			end--
		}
	}
	shown := before + text[start:end] + after
	var moved []span
	for _, s := range spans {
		if s.start >= start && s.end <= end {
			moved = append(moved, span{s.start - start + len(before), s.end - start + len(before)})
		}
	}
	return Marked{Text: shown, Found: units(shown, moved)}
}

// wordBefore gives the beginning of a word at or before a place, or of a
// character where there is none near.
func wordBefore(text string, at int) int {
	if space := strings.LastIndexByte(text[:at], ' '); space >= 0 && at-space < excerptBefore {
		return space + 1
	}
	for !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// MarkPhone gives a phone number with the part that the query found.
func (q Query) MarkPhone(phone string) Marked {
	m := Marked{Text: phone}
	plain := digits(phone)
	for _, part := range append(q.phones, q.numbers()...) {
		if at := strings.Index(plain, part); at >= 0 {
			lead := strings.IndexByte(phone, plain[0]) // a plus
			m.Found = []Range{{lead + at, len(part)}}
			break
		}
	}
	return m
}

// numbers gives the words of the query that can be a part of a phone number.
func (q Query) numbers() []string {
	var out []string
	for _, t := range q.terms {
		if w := string(t.letters); len(w) >= shortestPhone && digits(w) == w {
			out = append(out, w)
		}
	}
	return out
}

type span struct{ start, end int } // bytes

// spans gives where the terms are in a text, in order and without overlap.
func (q Query) spans(text string) []span {
	found := pieces(text)
	var all []span
	for _, t := range q.terms {
		for _, p := range found {
			all = append(all, t.in(p)...)
		}
	}
	slices.SortFunc(all, func(a, b span) int { return a.start - b.start })
	var out []span
	for _, s := range all {
		if n := len(out); n > 0 && s.start <= out[n-1].end {
			out[n-1].end = max(out[n-1].end, s.end)
			continue
		}
		out = append(out, s)
	}
	return out
}

// in gives where a term is in a piece: the beginning of a word, the whole of
// it, or any part of a dense run.
func (t term) in(p piece) []span {
	n := len(t.letters)
	if n > len(p.letters) {
		return nil
	}
	if !p.dense {
		if !slices.Equal(p.letters[:n], t.letters) || n < len(p.letters) && !t.prefix {
			return nil
		}
		return []span{{p.starts[0], p.ends[n-1]}}
	}
	var out []span
	for i := 0; i+n <= len(p.letters); i++ {
		if slices.Equal(p.letters[i:i+n], t.letters) {
			out = append(out, span{p.starts[i], p.ends[i+n-1]})
		}
	}
	return out
}

// units counts spans of bytes in UTF-16 code units.
func units(text string, spans []span) []Range {
	out := make([]Range, 0, len(spans))
	at, unit := 0, 0
	to := func(place int) int {
		for _, r := range text[at:place] {
			if unit++; r > 0xffff {
				unit++
			}
		}
		at = place
		return unit
	}
	for _, s := range spans {
		start := to(s.start)
		out = append(out, Range{start, to(s.end) - start})
	}
	return out
}
