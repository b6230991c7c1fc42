package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relevo/internal/app"
	"relevo/internal/config"
	"relevo/internal/db"
)

// command runs a sub-command in this process.
func command(t *testing.T, args ...string) (stdout string, err error) {
	t.Helper()
	var out, log bytes.Buffer
	err = run(t.Context(), args, strings.NewReader(""), &out, &log)
	if log.Len() > 0 {
		t.Log(log.String())
	}
	return out.String(), err
}

func openAt(t *testing.T, data string) *instance {
	t.Helper()
	cfg := config.New()
	cfg.Data = data
	i, err := open(t.Context(), cfg, logger(io.Discard, 0))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.close(); err != nil {
			t.Error(err)
		}
	})
	return i
}

func projectNames(t *testing.T, i *instance) []string {
	t.Helper()
	var names []string
	err := i.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		names, err = db.All(tx, func(s db.Scanner) (n string, err error) { return n, s.Scan(&n) }, `SELECT name FROM projects ORDER BY name`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// addProjects makes numbered projects, each with a file, until told to stop.
func addProjects(t *testing.T, i *instance, first int, stop <-chan struct{}) error {
	for n := first; ; n++ {
		select {
		case <-stop:
			return nil
		default:
		}
		if _, err := i.Blobs.Put(t.Context(), strings.NewReader(fmt.Sprint("file ", n)), 100); err != nil {
			return err
		}
		name := fmt.Sprintf("project %06d", n)
		if _, err := app.Do(t.Context(), i.App, operator, app.CreateProject, app.CreateProjectIn{Name: name}); err != nil {
			return err
		}
	}
}

func TestBackupUnderLoadRestoresOneMoment(t *testing.T) {
	t.Parallel()
	source, target := t.TempDir(), filepath.Join(t.TempDir(), "restored")
	i := openAt(t, source)
	if _, err := app.Do(t.Context(), i.App, operator, app.CreateProject, app.CreateProjectIn{Name: "project 000000"}); err != nil {
		t.Fatal(err)
	}
	stop, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- addProjects(t, i, 1, stop) }()
	file := filepath.Join(t.TempDir(), "backup.tar")
	_, err := command(t, "backup", file, "--data", source, "--with-keyset")
	close(stop)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, "restore", file, "--data", target); err != nil {
		t.Fatal(err)
	}
	restored := openAt(t, target)
	all, got := projectNames(t, i), projectNames(t, restored)
	if len(got) == 0 || len(got) > len(all) || !slices.Equal(got, all[:len(got)]) {
		t.Errorf("restored %d of %d projects, and not the first ones", len(got), len(all))
	}
	files := 0
	for entry, err := range restored.Blobs.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if files++; entry.Size == 0 {
			t.Errorf("file %s is empty", entry.SHA256)
		}
	}
	if files < len(got)-1 {
		t.Errorf("restored %d files for %d projects", files, len(got))
	}
}

func TestBackupWithoutKeysetHoldsNone(t *testing.T) {
	t.Parallel()
	source, file := t.TempDir(), filepath.Join(t.TempDir(), "backup.tar")
	openAt(t, source)
	if _, err := command(t, "backup", file, "--data", source); err != nil {
		t.Fatal(err)
	}
	if names := membersOf(t, file); !slices.Equal(names, []string{databaseMember, manifestMember}) {
		t.Errorf("members: %q", names)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is %v, %v", info.Mode(), err)
	}
	if _, err := command(t, "backup", file, "--data", source); err == nil {
		t.Error("a backup overwrote a file")
	}
}

func membersOf(t *testing.T, file string) (names []string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if err == io.EOF {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, h.Name)
	}
}

func TestRestoreRefusesHostileAndBrokenBackups(t *testing.T) {
	t.Parallel()
	source, good := t.TempDir(), filepath.Join(t.TempDir(), "backup.tar")
	openAt(t, source)
	if _, err := command(t, "backup", good, "--data", source); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	one := func(h tar.Header, text string) []byte {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		h.Size = int64(len(text))
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, content := range map[string][]byte{
		"empty":             {},
		"no tar":            []byte("hello"),
		"cut off":           whole[:len(whole)/2],
		"manifest missing":  whole[:len(whole)-2048-512],
		"parent directory":  one(tar.Header{Typeflag: tar.TypeReg, Name: "../evil"}, "x"),
		"absolute":          one(tar.Header{Typeflag: tar.TypeReg, Name: "/tmp/evil"}, "x"),
		"media with a path": one(tar.Header{Typeflag: tar.TypeReg, Name: "media/../../evil"}, "x"),
		"link":              one(tar.Header{Typeflag: tar.TypeSymlink, Name: "relevo.db", Linkname: "/etc/passwd"}, ""),
		"changed file":      one(tar.Header{Typeflag: tar.TypeReg, Name: "media/" + strings.Repeat("a", 64)}, "x"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			file, data := filepath.Join(folder, "bad.tar"), filepath.Join(folder, "data")
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := command(t, "restore", file, "--data", data)
			if err == nil || !strings.Contains(message(err), "no whole backup") {
				t.Errorf("got %v", err)
			}
			left, err := os.ReadDir(data)
			if err != nil || len(left) != 1 || left[0].Name() != lockFile {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestRestoreRefusesDataAndAServer(t *testing.T) {
	t.Parallel()
	source, file := t.TempDir(), filepath.Join(t.TempDir(), "backup.tar")
	openAt(t, source)
	if _, err := command(t, "backup", file, "--data", source); err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, "restore", file, "--data", source); err == nil || !strings.Contains(message(err), "not empty") {
		t.Errorf("over data: %v", err)
	}
	cfg := config.New()
	cfg.Data = t.TempDir()
	unlock, err := lockData(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if _, err := command(t, "restore", file, "--data", cfg.Data); err == nil || !strings.Contains(message(err), "in use") {
		t.Errorf("beside a server: %v", err)
	}
}
