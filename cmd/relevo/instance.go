package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"relevo/internal/app"
	"relevo/internal/blob"
	"relevo/internal/clock"
	"relevo/internal/config"
	"relevo/internal/db"
	"relevo/internal/policy"
	"relevo/internal/seal"

	"github.com/spf13/cobra"
)

var (
	system   = policy.Actor{Kind: policy.System}
	operator = policy.Actor{Kind: policy.Operator}
)

// instance is the data of one installation, opened: what every command that
// touches data works on, also beside a running server.
type instance struct {
	*app.App
	cfg *config.Config
}

// open opens the database, the keyset and the files.
func open(ctx context.Context, cfg *config.Config, log *slog.Logger) (*instance, error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	keys, err := seal.Open(cfg.KeysetSource())
	if err != nil {
		return nil, err
	}
	blobs, err := blob.OpenFolder(filepath.Join(cfg.Data, "media"), clock.System{})
	if err != nil {
		return nil, err
	}
	store, err := db.Open(ctx, databaseOptions(cfg, log))
	if err != nil {
		return nil, err
	}
	a := &app.App{DB: store, Clock: clock.System{}, Log: log, Seal: keys, Blobs: blobs,
		PublicURL: func() string { return cfg.PublicURL }}
	if _, err := app.Do(ctx, a, system, app.CheckKeyset, struct{}{}); err != nil {
		_ = store.Close() // the keyset's error is the one to show
		return nil, err
	}
	return &instance{App: a, cfg: cfg}, nil
}

func databaseOptions(cfg *config.Config, log *slog.Logger) db.Options {
	o := db.Options{URL: cfg.DatabaseURL, Clock: clock.System{}, Log: log}
	if o.URL == "" {
		o.Path = filepath.Join(cfg.Data, "relevo.db")
	}
	return o
}

func (i *instance) close() error { return i.DB.Close() }

// dataCommand makes a command that works on the data and prints one record:
// as JSON with --json, as lines of name and value without.
func dataCommand(use, short string, bind func(*cobra.Command) func(context.Context, *instance) (any, error)) *cobra.Command {
	cfg := config.New()
	c := &cobra.Command{Use: use, Short: short, Args: cobra.NoArgs}
	asJSON := c.Flags().Bool("json", false, "print JSON")
	cfg.Bind(c.Flags(), config.FlagData, config.FlagDatabaseURL, config.FlagKeyset)
	do := bind(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := cfg.Resolve(os.Environ()); err != nil {
			return err
		}
		i, err := open(c.Context(), cfg, logger(c.ErrOrStderr(), slog.LevelError))
		if err != nil {
			return err
		}
		record, err := do(c.Context(), i)
		if closeErr := i.close(); err == nil {
			err = closeErr
		}
		if err != nil {
			return err
		}
		return show(c.OutOrStdout(), record, *asJSON)
	}
	return c
}

func logger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}

// show prints a record whose members are strings.
func show(w io.Writer, record any, asJSON bool) error {
	encoded, err := json.Marshal(record)
	if err != nil {
		return err
	}
	if asJSON {
		_, err = fmt.Fprintln(w, string(encoded))
		return err
	}
	members, err := orderedMembers(encoded)
	for _, m := range members {
		fmt.Fprintf(w, "%-14s %v\n", m.name, m.value)
	}
	return err
}
