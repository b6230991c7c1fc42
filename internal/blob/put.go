package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"relevo/internal/failpoint"
)

// Put writes a temporary file, makes it durable and gives it its name. A file
// of that name is replaced by its equal: that renews its age and mends one
// that was damaged.
func (f *Folder) Put(ctx context.Context, r io.Reader, most int64) (ref Ref, err error) {
	file, err := os.CreateTemp(filepath.Join(f.root, incoming), "put-*")
	if err != nil {
		return Ref{}, diskFault("make file for blob", err)
	}
	named := false
	defer func() {
		file.Close() // a second close after the one below does nothing
		if !named {
			os.Remove(file.Name())
		}
	}()
	if ref, err = fill(ctx, file, r, most); err != nil {
		return Ref{}, err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return Ref{}, diskFault("sync blob", err)
	}
	failpoint.Hit("blob.written")
	if err := f.name(file.Name(), ref.SHA256); err != nil {
		return Ref{}, diskFault("place blob", err)
	}
	named = true
	return ref, nil
}

// fill copies r into the file and hashes what passes.
func fill(ctx context.Context, file *os.File, r io.Reader, most int64) (Ref, error) {
	hash := sha256.New()
	source := &sourceReader{ctx: ctx, r: io.LimitReader(r, min(most, math.MaxInt64-1)+1)}
	size, err := io.Copy(io.MultiWriter(file, hash), source)
	switch {
	case source.err != nil:
		return Ref{}, fmt.Errorf("read file to store: %w", source.err)
	case err != nil:
		return Ref{}, diskFault("write blob", err)
	case size > most:
		return Ref{}, tooLarge(most)
	}
	return Ref{SHA256: hex.EncodeToString(hash.Sum(nil)), Size: size}, nil
}

// sourceReader ends a copy with its context, and keeps the errors of the
// source apart from those of the disk.
type sourceReader struct {
	ctx context.Context
	r   io.Reader
	err error
}

func (s *sourceReader) Read(p []byte) (int, error) {
	if s.err = s.ctx.Err(); s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// name moves a finished file to its place, stamps it with the time and makes
// the new entry durable.
func (f *Folder) name(temporary, sha256 string) error {
	f.place.Lock()
	defer f.place.Unlock()
	leaf := f.leaf(sha256)
	if !f.durable[leaf] {
		if err := f.makeLeaf(leaf); err != nil {
			return err
		}
		f.durable[leaf] = true
	}
	now := f.clock.Now()
	if err := os.Chtimes(temporary, now, now); err != nil {
		return err
	}
	if err := os.Rename(temporary, f.path(sha256)); err != nil {
		return err
	}
	return syncFolder(leaf)
}

// makeLeaf makes a leaf folder durable from the root down; also one that
// exists, for the process that made it may have died before it synced.
func (f *Folder) makeLeaf(leaf string) error {
	if err := os.MkdirAll(leaf, 0o700); err != nil {
		return err
	}
	return errors.Join(syncFolder(filepath.Dir(leaf)), syncFolder(f.root))
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
