package arch

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// longest is the number of lines from which a file is split by subject.
const longest = 700

// generated is written by scripts/generate, as long as the API is wide.
const generated = "schema.d.ts"

func TestNoFileIsTooLong(t *testing.T) {
	t.Parallel()
	for _, p := range everyPackage(t) {
		for _, name := range slices.Concat(p.GoFiles, p.IgnoredGoFiles, p.TestGoFiles, p.XTestGoFiles) {
			checkLength(t, filepath.Join(p.Dir, name))
		}
	}
	err := filepath.WalkDir(filepath.Join(root, "web", "src"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && slices.Contains([]string{".ts", ".tsx", ".css"}, filepath.Ext(path)) && filepath.Base(path) != generated {
			checkLength(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkLength(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(text, []byte("\n")); n > longest {
		t.Errorf("%s has %d lines, more than %d: split it by subject", file, n, longest)
	}
}
