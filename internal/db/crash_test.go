package db_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
)

// The child of the crash test is this test binary with these variables.
const (
	childPath = "RELEVO_CRASH_CHILD_PATH"
	childURL  = "RELEVO_CRASH_CHILD_URL"
)

// TestCrashChild is the program that the crash test kills; without its
// variables there is nothing to do. Each write adds a pair of rows and then
// prints the acknowledged id.
func TestCrashChild(t *testing.T) {
	options := db.Options{Path: os.Getenv(childPath), URL: os.Getenv(childURL)}
	if options.Path == "" && options.URL == "" {
		return
	}
	d, err := db.Open(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	var printing sync.Mutex
	for client := range 100 {
		go func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d-%d-%d", os.Getpid(), client, i)
				if err := d.Write(context.Background(), pair(id)); err != nil {
					panic(err)
				}
				printing.Lock()
				fmt.Fprintf(os.Stdout, "acknowledged %s\n", id)
				printing.Unlock()
			}
		}()
	}
	select {}
}

func pair(id string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		if err := add(id + " left")(tx); err != nil {
			return err
		}
		return add(id + " right")(tx)
	}
}

func TestKilledProcessLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			options := dbtest.Fresh(t, dialect)
			d := dbtest.Open(t, options)
			items(t, d)
			var acknowledged []string
			for round := range 3 {
				acknowledged = append(acknowledged, killedChild(t, options, 400+150*round)...)
			}
			found := present(t, d)
			for _, id := range acknowledged {
				if !found[id+" left"] || !found[id+" right"] {
					t.Errorf("%s was acknowledged and is not there", id)
				}
			}
			for id := range found {
				one, _ := strings.CutSuffix(id, " left")
				one, _ = strings.CutSuffix(one, " right")
				if !found[one+" left"] || !found[one+" right"] {
					t.Errorf("half of %s is there", one)
				}
			}
			if err := d.Write(t.Context(), add("after")); err != nil {
				t.Error(err)
			}
		})
	}
}

// killedChild runs the child until it has acknowledged a number of writes,
// kills it in the middle of the next group, and gives what it printed.
func killedChild(t *testing.T, options db.Options, after int) []string {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
	child.Env = append(os.Environ(), childPath+"="+options.Path, childURL+"="+options.URL)
	child.Stderr = os.Stderr
	output, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if id, ok := strings.CutPrefix(lines.Text(), "acknowledged "); ok {
			ids = append(ids, id)
		}
		if len(ids) == after {
			if err := child.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := child.Wait(); err == nil || len(ids) < after {
		t.Fatalf("the child ended by itself after %d writes: %v", len(ids), err)
	}
	return ids
}
