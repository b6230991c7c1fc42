package main

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"relevo/internal/blob"
	"relevo/internal/config"
	"relevo/internal/fault"

	"github.com/spf13/cobra"
)

// The members of a backup, a tar file, in their order: the database, the media
// files under media/ by the SHA-256 of their content, the keyset when it was
// asked for, and the manifest, whose presence says that the file is whole.
const (
	databaseMember = "relevo.db"
	mediaMembers   = "media/"
	keysetMember   = "keyset.json"
	manifestMember = "manifest.json"
	backupFormat   = 1
)

// manifest is the last member of a backup.
type manifest struct {
	Format int   `json:"format"`
	Media  int   `json:"media"` // files
	Bytes  int64 `json:"media_bytes"`
	Keyset bool  `json:"keyset"`
}

// backupResult is what the command prints.
type backupResult struct {
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	Media  int    `json:"media_files"`
	Keyset string `json:"keyset"` // included, or not included
}

func backupCommand() *cobra.Command {
	cfg := config.New()
	c := &cobra.Command{Use: "backup FILE", Short: "Write the database and the files to one tar file; also while the server runs", Args: cobra.ExactArgs(1)}
	asJSON := c.Flags().Bool("json", false, "print JSON")
	withKeyset := c.Flags().Bool("with-keyset", false, "add the keyset, which opens the secrets in the backup")
	cfg.Bind(c.Flags(), config.FlagData, config.FlagDatabaseURL, config.FlagKeyset)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := cfg.Resolve(os.Environ()); err != nil {
			return err
		}
		if err := mustHoldData(cfg); err != nil {
			return err
		}
		i, err := open(c.Context(), cfg, logger(c.ErrOrStderr(), slog.LevelError))
		if err != nil {
			return err
		}
		done, err := i.backUp(c.Context(), args[0], *withKeyset)
		if err := errors.Join(err, i.close()); err != nil {
			return err
		}
		return show(c.OutOrStdout(), done, *asJSON)
	}
	return c
}

// mustHoldData keeps a misspelt --data from becoming a new, empty instance.
func mustHoldData(cfg *config.Config) error {
	if cfg.DatabaseURL != "" {
		return nil
	}
	if _, err := os.Stat(databaseOptions(cfg, nil).Path); errors.Is(err, fs.ErrNotExist) {
		return fault.Newf(fault.NotFound, fault.CodeNotFound, "there is no relevo data in %s", cfg.Data)
	}
	return nil
}

// backUp writes the backup beside its place and links it there when it is
// durable: the name never shows a part of it, and never replaces a file.
func (i *instance) backUp(ctx context.Context, file string, withKeyset bool) (done backupResult, err error) {
	if _, err := os.Lstat(file); err == nil {
		return done, fault.Newf(fault.Conflict, fault.CodeConflict, "%s exists; a backup does not overwrite", file)
	}
	work, err := os.MkdirTemp(filepath.Dir(file), ".relevo-backup-*")
	if err != nil {
		return done, fmt.Errorf("make backup: %w", err)
	}
	defer os.RemoveAll(work)
	snapshot, archive := filepath.Join(work, databaseMember), filepath.Join(work, "backup.tar")
	if err := i.DB.Backup(ctx, snapshot); err != nil {
		return done, err
	}
	m, size, err := i.writeArchive(ctx, archive, snapshot, withKeyset)
	if err != nil {
		return done, fmt.Errorf("write backup: %w", err)
	}
	if err := os.Link(archive, file); err != nil {
		return done, fmt.Errorf("place backup: %w", err)
	}
	done = backupResult{File: file, Bytes: size, Media: m.Media, Keyset: "not included"}
	if m.Keyset {
		done.Keyset = "included"
	}
	return done, syncFolder(filepath.Dir(file))
}

func (i *instance) writeArchive(ctx context.Context, archive, snapshot string, withKeyset bool) (m manifest, size int64, err error) {
	f, err := os.OpenFile(archive, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return m, 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := &archiver{Writer: tar.NewWriter(f), now: i.Clock.Now()}
	if err := w.file(databaseMember, snapshot); err != nil {
		return m, 0, err
	}
	// After the database: a file that it knows is in the store by now.
	m.Format = backupFormat
	for entry, err := range i.Blobs.List(ctx) {
		if err != nil {
			return m, 0, err
		}
		if err := i.addBlob(ctx, w, entry, &m); err != nil {
			return m, 0, err
		}
	}
	if withKeyset {
		if err := w.keyset(i.cfg); err != nil {
			return m, 0, err
		}
		m.Keyset = true
	}
	text, err := json.Marshal(m)
	if err != nil {
		return m, 0, err
	}
	if err := errors.Join(w.text(manifestMember, text), w.Close(), f.Sync()); err != nil {
		return m, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return m, 0, err
	}
	return m, info.Size(), nil
}

// addBlob passes over a file that a sweep removed since it was listed: no
// record in the database names it.
func (i *instance) addBlob(ctx context.Context, w *archiver, entry blob.Entry, m *manifest) error {
	b, err := i.Blobs.Open(ctx, entry.SHA256)
	if err != nil && fault.As(err).Kind == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	m.Media++
	m.Bytes += entry.Size
	return errors.Join(w.copy(mediaMembers+entry.SHA256, entry.Size, b), b.Close())
}

// archiver writes the members of a backup, readable by their owner only.
type archiver struct {
	*tar.Writer
	now time.Time
}

func (a *archiver) copy(name string, size int64, from io.Reader) error {
	err := a.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: a.now})
	if err != nil {
		return err
	}
	_, err = io.Copy(a, from)
	return err
}

func (a *archiver) text(name string, text []byte) error {
	return a.copy(name, int64(len(text)), bytes.NewReader(text))
}

func (a *archiver) file(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return a.copy(name, info.Size(), f)
}

// keyset adds the keyset, from its file or as the setting gives it.
func (a *archiver) keyset(cfg *config.Config) error {
	source, _ := cfg.KeysetSource()
	if json.Valid([]byte(source)) {
		return a.text(keysetMember, []byte(source))
	}
	return a.file(keysetMember, source)
}

func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
