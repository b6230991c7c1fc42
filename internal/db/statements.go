package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// maxStatements bounds the statement cache of one connection. The product has
// a few hundred statement texts, so the bound is only met by filter variants.
const maxStatements = 400

// session is a pinned SQLite connection with its prepared statements. Preparing
// anew for each use would halve the speed of a write.
type session struct {
	pool       *sql.DB
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	swept      bool // a sweep of idle readers has seen it

	handle uintptr         // SQLite's, for interruptions; 0 when it is not known
	ctx    context.Context // of the statements of the running transaction
	watch  *watch          // of the running transaction; nil when nothing needs it
}

// openSession opens a connection of its own. Each session has its own pool of
// one, so that closing the session closes the connection for good.
func openSession(ctx context.Context, dsn string) (*session, error) {
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open connection: %w", err)
	}
	pool.SetMaxOpenConns(1)
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open connection: %w", translate(err)), pool.Close())
	}
	return &session{pool: pool, conn: conn, statements: map[string]*sql.Stmt{}, handle: handleOf(conn)}, nil
}

// exec runs a statement of the transaction that begin started; ctx is its
// context.
func (s *session) exec(ctx context.Context, query string, args []any) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return s.run(s.ctx, query, args)
}

func (s *session) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	stmt, err := s.statement(query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(s.ctx, args...)
}

// do runs a statement of transaction control; it is never cancelled.
func (s *session) do(query string) error {
	_, err := s.run(context.Background(), query, nil)
	return err
}

func (s *session) run(ctx context.Context, query string, args []any) (int64, error) {
	stmt, err := s.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// statement gives the prepared form of a text. A transaction has at most one
// open result and prepares only when there is none, so that the cache may be
// emptied here.
func (s *session) statement(query string) (*sql.Stmt, error) {
	if stmt := s.statements[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(context.Background(), plain(query))
	if err != nil {
		return nil, err
	}
	if len(s.statements) >= maxStatements {
		for text, old := range s.statements {
			old.Close()
			delete(s.statements, text)
		}
	}
	s.statements[query] = stmt
	return stmt, nil
}

func (s *session) close() error {
	for _, stmt := range s.statements {
		stmt.Close()
	}
	return errors.Join(s.conn.Close(), s.pool.Close())
}
