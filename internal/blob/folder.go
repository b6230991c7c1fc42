package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

// Folder is a Store in a directory: ROOT/ab/cd/abcd…, two levels of 256, and
// ROOT/incoming for what is being written.
type Folder struct {
	root  string
	clock clock.Clock

	// place is held while a blob gets its final name or loses it, so that a
	// sweep in this process cannot remove what was put since it looked.
	place sync.Mutex
	// durable holds the leaf folders whose entries in their parents this
	// process has synced.
	durable map[string]bool
}

const (
	incoming = "incoming"
	// abandoned is the age at which an unfinished file belongs to a process
	// that died.
	abandoned = 24 * time.Hour
)

// OpenFolder uses a directory as a store, makes it when it is absent, and
// clears away what a crash left unfinished.
func OpenFolder(root string, c clock.Clock) (*Folder, error) {
	if err := os.MkdirAll(filepath.Join(root, incoming), 0o700); err != nil {
		return nil, fmt.Errorf("make blob folder: %w", err)
	}
	f := &Folder{root: root, clock: c, durable: map[string]bool{}}
	if err := f.ClearAbandoned(context.Background()); err != nil {
		return nil, err
	}
	return f, nil
}

// ClearAbandoned removes unfinished files that nobody has written to for a day.
func (f *Folder) ClearAbandoned(ctx context.Context) error {
	if err := f.clearIncoming(ctx); err != nil {
		return fmt.Errorf("clear blob folder: %w", err)
	}
	return nil
}

func (f *Folder) clearIncoming(ctx context.Context) error {
	entries, err := os.ReadDir(filepath.Join(f.root, incoming))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if f.clock.Now().Sub(info.ModTime()) < abandoned {
			continue
		}
		if err := os.Remove(filepath.Join(f.root, incoming, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (f *Folder) leaf(sha256 string) string { return filepath.Join(f.root, sha256[:2], sha256[2:4]) }

func (f *Folder) path(sha256 string) string { return filepath.Join(f.leaf(sha256), sha256) }

// Open reads a blob.
func (f *Folder) Open(_ context.Context, sha256 string) (io.ReadSeekCloser, error) {
	if !validName(sha256) {
		return nil, notFound()
	}
	file, err := os.Open(f.path(sha256))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notFound()
	}
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	return file, nil
}

// Delete removes a blob that was last put before an instant.
func (f *Folder) Delete(_ context.Context, sha256 string, before time.Time) (bool, error) {
	if !validName(sha256) {
		return false, nil
	}
	f.place.Lock()
	defer f.place.Unlock()
	info, err := os.Stat(f.path(sha256))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("delete blob: %w", err)
	}
	if !info.ModTime().Before(before) {
		return false, nil
	}
	if err := os.Remove(f.path(sha256)); err != nil {
		return false, fmt.Errorf("delete blob: %w", err)
	}
	return true, nil
}

// diskFault tells a full disk from other failures to write.
func diskFault(verb string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Wrap(fault.Unavailable, fault.CodeDiskFull, "There is no room left for files on the server.", err)
	}
	return fmt.Errorf("%s: %w", verb, err)
}
