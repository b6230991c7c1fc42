package rig

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Server is a running server.
type Server struct {
	URL     string        // http://127.0.0.1:PORT
	ReadyIn time.Duration // from exec to the line that says it is ready

	process *exec.Cmd
	gone    chan struct{}
	log     tail
}

// ErrEnded is the error of a server that ended before it was ready.
var ErrEnded = errors.New("the server ended before it was ready")

// Start runs the server on a free port until Stop or Kill, with some variables
// (NAME=value) beside those of this process. It fails when the server ends
// (ErrEnded), or the context does, before it is ready.
func (i *Instance) Start(ctx context.Context, environment ...string) (*Server, error) {
	s := &Server{gone: make(chan struct{})}
	s.process = exec.Command(i.Binary, append([]string{"serve", "--listen", "127.0.0.1:0", "--api-rate-limit", "0"}, i.place()...)...)
	s.process.Stderr = &s.log
	s.process.Env = append(os.Environ(), environment...)
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s.process.Stdout = write
	began := time.Now()
	err = s.process.Start()
	write.Close() // the process holds its own
	if err != nil {
		read.Close()
		return nil, fmt.Errorf("start the server: %w", err)
	}
	ready := make(chan string, 1)
	go func() {
		defer read.Close()
		defer close(ready)
		lines := bufio.NewScanner(read)
		for lines.Scan() {
			if url, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
				ready <- url
				_, _ = io.Copy(io.Discard, read) // until the server ends
				return
			}
		}
	}()
	go func() {
		_ = s.process.Wait() // a killed server's error says nothing
		close(s.gone)
	}()
	select {
	case url, ok := <-ready:
		if ok {
			s.URL, s.ReadyIn = url, time.Since(began)
			return s, nil
		}
		s.Kill()
		return nil, fmt.Errorf("%w:\n%s", ErrEnded, s.Log())
	case <-ctx.Done():
		s.Kill()
		return nil, errors.Join(ctx.Err(), fmt.Errorf("the server was not ready:\n%s", s.Log()))
	}
}

// PID is the server's process id.
func (s *Server) PID() int { return s.process.Process.Pid }

// Gone is closed when the server has ended, in whatever way.
func (s *Server) Gone() <-chan struct{} { return s.gone }

// Killed reports, of a server that is gone, whether SIGKILL ended it.
func (s *Server) Killed() bool {
	status, ok := s.process.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// Kill ends the server by SIGKILL, as a power cut of the process would.
func (s *Server) Kill() {
	_ = s.process.Process.Kill() // it may be gone already
	<-s.gone
}

// Stop asks the server to end, and kills it when it has not within 20 s.
func (s *Server) Stop() error {
	_ = s.process.Process.Signal(syscall.SIGTERM) // it may be gone already
	select {
	case <-s.gone:
		return nil
	case <-time.After(20 * time.Second):
		s.Kill()
		return fmt.Errorf("the server did not stop:\n%s", s.Log())
	}
}

// Log gives the end of what the server logged.
func (s *Server) Log() string { return s.log.String() }

// tail keeps the last part of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const tailBytes = 16 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if n := len(t.kept) - tailBytes; n > 0 {
		t.kept = append([]byte(nil), t.kept[n:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}
