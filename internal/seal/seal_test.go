package seal

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"relevo/internal/fault"
)

func open(t *testing.T, source string) *Sealer {
	t.Helper()
	s, err := Open(source, true)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSealBindsToItsContext(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "keyset.json"))
	sealed, err := s.Seal([]byte("EAAG-token"), "numbers|access_token|1")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("EAAG")) {
		t.Error("the value shows through")
	}
	if got, err := s.Open(sealed, "numbers|access_token|1"); err != nil || string(got) != "EAAG-token" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := s.Open(sealed, "numbers|access_token|2"); err == nil {
		t.Error("it opens in another row")
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := s.Open(changed, "numbers|access_token|1"); err == nil {
			t.Fatalf("it opens with byte %d changed", i)
		}
	}
	again, err := s.Seal([]byte("EAAG-token"), "numbers|access_token|1")
	if err != nil || bytes.Equal(again, sealed) {
		t.Errorf("sealing twice gives the same: %v", err)
	}
	if _, err := s.Open(nil, ""); err == nil {
		t.Error("nothing opens")
	}
}

func TestFirstStartMakesTheKeyset(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(folder, "keyset.json")
	if _, err := Open(file, false); !fault.HasCode(err, fault.CodeWrongKeyset) {
		t.Fatalf("absent file: %v", err)
	}
	first := open(t, file)
	info, err := os.Stat(file)
	if err != nil || info.Mode() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("left in the folder: %v, %v", entries, err)
	}
	check, err := first.Check()
	if err != nil {
		t.Fatal(err)
	}
	if err := open(t, file).VerifyCheck(check); err != nil {
		t.Errorf("second start: %v", err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	given := open(t, string(text))
	if err := given.VerifyCheck(check); err != nil {
		t.Errorf("given as JSON: %v", err)
	}
	if err := given.Rotate(); !fault.Is(err, fault.Conflict) {
		t.Errorf("rotate what has no file: %v", err)
	}
}

func TestStartsAtOnceShareOneKeyset(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "keyset.json")
	var wg sync.WaitGroup
	sealers := make([]*Sealer, 16)
	errs := make([]error, len(sealers))
	for i := range sealers {
		wg.Go(func() { sealers[i], errs[i] = Open(file, true) })
	}
	wg.Wait()
	for i := range sealers {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
	}
	check, err := sealers[0].Check()
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range sealers {
		if err := s.VerifyCheck(check); err != nil {
			t.Errorf("sealer %d: %v", i, err)
		}
	}
}

func TestWrongKeyset(t *testing.T) {
	t.Parallel()
	a := open(t, filepath.Join(t.TempDir(), "keyset.json"))
	b := open(t, filepath.Join(t.TempDir(), "keyset.json"))
	check, err := a.Check()
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"other": b.VerifyCheck(check), "empty": a.VerifyCheck(nil)} {
		if !fault.Is(err, fault.Conflict) || !fault.HasCode(err, fault.CodeWrongKeyset) {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := filepath.Join(t.TempDir(), "keyset.json")
	for _, text := range []string{"", "x", "{}", `{"version":2}`, `{"version":1}`, `{"version":1,"seal":{"primaryKeyId":1},"sign":{}}`} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(file, true); !fault.HasCode(err, fault.CodeWrongKeyset) {
			t.Errorf("file %q: %v", text, err)
		}
		if strings.HasPrefix(text, "{") {
			if _, err := Open(text, false); !fault.HasCode(err, fault.CodeWrongKeyset) {
				t.Errorf("given %q: %v", text, err)
			}
		}
	}
	if _, err := Open(t.TempDir(), true); err == nil {
		t.Error("a folder is a keyset")
	}
}

func TestRotateKeepsWhatWasSealed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "keyset.json")
	s := open(t, file)
	old := open(t, file)
	before, err := s.Seal([]byte("a"), "c")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := s.Rotate(); err != nil {
			t.Fatal(err)
		}
	}
	after, err := s.Seal([]byte("b"), "c")
	if err != nil {
		t.Fatal(err)
	}
	for _, reader := range []*Sealer{s, open(t, file)} {
		for sealed, want := range map[string]string{string(before): "a", string(after): "b"} {
			if got, err := reader.Open([]byte(sealed), "c"); err != nil || string(got) != want {
				t.Errorf("%q, %v, want %q", got, err, want)
			}
		}
	}
	if _, err := old.Open(after, "c"); err == nil {
		t.Error("rotation did not change the key")
	}
	if info, err := os.Stat(file); err != nil || info.Mode() != fs.FileMode(0o600) {
		t.Errorf("mode after rotation: %v, %v", info.Mode(), err)
	}
}
