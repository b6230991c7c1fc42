package crash

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"relevo/internal/app"
	"relevo/internal/policy"
)

var hit = regexp.MustCompile(`failpoint\.Hit\("([^"]+)"\)`)

// Every place that the code names has its row: a point that is added is a crash
// that must be tried.
func TestCrashPointsAreComplete(t *testing.T) {
	t.Parallel()
	var tried []string
	for _, p := range points {
		name, _, _ := strings.Cut(p.at, "#")
		tried = append(tried, name)
		if _, known := scenarios[p.during]; !known {
			t.Errorf("%q happens during %q, which is no scenario", p.at, p.during)
		}
	}
	for _, name := range append(named(t), transactions()...) {
		if !slices.Contains(tried, name) {
			t.Errorf("no row for the point %q", name)
		}
	}
}

// named are the points that the source names one by one.
func named(t *testing.T) (names []string) {
	err := filepath.WalkDir("../../internal", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range hit.FindAllSubmatch(text, -1) {
			names = append(names, string(found[1]))
		}
		return err
	})
	must(t, err)
	if len(names) < 10 {
		t.Fatalf("only %d points are named in the source: %s", len(names), names)
	}
	return names
}

// transactions are the points around each write of the line: of the jobs of
// messages, files and deliveries, and of those who send.
func transactions() (names []string) {
	for _, u := range app.UseCases() {
		onTheLine := u.Rule == policy.OnlyInside && slices.ContainsFunc([]string{"delivery.", "message.", "media."},
			func(area string) bool { return strings.HasPrefix(u.Name, area) })
		if u.Mode == app.Write && (onTheLine || strings.HasPrefix(u.Name, "message.send")) {
			names = append(names, "before "+u.Name, "after "+u.Name)
		}
	}
	return names
}
