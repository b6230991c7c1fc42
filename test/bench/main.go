// Command bench measures the whole product and prints each figure beside a
// floor that the same run measured: what the machine gives to a program that
// does only the part that can't be left out. Compare figures of one run only:
// the load average that is printed says how much of the machine was free.
// With -short it measures for a sixth of the time, on a tenth of the data.
// Loopback only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"relevo/test/rig"
)

// bench is one run.
type bench struct {
	binary   string
	dir      string
	lasts    time.Duration // of each measurement under load
	settles  time.Duration // before memory counts as being at rest
	messages int           // in the big inbox
	keep     string        // where the searched inbox is kept for the next run; "" for nowhere
	ask      string        // a part of the names of what is asked for in it; "" for everything
	idle     *idleServer
}

// perConversation is how many messages each conversation of the big inbox has.
const perConversation = 20

type part struct {
	name    string
	measure func(*bench, context.Context) error
}

var parts = []part{
	{"rest", (*bench).rest}, {"store", (*bench).store}, {"memory", (*bench).memory},
	{"http", (*bench).http}, {"inbox", (*bench).inbox}, {"search", (*bench).search}, {"live", (*bench).live},
}

func main() {
	short := flag.Bool("short", false, "measure for a shorter time, on less data")
	only := flag.String("only", "", "measure only these parts, separated by commas: rest, store, memory, http, inbox, search, live")
	binary := flag.String("binary", "", "measure this binary instead of building one")
	keep := flag.String("keep", "", "keep the searched inbox in this directory, and use the one that is there")
	ask := flag.String("ask", "", "of the search part, ask only for what has this in its name")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	b := &bench{binary: *binary, lasts: time.Minute, settles: time.Minute, messages: 1_000_000, keep: *keep, ask: *ask}
	if *short {
		b.lasts, b.settles, b.messages = b.lasts/6, b.settles/12, b.messages/10
	}
	if err := b.run(ctx, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(ctx context.Context, only string) (err error) {
	if b.dir, err = os.MkdirTemp("", "relevo-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	defer func() { b.idle.kill() }()
	if b.binary == "" {
		if b.binary, err = rig.Build(ctx, ".", b.dir); err != nil {
			return err
		}
	}
	fmt.Printf("%s, %d cores, measurements of %s\n", runtime.Version(), runtime.NumCPU(), b.lasts)
	wanted := strings.Split(only, ",")
	for _, p := range parts {
		if only != "" && !slices.Contains(wanted, p.name) {
			continue
		}
		fmt.Printf("%s (load average %s)\n", p.name, load())
		if err := p.measure(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// load gives the load averages of 1, 5 and 15 minutes (proc(5)).
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 3 {
		return "unknown"
	}
	return strings.Join(fields[:3], " ")
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

func show(what, format string, args ...any) {
	fmt.Printf("  %-28s "+format+"\n", append([]any{what}, args...)...)
}
