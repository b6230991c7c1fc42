package db

import (
	"context"

	"relevo/internal/fault"
)

func openPostgres(context.Context, *DB, Options) (*DB, error) {
	return nil, fault.New(fault.Unavailable, fault.CodeUnavailable, "PostgreSQL is not supported by this build.")
}
