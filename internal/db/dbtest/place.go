package dbtest

import (
	"os"
	"syscall"
	"testing"
)

const (
	memory = "/dev/shm" // Linux's file system in memory
	plenty = 4 << 30    // bytes that must be free in it: no test may fill it
)

// place is the directory for databases. None has to outlive its process, so
// that they are in memory where there is plenty of it: to write them to a disk
// takes longer than most tests.
func place() string {
	var free syscall.Statfs_t
	if err := syscall.Statfs(memory, &free); err != nil || float64(free.Bavail)*float64(free.Bsize) < plenty {
		return os.TempDir()
	}
	return memory
}

// liteDir is a directory for one SQLite file: with the cluster, which goes
// however the process ends, or else where the test's other files are.
func liteDir(t testing.TB) string {
	t.Helper()
	server, err := startedCluster()
	if err != nil {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(server.dir, "sqlite-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove test database: %v", err)
		}
	})
	return dir
}
