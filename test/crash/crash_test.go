package crash

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/test/rig"
)

// rounds is how often the server is killed: 3, or what ROUNDS says.
func rounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("ROUNDS")
	if text == "" {
		return 3
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("ROUNDS is %q, which is no number of rounds", text)
	}
	return n
}

// perRound bounds one round with its restart.
const perRound = 60 * time.Second

func TestCrashLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			n := rounds(t)
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(n+2)*perRound)
			defer cancel()
			i := &rig.Instance{Binary: binary, Data: t.TempDir()}
			if dialect == db.Postgres {
				i.DatabaseURL = dbtest.Fresh(t, dialect).URL
			}
			must(t, i.Setup(ctx))
			l := newLoad(i)
			for round := range n {
				target := 1 + rand.IntN(1000)
				acknowledged := killRound(ctx, t, l, target)
				t.Logf("round %d: killed at delivery %d, %d acknowledged", round+1, target, acknowledged)
			}
			server, err := i.Start(ctx)
			must(t, err)
			defer server.Kill()
			check(ctx, t, l, server)
			if !t.Failed() {
				must(t, server.Stop())
			}
		})
	}
}

// killRound starts the server, loads it and kills it when as many deliveries
// have begun, while others are on their way.
func killRound(ctx context.Context, t *testing.T, l *load, target int) int {
	t.Helper()
	server, err := l.instance.Start(ctx)
	must(t, err)
	defer server.Kill()
	begun, done := l.run(ctx, server.URL, target)
	select {
	case <-begun:
	case <-ctx.Done():
		t.Fatalf("the load did not reach %d deliveries:\n%s", target, server.Log())
	}
	server.Kill()
	return <-done
}
