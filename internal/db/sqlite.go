package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// Pragmas of every SQLite connection. The busy timeout comes first, so that the
// others wait for a foreign process too. An acknowledged webhook must survive
// a power cut, hence synchronous=FULL; group commit makes it as cheap as
// NORMAL. Readers map no pages of the file: for a mapped file SQLite asks the
// write-ahead log, which is long while many read, at each look at a page, and
// not only for those that the cache lacks.
var (
	commonPragmas = []string{"busy_timeout(5000)", "foreign_keys(ON)", "temp_store(MEMORY)"}
	writerPragmas = []string{"journal_mode(WAL)", "synchronous(FULL)", "cache_size(-16384)", "journal_size_limit(67108864)"}
	readerPragmas = []string{"cache_size(-4096)", "query_only(ON)"}
	backupPragmas = []string{"cache_size(-4096)"} // query_only would refuse to write the copy
)

// liteEngine is SQLite: one writer, several readers.
type liteEngine struct {
	writer    *writer
	readers   *readers
	backupDSN string
}

func openSQLite(ctx context.Context, d *DB, o Options) (*DB, error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := createPrivate(path); err != nil {
		return nil, err
	}
	writeDSN := liteDSN(path, writerPragmas)
	if err := migrateSQLite(ctx, writeDSN); err != nil {
		return nil, err
	}
	d.engine = &liteEngine{
		writer:    startWriter(d, writeDSN),
		readers:   newReaders(d, liteDSN(path, readerPragmas), o.Readers),
		backupDSN: liteDSN(path, backupPragmas),
	}
	return d, nil
}

// createPrivate creates the file when it is absent: it holds private messages,
// and the files SQLite puts beside it take its mode. A file that exists is not
// opened, since closing it would drop the locks of another handle in this
// process (POSIX fcntl).
func createPrivate(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	return nil
}

// liteDSN is the URI of a file with its pragmas (SQLite, "URI Filenames").
func liteDSN(path string, pragmas []string) string {
	query := url.Values{"_txlock": {"immediate"}}
	query["_pragma"] = append(append([]string(nil), commonPragmas...), pragmas...)
	return "file://" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
}

func (e *liteEngine) read(ctx context.Context, fn func(*Tx) error) error {
	return e.readers.read(ctx, fn)
}

func (e *liteEngine) write(ctx context.Context, fn func(*Tx) error) error {
	return e.writer.write(ctx, fn)
}

func (e *liteEngine) listen() {}

func (e *liteEngine) close() error {
	return errors.Join(e.readers.close(), e.writer.close())
}
