//go:build failpoint

package failpoint

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// Enabled says whether this build has fail points.
const Enabled = true

var (
	armed, at = parse(os.Getenv("FAILPOINT"))
	hits      atomic.Int64
	held      = os.Getenv("FAILPOINT_HOLDS")
)

func parse(text string) (name string, at int64) {
	name, nth, counted := strings.Cut(text, "#")
	if !counted {
		return name, 1
	}
	at, err := strconv.ParseInt(nth, 10, 64)
	if err != nil || at < 1 {
		panic("failpoint: " + strconv.Quote(text) + " names no hit")
	}
	return name, at
}

// Hit kills the process when this is the armed hit of the armed point.
func Hit(name string) {
	if name == held {
		select {} // until the process is dead
	}
	if name != armed || hits.Add(1) != at {
		return
	}
	fmt.Fprintf(os.Stderr, "failpoint %s\n", os.Getenv("FAILPOINT"))
	if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
		panic(err)
	}
	select {} // the signal is on its way: nothing more of this goroutine
}
