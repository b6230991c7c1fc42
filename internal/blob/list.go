package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// List walks the folders one by one and holds at most one leaf in memory.
func (f *Folder) List(ctx context.Context) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if err := f.walk(ctx, func(e Entry) bool { return yield(e, nil) }); err != nil {
			yield(Entry{}, fmt.Errorf("list blobs: %w", err))
		}
	}
}

func (f *Folder) walk(ctx context.Context, visit func(Entry) bool) error {
	first, err := readFolder(f.root)
	if err != nil {
		return err
	}
	for _, upper := range first {
		if !fanOut(upper) {
			continue
		}
		second, err := readFolder(filepath.Join(f.root, upper.Name()))
		if err != nil {
			return err
		}
		for _, lower := range second {
			if err := ctx.Err(); err != nil {
				return err
			}
			if !fanOut(lower) {
				continue
			}
			goOn, err := walkLeaf(filepath.Join(f.root, upper.Name(), lower.Name()), visit)
			if err != nil || !goOn {
				return err
			}
		}
	}
	return nil
}

func walkLeaf(leaf string, visit func(Entry) bool) (goOn bool, err error) {
	files, err := readFolder(leaf)
	if err != nil {
		return false, err
	}
	for _, file := range files {
		if !validName(file.Name()) {
			continue
		}
		info, err := file.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted since the folder was read
		}
		if err != nil {
			return false, err
		}
		if !visit(Entry{Ref: Ref{SHA256: file.Name(), Size: info.Size()}, PutAt: info.ModTime().UTC()}) {
			return false, nil
		}
	}
	return true, nil
}

func readFolder(path string) ([]fs.DirEntry, error) {
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return entries, err
}

// fanOut tells the folders of the two levels from whatever else lies there.
func fanOut(e fs.DirEntry) bool {
	return e.IsDir() && len(e.Name()) == 2 && strings.Trim(e.Name(), "0123456789abcdef") == ""
}
