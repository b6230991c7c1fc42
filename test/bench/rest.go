package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"relevo/test/rig"
)

// idleServer is one that nobody uses.
type idleServer struct {
	*rig.Server
	since time.Time
}

func (s *idleServer) kill() {
	if s != nil {
		s.Kill()
	}
}

// rest measures how soon a server is ready on fresh data, and leaves it to
// itself until memory looks at it. The floor is the same binary that only
// prints its version, or, for memory, only runs the simulator.
func (b *bench) rest(ctx context.Context) error {
	i, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	floor, err := b.version(ctx)
	if err != nil {
		return err
	}
	s, err := i.Start(ctx)
	if err != nil {
		return err
	}
	b.idle = &idleServer{Server: s, since: time.Now()}
	show("start to ready", "%d ms (aim ≤ 500; floor %d)", s.ReadyIn.Milliseconds(), floor.Milliseconds())
	return nil
}

// version runs the binary for as little as it can do.
func (b *bench) version(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	err := exec.CommandContext(ctx, b.binary, "version").Run()
	return time.Since(began), err
}

// simulator gives the memory of the same binary when it keeps no database.
func (b *bench) simulator(ctx context.Context) (kib int, err error) {
	sim := exec.CommandContext(ctx, b.binary, "sim", "--listen", "127.0.0.1:0")
	stdout, err := sim.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := sim.Start(); err != nil {
		return 0, err
	}
	defer func() {
		_ = sim.Process.Kill() // its error says nothing
		_ = sim.Wait()
	}()
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		return 0, fmt.Errorf("start the simulator: %w", err)
	}
	return memoryOf(sim.Process.Pid, "VmRSS:")
}

// memory measures the memory of the server that rest left to itself.
func (b *bench) memory(ctx context.Context) error {
	if b.idle == nil {
		if err := b.rest(ctx); err != nil {
			return err
		}
	}
	return b.atRest(ctx, b.idle, "on fresh data")
}

// atRest waits until the server has rested long enough, prints its memory and
// stops it.
func (b *bench) atRest(ctx context.Context, s *idleServer, when string) error {
	if err := pause(ctx, time.Until(s.since.Add(b.settles))); err != nil {
		return err
	}
	kib, err := memoryOf(s.PID(), "VmRSS:")
	if err != nil {
		return err
	}
	mapped, err := memoryOf(s.PID(), "RssFile:")
	if err != nil {
		return err
	}
	floor, err := b.simulator(ctx)
	if err != nil {
		return err
	}
	show("resident memory at rest", "%.1f MB %s, %s after the last work (aim ≤ 60; floor %.1f); %.1f of it are files", megabytes(kib), when,
		time.Since(s.since).Round(time.Second), megabytes(floor), megabytes(mapped))
	return s.Stop()
}

func megabytes(kib int) float64 { return float64(kib) * 1024 / 1e6 }

// memoryOf gives a line of a process's status in KiB (proc(5)).
func memoryOf(pid int, name string) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			return strconv.Atoi(strings.Fields(rest)[0])
		}
	}
	return 0, fmt.Errorf("process %d has no %s", pid, name)
}
