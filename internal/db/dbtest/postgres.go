package dbtest

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"relevo/internal/db"
)

// template is the migrated database that every fresh one is copied from.
const template = "relevo_template"

var databases atomic.Int64

// freshPostgres makes a database from the template and gives its URL.
func freshPostgres(t testing.TB) string {
	t.Helper()
	server, err := startedCluster()
	if err != nil {
		t.Fatalf("start PostgreSQL for the tests: %v", err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := server.admin(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY file_copy"); err != nil {
		t.Fatalf("create test database: %v", err)
	}
	t.Cleanup(func() {
		if err := server.admin(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop test database: %v", err)
		}
	})
	return server.url(name)
}

// startedCluster is the cluster of this process, started at the first use.
var startedCluster = sync.OnceValues(func() (*cluster, error) {
	server, err := startCluster()
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	if err := server.admin(ctx, "CREATE DATABASE "+template); err != nil {
		return nil, err
	}
	if err := migrated(db.Options{URL: server.url(template)}); err != nil {
		return nil, err
	}
	return server, nil
})

// migrated opens a database once, which brings it to the newest schema.
func migrated(options db.Options) error {
	d, err := db.Open(context.Background(), options)
	if err != nil {
		return err
	}
	return d.Close()
}

// url names a database of the cluster. The server listens on a socket in its
// own directory only, so that no two clusters ever meet.
func (c *cluster) url(name string) string {
	query := url.Values{"host": {filepath.Join(c.dir, "socket")}, "user": {superuser}}
	return "postgres:///" + name + "?" + query.Encode()
}

// admin runs a statement on the cluster's first database.
func (c *cluster) admin(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}
