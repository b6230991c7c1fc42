package db

import (
	"context"
	"errors"
	"fmt"
	"os"

	"relevo/internal/fault"
)

// Backup writes a copy of the database as it stands at one moment to a new
// file, durably, while others read and write; the copy is itself a database
// that Open takes. It refuses a path that exists. On PostgreSQL it gives
// fault.Unsupported: that database is saved with its own tools.
func (d *DB) Backup(ctx context.Context, path string) error {
	if err := d.admit(ctx); err != nil {
		return err
	}
	return d.engine.backup(ctx, path)
}

// backup uses a connection of its own: VACUUM INTO reads one snapshot and
// holds no lock that a writer waits for (SQLite, "VACUUM INTO").
func (e *liteEngine) backup(ctx context.Context, path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) // SQLite fills an empty file
	if err != nil {
		return fmt.Errorf("create backup: %w", err)
	}
	defer file.Close()
	s, err := openSession(ctx, e.backupDSN)
	if err == nil {
		_, err = s.conn.ExecContext(ctx, `VACUUM INTO $1`, path)
		err = errors.Join(translate(err), s.close())
	}
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("back up database: %w", err), os.Remove(path))
	}
	return nil
}

func (e *pgEngine) backup(context.Context, string) error {
	return fault.New(fault.Unsupported, fault.CodeInvalidInput, "A PostgreSQL database is saved with pg_dump; keep the media folder and the keyset beside it.")
}
