package db

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"relevo/internal/fault"
)

// The migrations of the product: NNNN_subject.sql, forward only, one
// transaction each, one text for both dialects with the tokens {{identity}}
// and {{bytes}}. What only one dialect has, such as a full-text index, stands in
// lines that begin with "-- sqlite: " or "-- postgres: ". The first line may be
// goose's "-- +goose Up" and is added where it is absent.
//
//go:embed migrations/*.sql
var migrations embed.FS

var tokens = map[Dialect]*strings.Replacer{
	SQLite: strings.NewReplacer(
		"{{identity}}", "INTEGER PRIMARY KEY AUTOINCREMENT",
		"{{bytes}}", "BLOB"),
	Postgres: strings.NewReplacer(
		"{{identity}}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
		"{{bytes}}", "BYTEA"),
}

// ownLines marks the lines of a migration that one dialect has.
var ownLines = map[Dialect]string{SQLite: "-- sqlite: ", Postgres: "-- postgres: "}

// speak gives a migration in the words of a dialect.
func speak(text string, dialect Dialect) string {
	var lines []string
	for line := range strings.Lines(text) {
		for d, mark := range ownLines {
			if rest, own := strings.CutPrefix(line, mark); own && d == dialect {
				line = rest
			} else if own {
				line = ""
			}
		}
		lines = append(lines, line)
	}
	return tokens[dialect].Replace(strings.Join(lines, ""))
}

// migrateSQLite brings a file to the newest schema. Two processes may open a
// new file at the same time: the one that finds a step done by the other looks
// again, at most once for each step.
func migrateSQLite(ctx context.Context, dsn string) error {
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	versions, err := migrationVersions()
	if err != nil {
		return err
	}
	for range len(versions) + 1 {
		if err = migrate(ctx, pool, SQLite, versions); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// migrate applies what is missing. At the newest schema, as at every restart,
// it costs two small queries.
func migrate(ctx context.Context, pool *sql.DB, dialect Dialect, versions []int64) error {
	current, count, err := appliedVersions(ctx, pool, dialect)
	if err != nil {
		return fmt.Errorf("migrate database: %w", translate(err))
	}
	newest := versions[len(versions)-1]
	if current == newest && count == len(versions) {
		return nil
	}
	if current > newest {
		return fault.Newf(fault.Unavailable, fault.CodeUnavailable,
			"The database was migrated by a newer release (schema %d, this release knows %d).", current, newest)
	}
	options := []goose.ProviderOption{goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true)}
	name := goose.DialectSQLite3
	if dialect == Postgres {
		name = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return fmt.Errorf("migrate database: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(name, pool, migrationFS{dialect}, options...)
	if err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate database: %w", translate(err))
	}
	return nil
}

// appliedVersions gives the newest applied migration and how many there are,
// zeros for a new database.
func appliedVersions(ctx context.Context, pool *sql.DB, dialect Dialect) (newest int64, count int, err error) {
	known := `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'`
	if dialect == Postgres {
		known = `SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'goose_db_version'`
	}
	var tables int
	if err := pool.QueryRowContext(ctx, known).Scan(&tables); err != nil || tables == 0 {
		return 0, 0, err
	}
	err = pool.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0), COUNT(DISTINCT version_id)
		FROM goose_db_version WHERE version_id > 0`).Scan(&newest, &count)
	return newest, count, err
}

// migrationVersions gives the numbers of the embedded migrations, ascending.
func migrationVersions() ([]int64, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var versions []int64
	for _, file := range files {
		version, err := goose.NumericComponent(strings.TrimPrefix(file, "migrations/"))
		if err != nil {
			return nil, fmt.Errorf("list migrations: %w", err)
		}
		versions = append(versions, version)
	}
	if len(versions) == 0 {
		return nil, errors.New("list migrations: none embedded")
	}
	return versions, nil
}

// migrationFS shows the migrations in the words of a dialect.
type migrationFS struct{ dialect Dialect }

// Open gives a migration with its tokens replaced, or the directory.
func (m migrationFS) Open(name string) (fs.File, error) {
	if name == "." {
		return migrations.Open("migrations")
	}
	file, err := migrations.Open("migrations/" + name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	sql := speak(string(text), m.dialect)
	if !strings.Contains(sql, "-- +goose Up") {
		sql = "-- +goose Up\n" + sql
	}
	return &migrationFile{Reader: bytes.NewReader([]byte(sql)), info: info}, nil
}

type migrationFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *migrationFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *migrationFile) Close() error               { return nil }
