package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"relevo/test/rig"
)

// rest measures a server that nobody uses: how soon it is ready, and its
// memory. The floor is the same binary that only prints its version.
func (b *bench) rest(ctx context.Context) error {
	i, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	version := exec.CommandContext(ctx, b.binary, "version")
	if err := version.Run(); err != nil {
		return err
	}
	floor := time.Since(began)
	floorKiB := version.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	s, err := i.Start(ctx)
	if err != nil {
		return err
	}
	defer s.Kill()
	client := rig.Client(1)
	defer client.CloseIdleConnections()
	if _, err := i.Quiet(ctx, client, s.URL); err != nil {
		return err
	}
	kib, err := resident(s.PID())
	if err != nil {
		return err
	}
	show("start to ready", "%d ms (aim ≤ 500; floor %d)", s.ReadyIn.Milliseconds(), floor.Milliseconds())
	show("resident memory at rest", "%.1f MiB (aim ≤ 60 MB; floor %.1f)", float64(kib)/1024, float64(floorKiB)/1024)
	return s.Stop()
}

// resident gives VmRSS in KiB (proc(5)).
func resident(pid int) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.Atoi(strings.Fields(rest)[0])
		}
	}
	return 0, fmt.Errorf("process %d has no VmRSS", pid)
}
