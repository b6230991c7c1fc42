package event_test

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/event"
)

// TestMain runs the test binary as the process that is to be killed when the
// environment says so.
func TestMain(m *testing.M) {
	if point := os.Getenv("EVENT_CRASH_POINT"); point != "" {
		os.Exit(crashChild(point))
	}
	os.Exit(m.Run())
}

const crashEvents = 1000

// Processes are killed inside the relay's transaction and inside a consumer's,
// before and after their work. In the end every event has one position and one
// effect.
func TestKilledRelayAndConsumerLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			options := dbtest.Fresh(t, dialect)
			d := dbtest.Open(t, options)
			makeEffects(t, d)
			for i := range 10 {
				appendSome(t, d, subjectName(i), crashEvents/10)
			}
			for _, point := range []string{"placing", "before work", "after work", "before work", "after work"} {
				if !runCrashChild(t, options, point) {
					t.Fatalf("the process was not killed at %q", point)
				}
			}
			if runCrashChild(t, options, "never") {
				t.Fatal("the last process was killed")
			}
			waitEffects(t, d, crashEvents)
			checkTable(t, d, crashEvents)
		})
	}
}

// runCrashChild reports whether the process ended by SIGKILL.
func runCrashChild(t *testing.T, options db.Options, point string) (killed bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "EVENT_CRASH_POINT="+point, "EVENT_CRASH_PATH="+options.Path, "EVENT_CRASH_URL="+options.URL)
	out, err := cmd.CombinedOutput()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
		return true
	}
	if err != nil {
		t.Fatalf("child at %q: %v\n%s", point, err, out)
	}
	return false
}

func die() {
	syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

func crashChild(point string) int {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{Path: os.Getenv("EVENT_CRASH_PATH"), URL: os.Getenv("EVENT_CRASH_URL")})
	if err != nil {
		return fail(err)
	}
	defer d.Close()
	if point == "placing" {
		return fail(d.Write(ctx, func(tx *db.Tx) error {
			if _, err := event.Place(tx); err != nil {
				return err
			}
			die()
			return nil
		}))
	}
	relay := event.NewRelay(d, clock.System{}, quiet, "child")
	relay.Start(ctx)
	done := make(chan struct{}, crashEvents)
	begin := int64(-1)
	consumers := event.NewConsumers(d, clock.System{}, quiet, "child", []event.Consumer{{Name: "effects", Handle: func(tx *db.Tx, batch []event.Record) error {
		if begin < 0 {
			begin = batch[0].Pos
		}
		second := batch[0].Pos > begin
		if point == "before work" && second { // the first batch is committed
			die()
		}
		if err := effect(tx, batch); err != nil {
			return err
		}
		if point == "after work" {
			die()
		}
		if batch[len(batch)-1].Pos == crashEvents {
			done <- struct{}{}
		}
		return nil
	}}})
	consumers.Start(ctx)
	<-done
	consumers.Stop()
	relay.Stop()
	return 0
}

func fail(err error) int {
	if err == nil {
		return 0
	}
	os.Stderr.WriteString(err.Error() + "\n" + strconv.Itoa(os.Getpid()) + "\n")
	return 1
}
