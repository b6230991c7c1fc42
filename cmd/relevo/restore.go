package main

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"relevo/internal/blob"
	"relevo/internal/clock"
	"relevo/internal/config"
	"relevo/internal/db"
	"relevo/internal/fault"

	"github.com/spf13/cobra"
)

// mostKeyset bounds the small members of a backup.
const mostKeyset = 1 << 20

// restoreResult is what the command prints.
type restoreResult struct {
	Data   string `json:"data"`
	Media  int    `json:"media_files"`
	Keyset string `json:"keyset"` // restored, or what to do
}

func restoreCommand() *cobra.Command {
	cfg := config.New()
	c := &cobra.Command{Use: "restore FILE", Short: "Fill an empty data directory from a backup; not beside a running server", Args: cobra.ExactArgs(1)}
	asJSON := c.Flags().Bool("json", false, "print JSON")
	cfg.Bind(c.Flags(), config.FlagData, config.FlagDatabaseURL)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := cfg.Resolve(os.Environ()); err != nil {
			return err
		}
		if cfg.DatabaseURL != "" {
			return fault.New(fault.Unsupported, fault.CodeInvalidInput, "a PostgreSQL database is restored with pg_restore; this command fills a data directory")
		}
		from, err := os.Open(args[0])
		if err != nil {
			return err
		}
		defer from.Close()
		unlock, err := lockData(cfg)
		if err != nil {
			return err
		}
		defer unlock()
		done, err := restore(c.Context(), cfg, from, logger(c.ErrOrStderr(), slog.LevelError))
		if err != nil {
			return err
		}
		return show(c.OutOrStdout(), done, *asJSON)
	}
	return c
}

// restore fills the directory. The database gets its name last, after all else
// was checked and is durable; a restore that fails leaves an empty directory.
func restore(ctx context.Context, cfg *config.Config, from io.Reader, log *slog.Logger) (done restoreResult, err error) {
	if err := mustBeEmpty(cfg.Data); err != nil {
		return done, err
	}
	u := &unpacker{data: cfg.Data, database: filepath.Join(cfg.Data, "restoring.db"), seen: map[string]bool{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, u.clear())
		}
	}()
	if u.blobs, err = blob.OpenFolder(filepath.Join(cfg.Data, "media"), clock.System{}); err != nil {
		return done, err
	}
	if err := u.unpack(ctx, tar.NewReader(from)); err != nil {
		return done, err
	}
	store, err := db.Open(ctx, db.Options{Path: u.database, Clock: clock.System{}, Log: log})
	if err != nil {
		return done, err
	}
	if err := store.Close(); err != nil {
		return done, err
	}
	if err := os.Rename(u.database, filepath.Join(cfg.Data, databaseMember)); err != nil {
		return done, fmt.Errorf("place database: %w", err)
	}
	done = restoreResult{Data: cfg.Data, Media: u.media, Keyset: "not in the backup: put keyset.json into the data directory before serving"}
	if u.manifest.Keyset {
		done.Keyset = "restored"
	}
	return done, syncFolder(cfg.Data)
}

func mustBeEmpty(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("read data directory: %w", err)
	}
	for _, e := range entries {
		if e.Name() != lockFile {
			return fault.Newf(fault.Conflict, fault.CodeConflict, "the data directory %s is not empty; a restore fills an empty one", folder)
		}
	}
	return nil
}

// unpacker puts the members of a backup where they belong. A name from the
// backup never becomes a path: it is one of the known names, or the SHA-256 of
// a file that the blob store names itself.
type unpacker struct {
	data     string
	database string // path while it is restored
	blobs    blob.Store
	seen     map[string]bool
	media    int
	manifest *manifest
}

func (u *unpacker) unpack(ctx context.Context, r *tar.Reader) error {
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return damaged("it is cut off or no tar file")
		}
		if h.Typeflag != tar.TypeReg || u.seen[h.Name] || u.manifest != nil {
			return damaged("it has a member that does not belong there")
		}
		u.seen[h.Name] = true
		if err := u.member(ctx, h, r); err != nil {
			return err
		}
	}
	switch m := u.manifest; {
	case m == nil, !u.seen[databaseMember], m.Media != u.media, m.Keyset != u.seen[keysetMember]:
		return damaged("it is not whole")
	case m.Format != backupFormat:
		return fault.Newf(fault.Invalid, fault.CodeInvalidInput, "the backup has format %d; this release reads %d", m.Format, backupFormat)
	}
	return nil
}

func (u *unpacker) member(ctx context.Context, h *tar.Header, r io.Reader) error {
	switch h.Name {
	case databaseMember:
		return write(u.database, r)
	case keysetMember:
		return write(filepath.Join(u.data, keysetMember), io.LimitReader(r, mostKeyset))
	case manifestMember:
		u.manifest = &manifest{}
		if err := json.NewDecoder(io.LimitReader(r, mostKeyset)).Decode(u.manifest); err != nil {
			return damaged("its manifest can't be read")
		}
		return nil
	}
	sum, isMedia := strings.CutPrefix(h.Name, mediaMembers)
	if !isMedia {
		return damaged("it has a member that does not belong there")
	}
	ref, err := u.blobs.Put(ctx, r, h.Size)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("it is cut off")
	}
	if err != nil {
		return fmt.Errorf("restore file: %w", err)
	}
	if ref.SHA256 != sum {
		return damaged("a file in it has changed")
	}
	u.media++
	return nil
}

// write makes a new, durable file.
func write(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = damaged("it is cut off")
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// clear removes what a failed restore made, in a directory that was empty.
func (u *unpacker) clear() error {
	failed := []error{os.RemoveAll(filepath.Join(u.data, "media"))}
	for _, made := range []string{u.database, u.database + "-wal", u.database + "-shm", filepath.Join(u.data, keysetMember)} {
		if err := os.Remove(made); err != nil && !errors.Is(err, os.ErrNotExist) {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

func damaged(why string) error {
	return fault.Newf(fault.Invalid, fault.CodeInvalidInput, "this is no whole backup of relevo: %s", why)
}
