package dbtest

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
)

const superuser = "relevo"

// supervise makes a cluster and keeps it while its standard input is open. The
// test process holds the other end, and the system closes it when that process
// ends, also by SIGKILL: then the server stops and its directory goes.
const supervise = `
trap '' INT TERM HUP PIPE
settings="-F -c listen_addresses= -c unix_socket_directories=$2/socket -c synchronous_commit=off"
settings="$settings -c full_page_writes=off -c shared_buffers=32MB -c max_wal_size=128MB -c max_connections=300 -c jit=off"
mkdir "$2/socket"
if "$1/initdb" -D "$2/data" -U "$3" -A trust -E UTF8 --locale=C -N >"$2/log" 2>&1 &&
   "$1/pg_ctl" -D "$2/data" -l "$2/log" -w -o "$settings" start >>"$2/log" 2>&1
then
	echo ready
	read -r end
else
	tail -n 20 "$2/log"
fi
"$1/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null 2>&1
cd / && rm -rf "$2"
`

// cluster is a running PostgreSQL server.
type cluster struct {
	dir  string
	hold *os.File // open as long as the server shall run
}

func startCluster() (*cluster, error) {
	bin, err := findPostgres()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(place(), "relevo-pg-")
	if err != nil {
		return nil, err
	}
	attributes, err := asServerUser(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	input, hold, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	defer input.Close()
	command := exec.Command("/bin/sh", "-c", supervise, "sh", bin, dir, superuser)
	command.Dir = dir
	command.Stdin = input
	command.SysProcAttr = attributes
	command.Env = append(os.Environ(), "LC_ALL=C")
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, errors.Join(err, hold.Close(), os.RemoveAll(dir))
	}
	if err := command.Start(); err != nil {
		return nil, errors.Join(err, hold.Close(), os.RemoveAll(dir))
	}
	var said strings.Builder
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if lines.Text() == "ready" {
			return &cluster{dir: dir, hold: hold}, nil
		}
		said.WriteString(lines.Text() + "\n")
	}
	return nil, errors.Join(fmt.Errorf("PostgreSQL did not start:\n%s", said.String()), hold.Close(), command.Wait())
}

// findPostgres gives the directory of the newest installed server programs.
func findPostgres() (string, error) {
	var places []string
	if path, err := exec.LookPath("initdb"); err == nil {
		places = append(places, path)
	}
	places = append(places, "/usr/local/bin/initdb")
	packaged, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Slice(packaged, func(i, j int) bool { return serverVersion(packaged[i]) > serverVersion(packaged[j]) })
	places = append(places, packaged...)
	for _, place := range places {
		real, err := filepath.EvalSymlinks(place)
		if err != nil {
			continue
		}
		bin := filepath.Dir(real)
		if _, err := os.Stat(filepath.Join(bin, "pg_ctl")); err == nil {
			return bin, nil
		}
	}
	return "", errors.New("PostgreSQL 15 or later is not installed: initdb and pg_ctl are neither in PATH nor in /usr/lib/postgresql/*/bin; install the package postgresql")
}

func serverVersion(initdb string) int {
	version, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return version
}

// asServerUser gives the process attributes of the server. It refuses to run
// as root, so that root lends it the user postgres or nobody, who then owns
// the directory. A group of its own keeps the terminal's signals away.
func asServerUser(dir string) (*syscall.SysProcAttr, error) {
	attributes := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return attributes, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(account.Uid)
		gid, errGID := strconv.Atoi(account.Gid)
		if err := errors.Join(errUID, errGID); err != nil {
			return nil, err
		}
		attributes.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attributes, os.Chown(dir, uid, gid)
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody")
}
