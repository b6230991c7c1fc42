package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"relevo/test/rig"
)

const keptInstance = "instance.json" // beside the files of the data directory

// kept gives a server on a copy of the searched inbox that an earlier run kept,
// or none where there is none of this size.
func (b *bench) kept(ctx context.Context) (*hook, error) {
	dir := b.keptDir()
	text, err := os.ReadFile(filepath.Join(dir, keptInstance))
	if b.keep == "" || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	h := &hook{Instance: &rig.Instance{}, client: rig.Client(256)}
	if err := json.Unmarshal(text, h.Instance); err != nil {
		return nil, err
	}
	h.Binary, h.Data = b.binary, filepath.Join(b.dir, "kept")
	if err := os.CopyFS(h.Data, os.DirFS(dir)); err != nil {
		return nil, err
	}
	h.next.Store(time.Now().UnixMilli()) // what came in before has lesser numbers
	if h.server, err = h.Start(ctx); err != nil {
		return nil, err
	}
	// A later version may index anew.
	if err := indexed(ctx, filepath.Join(h.Data, "relevo.db")); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// keepIt stops the server, copies its data directory and starts it again.
func (b *bench) keepIt(ctx context.Context, h *hook) (err error) {
	if b.keep == "" {
		return nil
	}
	if err := h.server.Stop(); err != nil {
		return err
	}
	if err := os.CopyFS(b.keptDir(), os.DirFS(h.Data)); err != nil {
		return err
	}
	text, err := json.Marshal(h.Instance)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(b.keptDir(), keptInstance), text, 0o600); err != nil {
		return err
	}
	h.server, err = h.Start(ctx)
	return err
}

func (b *bench) keptDir() string { return filepath.Join(b.keep, fmt.Sprint(b.messages)) }
