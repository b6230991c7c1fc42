package blob

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

func TestFolderConformance(t *testing.T) {
	t.Parallel()
	conformance(t, func(t *testing.T, c clock.Clock) Store {
		// The name holds what patterns and shells would read as theirs.
		f, err := OpenFolder(filepath.Join(t.TempDir(), "media [1] *"), c)
		if err != nil {
			t.Fatal(err)
		}
		return f
	})
}

func TestFolderKeepsTwoLevels(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	f, err := OpenFolder(root, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	ref := put(t, f, "abc")
	info, err := os.Stat(filepath.Join(root, "ba", "78", ref.SHA256))
	if err != nil || info.Mode() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	if left, err := os.ReadDir(filepath.Join(root, incoming)); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := os.WriteFile(filepath.Join(root, "ba", "78", "stranger"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if n := len(listed(t, f)); n != 1 {
		t.Errorf("%d blobs listed, want 1", n)
	}
	again, err := OpenFolder(root, clock.System{})
	if err != nil || read(t, again, ref.SHA256) != "abc" {
		t.Errorf("after a restart: %v", err)
	}
}

func TestFolderMendsADamagedFile(t *testing.T) {
	t.Parallel()
	f, err := OpenFolder(t.TempDir(), clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	ref := put(t, f, "abc")
	if err := os.Truncate(f.path(ref.SHA256), 1); err != nil {
		t.Fatal(err)
	}
	put(t, f, "abc")
	if got := read(t, f, ref.SHA256); got != "abc" {
		t.Errorf("%q", got)
	}
}

func TestFolderClearsWhatACrashLeft(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	c := clock.NewManual(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	if _, err := OpenFolder(root, c); err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{"put-old": 25 * time.Hour, "put-new": time.Hour} {
		path := filepath.Join(root, incoming, name)
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := c.Now().Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := OpenFolder(root, c); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(root, incoming))
	if err != nil || len(left) != 1 || left[0].Name() != "put-new" {
		t.Errorf("%v, %v", left, err)
	}
}

func TestFolderFaults(t *testing.T) {
	t.Parallel()
	if err := diskFault("write", &os.PathError{Err: syscall.ENOSPC}); !fault.HasCode(err, fault.CodeDiskFull) {
		t.Errorf("full disk: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFolder(file, clock.System{}); err == nil {
		t.Error("a file is a store")
	}
	root := filepath.Join(t.TempDir(), "gone")
	f, err := OpenFolder(root, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Put(t.Context(), strings.NewReader("x"), 1); err == nil {
		t.Error("put without a folder")
	}
}
