package live

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"relevo/internal/clock"

	client "github.com/centrifugal/centrifuge-go"
)

// crowdVariable makes this test binary a crowd of clients instead, in a
// process of its own, so that their memory is not counted as the hub's. Its
// value is the URL and the number of clients.
const crowdVariable = "LIVE_TEST_CROWD"

func TestMain(m *testing.M) {
	if crowd := os.Getenv(crowdVariable); crowd != "" {
		os.Exit(beCrowd(crowd))
	}
	os.Exit(m.Run())
}

// beCrowd connects, prints a line when all are subscribed, and stays until its
// standard input ends.
func beCrowd(crowd string) int {
	url, text, _ := strings.Cut(crowd, " ")
	count, err := strconv.Atoi(text)
	if err != nil {
		return 2
	}
	subscribed := make(chan struct{}, count)
	for i := range count {
		c := client.NewJsonClient(url, client.Config{Token: fmt.Sprintf("user%d/s%d/prj:%d", i, i, i/10), HandshakeTimeout: patience, ReadTimeout: patience})
		c.OnSubscribed(func(client.ServerSubscribedEvent) { subscribed <- struct{}{} })
		if err := c.Connect(); err != nil {
			return 3
		}
		<-subscribed
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// BenchmarkMemoryPerConnection measures what a connected client with one
// channel costs the server while nothing happens: heap, stacks, and the
// growth of the resident set.
func BenchmarkMemoryPerConnection(b *testing.B) {
	for _, count := range []int{1000, 5000} {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			for b.Loop() {
				measure(b, count)
			}
		})
	}
}

func measure(b *testing.B, count int) {
	r := start(b, Options{})
	defer r.stop()
	before, residentBefore := inUse(), resident(b)
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	crowd := exec.Command(self)
	crowd.Env = append(os.Environ(), fmt.Sprintf("%s=ws%s%s %d", crowdVariable, strings.TrimPrefix(r.server.URL, "http"), Path, count))
	input, err := crowd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	output, err := crowd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := clock.System{}.Now()
	if err := crowd.Start(); err != nil {
		b.Fatal(err)
	}
	if line, err := bufio.NewReader(output).ReadString('\n'); err != nil || line != "ready\n" {
		b.Fatalf("crowd: %q, %v", line, err)
	}
	took := clock.System{}.Now().Sub(began)
	if r.Clients() != count {
		b.Fatalf("%d clients, want %d", r.Clients(), count)
	}
	per := func(bytes uint64) float64 { return float64(bytes) / float64(count) / 1024 }
	b.ReportMetric(per(inUse()-before), "KiB-in-use/conn")
	b.ReportMetric(per(resident(b)-residentBefore), "KiB-resident/conn")
	b.ReportMetric(float64(count)/took.Seconds(), "connects/s")
	input.Close()
	if err := crowd.Wait(); err != nil {
		b.Fatal(err)
	}
}

// inUse gives the bytes of live heap objects and of stacks.
func inUse() uint64 {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// resident gives the resident set in bytes (Linux, proc(5): the second number
// of statm, in pages).
func resident(b *testing.B) uint64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(text))
	pages, err := strconv.ParseUint(fields[1], 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return pages * uint64(os.Getpagesize())
}
