// Command bench measures the whole product and prints each figure beside a
// floor that the same run measured: what the machine gives to a program that
// does only the part that can't be left out. Compare figures of one run only.
// With -short it measures for a sixth of the time. Loopback only.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"relevo/test/rig"
)

// bench is one run.
type bench struct {
	binary string
	dir    string
	lasts  time.Duration // of each measurement under load
}

func main() {
	short := flag.Bool("short", false, "measure for a shorter time")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	lasts := time.Minute
	if *short {
		lasts /= 6
	}
	if err := run(ctx, lasts); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, lasts time.Duration) error {
	dir, err := os.MkdirTemp("", "relevo-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := rig.Build(ctx, ".", dir)
	if err != nil {
		return err
	}
	b := &bench{binary: binary, dir: dir, lasts: lasts}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		fmt.Println("machine load (1, 5, 15 min):", strings.Join(strings.Fields(string(load))[:3], " "))
	}
	for _, measure := range []func(context.Context) error{b.rest, b.store, b.http} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	return nil
}

// fresh makes a set-up instance with a data directory of its own.
func (b *bench) fresh(ctx context.Context) (*rig.Instance, error) {
	data, err := os.MkdirTemp(b.dir, "data-")
	if err != nil {
		return nil, err
	}
	i := &rig.Instance{Binary: b.binary, Data: data}
	return i, i.Setup(ctx)
}

func show(what, format string, args ...any) { fmt.Printf("%-28s "+format+"\n", append([]any{what}, args...)...) }
