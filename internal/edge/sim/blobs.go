package sim

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// blobs keeps the bytes of media by media id. Ids are made here and are
// digits, so they are safe as file names.
type blobs interface {
	// write stores everything from in; it fails with errTooLarge above limit.
	write(id string, in io.Reader, limit int64) (size int64, sha256Hex string, err error)
	open(id string) (io.ReadSeekCloser, error)
	drop(id string) error
	clear() error
}

var errTooLarge = errors.New("the file is above the size limit")

type memoryBlobs struct {
	mu   sync.Mutex
	data map[string][]byte
}

func newMemoryBlobs() *memoryBlobs { return &memoryBlobs{data: map[string][]byte{}} }

type memoryFile struct{ *bytes.Reader }

func (memoryFile) Close() error { return nil }

func (b *memoryBlobs) write(id string, in io.Reader, limit int64) (int64, string, error) {
	var out bytes.Buffer
	size, sum, err := copyHashed(&out, in, limit)
	if err != nil {
		return 0, "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data[id] = out.Bytes()
	return size, sum, nil
}

func (b *memoryBlobs) open(id string) (io.ReadSeekCloser, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	data, ok := b.data[id]
	if !ok {
		return nil, os.ErrNotExist
	}
	return memoryFile{bytes.NewReader(data)}, nil
}

func (b *memoryBlobs) drop(id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.data, id)
	return nil
}

func (b *memoryBlobs) clear() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.data)
	return nil
}

type fileBlobs struct{ dir string }

func newFileBlobs(dir string) fileBlobs { return fileBlobs{dir} }

func (b fileBlobs) path(id string) string { return filepath.Join(b.dir, filepath.Base(id)) }

func (b fileBlobs) write(id string, in io.Reader, limit int64) (int64, string, error) {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return 0, "", fmt.Errorf("make media directory: %w", err)
	}
	file, err := os.CreateTemp(b.dir, "new-*")
	if err != nil {
		return 0, "", fmt.Errorf("make media file: %w", err)
	}
	size, sum, err := copyHashed(file, in, limit)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), b.path(id))
	}
	if err != nil {
		os.Remove(file.Name())
		return 0, "", fmt.Errorf("write media file: %w", err)
	}
	return size, sum, nil
}

func (b fileBlobs) open(id string) (io.ReadSeekCloser, error) { return os.Open(b.path(id)) }
func (b fileBlobs) drop(id string) error                      { return os.Remove(b.path(id)) }
func (b fileBlobs) clear() error                              { return os.RemoveAll(b.dir) }

func copyHashed(out io.Writer, in io.Reader, limit int64) (int64, string, error) {
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(out, hash), io.LimitReader(in, limit+1))
	if err == nil && size > limit {
		err = errTooLarge
	}
	return size, hex.EncodeToString(hash.Sum(nil)), err
}
