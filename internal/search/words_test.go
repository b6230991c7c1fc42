package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// read gives the words of the index as a person would write them.
func read(keys []string) string {
	var out []string
	for _, k := range keys {
		if k[0] == 'a' {
			out = append(out, k[1:])
			continue
		}
		var text []byte
		for i := 1; i < len(k); i += 2 {
			var b byte
			fmt.Sscanf(k[i:i+2], "%02x", &b)
			text = append(text, b)
		}
		out = append(out, string(text))
	}
	return strings.Join(out, " ")
}

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                        "",
		" !?… 🙏":                  "",
		"Canción, ¿VIENES?":       "cancion vienes",
		"Straße STRASSE":          "strasse strasse",
		"Søren Łódź Yıldız":       "soren lodz yildiz",
		"e\u0301te\u0301 ﬁn ①":    "ete fin 1",
		"don't re-use":            "don t re use",
		"Ёлка ЁЛКА":               "елка елка",
		"هل الأريكةُ متوفّـرة":    "هل الاريكه متوفره",
		"配送は土":                    "配送 送は は土 土",
		"が ガ":                     "が ガ",
		"iPhone15を買う":             "iphone15 を買 買う う",
		"한국어":                     "한국 국어 어",
		"สวัสดี":                  "สว วส สด ด",
		"TN-20418":                "tn 20418",
		"\u00adso\u00adft\u200bx": "softx",
		strings.Repeat("x", 50):   strings.Repeat("x", 48) + " xx",
	} {
		if got := read(keysOf(text)); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestKeysAreASCII(t *testing.T) {
	t.Parallel()
	for _, k := range keysOf("Straße 配送は ⅷ ٣٤ ½ ǅ 'quote\" AND -x *y :z (a) {b} \x00 \xff Ω") {
		if strings.Trim(k, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Errorf("the word %q is more than ASCII letters and digits", k)
		}
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ query, text, want string }{
		{"leg", "We'll send a new leg, no charge.", "We'll send a new [leg], no charge."},
		{"leg", "the legs unscrew", "the [leg]s unscrew"},
		{"leg ", "the legs unscrew", "the legs unscrew"},
		{"send new", "send a newer one, sender", "[send] a [new]er one, sender"},
		{"cancion", "🙏 La Canción 🎵 canción", "🙏 La [Canción] 🎵 [canción]"},
		{"strasse", "Hauptstraße, Straße 7", "Hauptstraße, [Straße] 7"},
		{"土曜", "配送は土曜日の午前に", "配送は[土曜]日の午前に"},
		{"土曜日の", "配送は土曜日の午前に", "配送は[土曜日の]午前に"},
		{"午", "土曜日の午前", "土曜日の[午]前"},
		{"متوفرة", "هل الأريكة متوفّرة؟", "هل الأريكة [متوفّرة]؟"},
	} {
		if got := shown(Parse(c.query).Mark(c.text)); got != c.want {
			t.Errorf("%q: got %q, want %q", c.query, got, c.want)
		}
	}
}

// shown writes a marked text with its ranges, which count UTF-16 units.
func shown(m Marked) string {
	var all []string
	for _, r := range m.Text {
		all = append(all, string(r))
		if r > 0xffff {
			all = append(all, "")
		}
	}
	for _, f := range slices.Backward(m.Found) {
		all = slices.Concat(all[:f[0]], []string{"["}, all[f[0]:f[0]+f[1]], []string{"]"}, all[f[0]+f[1]:])
	}
	return strings.Join(all, "")
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("vorher und ", 60) + "die Schraube\n\nfehlt " + strings.Repeat("danach ", 60)
	m := Parse("schraube").Excerpt(long)
	got := shown(m)
	if !strings.HasPrefix(got, "… ") || !strings.Contains(got, "die [Schraube] fehlt") || !strings.HasSuffix(got, "…") || len(got) > excerptLength+20 {
		t.Errorf("got %q", got)
	}
	for _, text := range []string{"", strings.Repeat("語", 300), strings.Repeat("🙏", 200) + "語", strings.Repeat("\x80", 200) + "語" + strings.Repeat("\x80", 300)} {
		Parse("語").Excerpt(text)
	}
}

func TestPhonesOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"+1 (555) 010-7701":           "15550107701",
		"0015550107701":               "0015550107701 015550107701 15550107701",
		"0151 234":                    "0151234 151234",
		"+49 (0)151 234":              "490151234 49151234",
		"77":                          "",
		"leg 7701":                    "",
		"\u202a+49 151 1234567\u202c": "491511234567",
		"tel:+1-555-010-7701":         "15550107701",
		"https://wa.me/15550107701":   "15550107701",
		"wa.me/15550107701":           "15550107701",
		"https://api.whatsapp.com/send?phone=15550107701": "15550107701",
		"+٤٩ ١٥١": "49151",
		"۴۹ १५१":  "49151",
	} {
		if got := strings.Join(phonesOf(text), " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzMark(f *testing.F) {
	f.Add("a 'b' OR *", "Straße a 配送")
	f.Fuzz(func(t *testing.T, query, text string) {
		q := Parse(query)
		q.Excerpt(text)
		m := q.Mark(text)
		end, length := 0, 0
		for _, r := range m.Text {
			if length++; r > 0xffff {
				length++
			}
		}
		for _, r := range m.Found {
			if r[0] < end || r[1] <= 0 || r[0]+r[1] > length {
				t.Fatalf("range %v in %q", r, text)
			}
			end = r[0] + r[1]
		}
	})
}
