package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"relevo/internal/fault"
)

// inline tells a keyset given as JSON from the name of its file.
func inline(source string) bool { return strings.HasPrefix(strings.TrimSpace(source), "{") }

func readOrMake(file string, create bool) ([]byte, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) && create {
		if err := makeFile(file); err != nil {
			return nil, err
		}
		text, err = os.ReadFile(file)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.NotFound, fault.CodeWrongKeyset, "The keyset file does not exist.", err)
	}
	if err != nil {
		return nil, fmt.Errorf("read keyset: %w", err)
	}
	return text, nil
}

// makeFile writes a new keyset beside its place and links it there: the link
// fails when another process was first, and then that one's keyset counts.
func makeFile(file string) error {
	k, err := newKeys()
	if err != nil {
		return err
	}
	text, err := k.text()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("make folder of keyset: %w", err)
	}
	temporary, err := writeBeside(file, text)
	if err != nil {
		return err
	}
	defer os.Remove(temporary)
	if err := os.Link(temporary, file); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("place keyset: %w", err)
	}
	return syncFolder(filepath.Dir(file))
}

// replaceFile puts a new text in the place of a file; a crash leaves the old
// one or the new one, whole.
func replaceFile(file string, text []byte) error {
	temporary, err := writeBeside(file, text)
	if err != nil {
		return err
	}
	defer os.Remove(temporary)
	if err := os.Rename(temporary, file); err != nil {
		return fmt.Errorf("replace keyset: %w", err)
	}
	return syncFolder(filepath.Dir(file))
}

// writeBeside writes a durable file with mode 0600 in the folder of another.
func writeBeside(file string, text []byte) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(file), ".keyset-*")
	if err != nil {
		return "", fmt.Errorf("write keyset: %w", err)
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("write keyset: %w", err)
	}
	return f.Name(), nil
}

func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("sync folder of keyset: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync folder of keyset: %w", err)
	}
	return nil
}
