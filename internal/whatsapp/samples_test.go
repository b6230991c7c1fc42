package whatsapp

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample is one webhook body of testdata/webhooks; its README names the origin
// and licence of each.
type sample struct {
	name string
	body []byte
}

func samples(t testing.TB) []sample {
	t.Helper()
	paths, err := filepath.Glob("testdata/webhooks/*.json")
	if err != nil || len(paths) != 150 {
		t.Fatalf("got %d samples, want 150 (%v)", len(paths), err)
	}
	var list []sample
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, sample{filepath.Base(path), body})
	}
	return list
}

func TestSamplesMatchGolden(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, s := range samples(t) {
		d, err := Parse(s.body)
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		for _, c := range d.Changes {
			for _, it := range c.Items {
				fmt.Fprintf(&b, "%s | %s waba=%s number=%s | %s\n", s.name, c.Field, c.WABA, c.PhoneNumberID, summary(it))
			}
		}
	}
	checkGolden(t, "testdata/samples.golden", b.String())
}

func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		if i >= len(gotLines) || i >= len(wantLines) || gotLines[i] != wantLines[i] {
			t.Fatalf("%s line %d differs (write it anew with -update):\n got %q\nwant %q", path, i+1, lineAt(gotLines, i), lineAt(wantLines, i))
		}
	}
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(no line)"
}

// summary is the item on one line: its Go type and every member that is set,
// without the raw bytes.
func summary(it Item) string {
	var members map[string]any
	encoded, _ := json.Marshal(it)
	_ = json.Unmarshal(encoded, &members)
	delete(members, "Raw")
	line := fmt.Sprintf("%T %s", it, encode(prune(members)))
	if p, ok := it.(interface{ Preview() string }); ok {
		line += " preview=" + fmt.Sprintf("%q", p.Preview())
	}
	return line
}

// prune drops zero values, so that a line shows what was found.
func prune(v any) any {
	zeroTime, _ := time.Time{}.MarshalText()
	switch x := v.(type) {
	case map[string]any:
		for k, member := range x {
			if member = prune(member); member == nil {
				delete(x, k)
			} else {
				x[k] = member
			}
		}
		if len(x) == 0 {
			return nil
		}
	case []any:
		for i := range x {
			x[i] = prune(x[i])
		}
	case string:
		if x == "" || x == string(zeroTime) {
			return nil
		}
	case float64:
		if x == 0 {
			return nil
		}
	case bool:
		if !x {
			return nil
		}
	}
	return v
}

// TestSamplesRawRoundTrip holds every sample to the promise that nothing gets
// lost: the raw JSON of items and changes stands in the body byte for byte, and
// the escaped form that Meta sends reads the same.
func TestSamplesRawRoundTrip(t *testing.T) {
	t.Parallel()
	for _, s := range samples(t) {
		plain, err := Parse(s.body)
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		escaped, err := Parse(escapeASCII(s.body))
		if err != nil {
			t.Fatalf("%s escaped: %v", s.name, err)
		}
		if a, b := summaries(plain), summaries(escaped); a != b {
			t.Errorf("%s reads differently when escaped:\n%s\n%s", s.name, a, b)
		}
		for _, c := range plain.Changes {
			if !strings.Contains(string(s.body), string(c.Raw)) {
				t.Errorf("%s: raw change is not part of the body", s.name)
			}
		}
	}
}

func summaries(d Delivery) string {
	var lines []string
	for _, c := range d.Changes {
		for _, it := range c.Items {
			lines = append(lines, summary(it))
		}
	}
	return strings.Join(lines, "\n")
}

// escapeASCII writes everything above U+007F as \uXXXX, as Meta does.
func escapeASCII(body []byte) []byte {
	var b strings.Builder
	for _, r := range string(body) {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return []byte(b.String())
}

func BenchmarkParseSamples(b *testing.B) {
	list := samples(b)
	for b.Loop() {
		for _, s := range list {
			if _, err := Parse(s.body); err != nil {
				b.Fatal(err)
			}
		}
	}
}
