package arch

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const (
	module = "relevo"
	root   = "../.."
)

// listed is what `go list -json` says of one package.
type listed struct {
	Dir            string
	ImportPath     string
	Doc            string
	Imports        []string
	GoFiles        []string
	IgnoredGoFiles []string
	TestGoFiles    []string
	XTestGoFiles   []string
}

// name is the path below the module, without "internal/".
func (p listed) name() string { return nameOf(p.ImportPath) }

func nameOf(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, module+"/"), "internal/")
}

// file gives the name of a file as it reads from the root of the repository.
func (p listed) file(name string) string {
	return filepath.ToSlash(filepath.Join(strings.TrimPrefix(p.ImportPath, module+"/"), name))
}

var packages = sync.OnceValues(func() ([]listed, error) {
	// -e: a package that doesn't build is the compiler's to report.
	list := exec.Command("go", "list", "-e", "-json=Dir,ImportPath,Doc,Imports,GoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles", "./...")
	list.Dir = root
	out, err := list.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := list.Start(); err != nil {
		return nil, err
	}
	var all []listed
	for d := json.NewDecoder(out); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, errors.Join(err, list.Wait())
		}
		all = append(all, p)
	}
	return all, list.Wait()
})

func everyPackage(t *testing.T) []listed {
	t.Helper()
	all, err := packages()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d packages are listed", len(all))
	}
	return all
}
