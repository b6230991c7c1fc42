package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"relevo/internal/app"
	"relevo/internal/config"
	"relevo/internal/db"
	"relevo/internal/fault"

	"github.com/spf13/cobra"
)

// cleanDaily asks every hour whether today's cleaning is scheduled, and this
// hour's look at the numbers.
func (p *process) cleanDaily(ctx context.Context) error {
	for {
		if _, err := app.Do(ctx, p.App, system, app.ScheduleCleaning, struct{}{}); err != nil && ctx.Err() == nil {
			p.Log.Warn("cleaning not scheduled", "err", err)
		}
		if _, err := app.Do(ctx, p.App, system, app.ScheduleChecks, struct{}{}); err != nil && ctx.Err() == nil {
			p.Log.Warn("look at the numbers not scheduled", "err", err)
		}
		wake, release := p.Clock.After(time.Hour)
		select {
		case <-ctx.Done():
			release()
			return nil
		case <-wake:
		}
	}
}

// lockFile is in each data directory and stays there.
const lockFile = "lock"

// lockData keeps a second server, a restore and a migration away from a data
// directory that is served. A database server of its own takes many.
func lockData(cfg *config.Config) (unlock func(), err error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	if cfg.DatabaseURL != "" {
		return func() {}, nil
	}
	f, err := os.OpenFile(filepath.Join(cfg.Data, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close() // the lock's error is the one to show
		return nil, fault.Newf(fault.Conflict, fault.CodeConflict, "the data directory %s is in use by another relevo", cfg.Data)
	}
	return func() { _ = f.Close() }, nil // closing lets the lock go
}

func configCommand() *cobra.Command {
	cfg := config.New()
	c := &cobra.Command{Use: "config", Short: "Print the settings in force, without secrets", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error {
		if err := cfg.Resolve(os.Environ()); err != nil {
			return err
		}
		_, err := fmt.Fprint(c.OutOrStdout(), cfg.Masked())
		return err
	}}
	cfg.Bind(c.Flags())
	return c
}

func migrateCommand() *cobra.Command {
	cfg := config.New()
	c := &cobra.Command{Use: "migrate", Short: "Bring the database to the newest schema; not beside a running server", Args: cobra.NoArgs}
	cfg.Bind(c.Flags(), config.FlagData, config.FlagDatabaseURL)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := cfg.Resolve(os.Environ()); err != nil {
			return err
		}
		unlock, err := lockData(cfg)
		if err != nil {
			return err
		}
		defer unlock()
		d, err := db.Open(c.Context(), databaseOptions(cfg, logger(c.ErrOrStderr(), slog.LevelError)))
		if err != nil {
			return err
		}
		if err := d.Close(); err != nil {
			return err
		}
		_, err = fmt.Fprintln(c.OutOrStdout(), "the database is at the newest schema")
		return err
	}
	return c
}

func doctorCommand() *cobra.Command {
	return dataCommand("doctor", "Check the data, the keyset and the queue", func(*cobra.Command) func(context.Context, *instance) (any, error) {
		return func(ctx context.Context, i *instance) (any, error) {
			h, err := app.Do(ctx, i.App, system, app.ReadHealth, struct{}{})
			return struct {
				Database       string  `json:"database"`
				Keyset         string  `json:"keyset"`
				LastEvent      int64   `json:"last_event"`
				UnplacedEvents int64   `json:"unplaced_events"`
				QueuedJobs     int     `json:"queued_jobs"`
				OldestJob      float64 `json:"oldest_job_seconds"`
			}{i.DB.Dialect().String() + " ok", "ok", h.LastPos, h.UnplacedEvents, h.QueuedJobs, h.OldestJob}, err
		}
	})
}
