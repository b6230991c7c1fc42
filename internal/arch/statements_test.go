package arch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoLimitIsABareArgument keeps SQLite from compiling a statement anew each
// time it runs; db.Where.Limit says why.
func TestNoLimitIsABareArgument(t *testing.T) {
	t.Parallel()
	for _, p := range everyPackage(t) {
		for _, name := range p.GoFiles {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "LIMIT "+"$") || strings.Contains(string(text), "LIMIT `+w") {
				t.Errorf("%s: write LIMIT 0 + $n, or use db.Where.Limit", p.file(name))
			}
		}
	}
}
