package crash

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"

	"relevo/test/rig"
)

// The binary as it is shipped, and one with fail points.
var binary, breakable string

// together is how many tests run side by side: most of them wait for a lease of
// a dead server to run out.
const together = "20"

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", together); err != nil {
		panic(err)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "relevo-crash-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if binary, err = rig.Build(context.Background(), "../..", dir); err == nil {
		breakable, err = rig.Build(context.Background(), "../..", dir, "failpoint")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
