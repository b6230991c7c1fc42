package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// longestWord is where a word is cut, in code points: longer ones are no words.
const longestWord = 48

// piece is a run of letters and digits of a text: a word, or, when dense, a run
// of a script that is written without spaces. ends says for each code point
// where its source ends in the text, in bytes.
type piece struct {
	letters []rune
	starts  []int
	ends    []int
	dense   bool
}

// pieces cuts a text into words.
func pieces(text string) []piece {
	c := cutter{fold: cases.Fold()}
	for at := 0; at < len(text); {
		size := 1
		if !plain(text, at) {
			size = max(1, norm.NFC.NextBoundaryInString(text[at:], true))
		}
		c.take(text[at:at+size], at, at+size)
		at += size
	}
	c.end()
	return c.found
}

// plain reports whether the byte at a place is a character by itself.
func plain(text string, at int) bool {
	return text[at] < utf8.RuneSelf && (at+1 == len(text) || text[at+1] < utf8.RuneSelf)
}

type cutter struct {
	fold  cases.Caser
	now   piece
	found []piece
}

// take adds one character of the source, with the marks on it.
func (c *cutter) take(source string, start, end int) {
	if len(source) == 1 {
		c.add(lower(rune(source[0])), start, end)
		return
	}
	for _, r := range strip(c.fold.String(norm.NFKD.String(source))) {
		if spelled, known := spellings[r]; known {
			for _, s := range spelled {
				c.add(s, start, end)
			}
			continue
		}
		c.add(r, start, end)
	}
}

func (c *cutter) add(r rune, start, end int) {
	switch {
	case ignored(r):
		return
	case !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r):
		c.end()
		return
	}
	if d := dense(r); d != c.now.dense || !d && len(c.now.letters) == longestWord {
		c.end()
		c.now.dense = d
	}
	c.now.letters = append(c.now.letters, r)
	c.now.starts = append(c.now.starts, start)
	c.now.ends = append(c.now.ends, end)
}

func (c *cutter) end() {
	if len(c.now.letters) > 0 {
		c.found = append(c.found, c.now)
	}
	c.now = piece{}
}

func lower(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// strip takes the diacritics off a decomposed character and composes what is
// left. The voicing marks of kana are letters to their readers and stay.
func strip(s string) string {
	var b strings.Builder
	kana := false
	for _, r := range s {
		if unicode.Is(unicode.Mn, r) && !kana {
			continue
		}
		kana = unicode.In(r, unicode.Hiragana, unicode.Katakana)
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// spellings are letters that Unicode does not take apart, as people type them
// who lack the key.
var spellings = map[rune]string{
	'ø': "o", 'ł': "l", 'đ': "d", 'ħ': "h", 'ŧ': "t", 'ı': "i", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ð': "d",
	'ى': "ي", 'ة': "ه", 'ё': "е",
}

// ignored characters stand inside words without a meaning for search: joiners,
// variation selectors, the soft hyphen, the Arabic stretching line.
func ignored(r rune) bool {
	return r == '\u00ad' || r == '\u0640' || r >= '\u200b' && r <= '\u200f' || r == '\u2060' || r == '\ufeff' ||
		unicode.Is(unicode.Variation_Selector, r)
}

// dense reports whether a script is written without spaces between words, or,
// as Korean, with endings that a reader leaves out of a query.
func dense(r rune) bool {
	return r > 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// key writes a word in the letters of the index: ASCII letters and digits only,
// so that both databases cut the words where we do, whatever their locale. The
// beginning of a word is the beginning of its key.
func key(letters []rune) string {
	ascii := true
	for _, r := range letters {
		ascii = ascii && r < utf8.RuneSelf
	}
	if ascii {
		return "a" + string(letters)
	}
	const hex = "0123456789abcdef"
	out := []byte{'u'}
	for _, b := range []byte(string(letters)) {
		out = append(out, hex[b>>4], hex[b&15])
	}
	return string(out)
}

// keys gives the words of the index for a piece. A dense run of n characters is
// n-1 pairs and its last character, so that each character begins a word.
func (p piece) keys() []string {
	if !p.dense {
		return []string{key(p.letters)}
	}
	out := make([]string, 0, len(p.letters))
	for i := range p.letters {
		out = append(out, key(p.letters[i:min(i+2, len(p.letters))]))
	}
	return out
}

// keysOf gives all words of a text.
func keysOf(text string) []string {
	var out []string
	for _, p := range pieces(text) {
		out = append(out, p.keys()...)
	}
	return out
}
