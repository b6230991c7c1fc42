package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets this test binary be the command in the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"relevo": main})
}

// The scripts in testdata/script run the sub-commands as an operator does.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"json":    jsonMember,
			"oneline": oneLine,
			"serving": serving,
			"says":    says,
			"answers": answers,
			"stop":    stop,
			"login":   logIn,
			"asks":    asks,
			"until":   until,
		},
		Setup: func(e *testscript.Env) error {
			e.Values[serverKey{}] = &server{}
			return nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// jsonMember reads a member of the JSON on standard output, or in a file, into
// a variable: json VARIABLE member [FILE]
func jsonMember(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: json VARIABLE member [FILE]")
	}
	var object map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(append(args, "stdout")[2])), &object))
	value, ok := object[args[1]].(string)
	if !ok || value == "" {
		ts.Fatalf("no member %s in %v", args[1], object)
	}
	ts.Setenv(args[0], value)
}

// oneLine wants exactly one line on standard error.
func oneLine(ts *testscript.TestScript, neg bool, _ []string) {
	text := ts.ReadFile("stderr")
	if neg || strings.Count(text, "\n") != 1 || strings.HasPrefix(text, "{") {
		ts.Fatalf("standard error is not one line: %q", text)
	}
}

// server is the one process that a script may have running.
type server struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	log   bytes.Buffer
	http  *http.Client // of the person who logged in
}

type serverKey struct{}

// serving starts a server, waits for its ready line, and keeps the address as
// $URL: serving relevo ARGUMENTS
func serving(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(serverKey{}).(*server)
	if neg || s.cmd != nil || len(args) == 0 {
		ts.Fatalf("usage: serving COMMAND ARGUMENTS, once in a script")
	}
	path, err := exec.LookPath(args[0])
	ts.Check(err)
	s.cmd = exec.Command(path, args[1:]...)
	s.cmd.Dir, s.cmd.Stderr = ts.Getenv("WORK"), &s.log
	s.cmd.Env = []string{"HOME=" + ts.Getenv("WORK"), "PATH=" + ts.Getenv("PATH")}
	out, err := s.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(s.cmd.Start())
	ts.Defer(func() { _ = s.cmd.Process.Kill() }) // it has ended already when the script passed
	s.lines = bufio.NewScanner(out)
	url, ready := strings.CutPrefix(nextLine(ts, s), "ready ")
	if !ready {
		ts.Fatalf("the first line is %q", s.lines.Text())
	}
	ts.Setenv("URL", url)
}

// says wants the next line of the server to begin so: says PREFIX
func says(ts *testscript.TestScript, neg bool, args []string) {
	if line := nextLine(ts, ts.Value(serverKey{}).(*server)); neg || !strings.HasPrefix(line, args[0]) {
		ts.Fatalf("the server says %q", line)
	}
}

func nextLine(ts *testscript.TestScript, s *server) string {
	if !s.lines.Scan() {
		_ = s.cmd.Wait() // its log says why
		ts.Fatalf("the server ended; its log: %s", s.log.String())
	}
	return s.lines.Text()
}

// answers wants a status of a path of the server: answers 200 /healthz
func answers(ts *testscript.TestScript, neg bool, args []string) {
	resp, err := http.Get(ts.Getenv("URL") + args[1])
	ts.Check(err)
	ts.Check(resp.Body.Close())
	if got := strconv.Itoa(resp.StatusCode); neg || got != args[0] {
		ts.Fatalf("%s answers %s", args[1], got)
	}
}

// stop sends SIGTERM and wants the server to exit with 0.
func stop(ts *testscript.TestScript, _ bool, _ []string) {
	s := ts.Value(serverKey{}).(*server)
	ts.Check(s.cmd.Process.Signal(syscall.SIGTERM))
	for s.lines.Scan() { // until it closes its output
	}
	if err := s.cmd.Wait(); err != nil {
		ts.Fatalf("the server ended with %v; its log: %s", err, s.log.String())
	}
	*s = server{}
}
