package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// keepers says which packages alone may use something.
var keepers = []struct {
	importPath string
	names      []string // exported names; none: the import itself
	allowed    func(name string) bool
	instead    string
}{
	{"database/sql", nil, only("db"), "db.DB"},
	{"database/sql/driver", nil, only("db"), "db.DB"},
	{"time", []string{"Now", "After", "AfterFunc", "Sleep", "Since", "Until", "Tick", "NewTimer", "NewTicker"}, only("clock"), "a clock.Clock"},
	{"net/http", []string{"Server", "ListenAndServe", "ListenAndServeTLS", "Serve", "ServeTLS"}, edges, "an edge"},
	{"net/http", []string{"Get", "Head", "Post", "PostForm", "Client", "DefaultClient", "Transport", "DefaultTransport"}, only("egress"), "an egress.Guard"},
	{"net", []string{"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix", "Dialer"}, only("egress"), "an egress.Guard"},
}

// exceptions are uses by a file beside the keeper, each with its reason. One
// that nothing uses any more fails too.
var exceptions = map[string]string{
	"internal/db/reader.go time.AfterFunc":               "closes idle connections; nothing that a person or a record sees depends on it",
	"internal/db/writer.go time.Sleep":                   "lets another process write between two groups: real milliseconds, whatever the clock says",
	"internal/db/writer.go time.NewTimer":                "gives memory back after real rest; nothing that a person or a record sees depends on it",
	"internal/db/interrupt.go time.Sleep":                "pauses between interruptions of a statement that runs in real time",
	"internal/db/postgres_listen.go time.After":          "the pause before a lost connection is made anew follows the real server, not the clock",
	"internal/edge/sim/options.go http.DefaultTransport": "the simulator plays WhatsApp's servers: it calls the webhook that its own user named",
	"internal/edge/sim/simulator.go http.Client":         "the simulator plays WhatsApp's servers: it calls the webhook that its own user named",
	"internal/account/apikey.go sql":                     "sql.NullInt64 is the value of a column that may be null; no connection is used",
	"internal/account/audit.go sql":                      "sql.NullString is the value of a column that may be null; no connection is used",
	"internal/account/link.go sql":                       "sql.NullString is the value of a column that may be null; no connection is used",
}

func only(keeper string) func(string) bool { return func(name string) bool { return name == keeper } }

func edges(name string) bool { return strings.HasPrefix(name, "edge/") }

func TestOnlyTheKeeperUses(t *testing.T) {
	t.Parallel()
	unused := maps.Clone(exceptions)
	for _, p := range everyPackage(t) {
		if height, _ := heightOf(p.name()); height >= databaseKit {
			continue
		}
		for _, name := range p.GoFiles {
			for _, use := range usesOf(t, filepath.Join(p.Dir, name)) {
				checkUse(t, p, name, use, unused)
			}
		}
	}
	for exception := range unused {
		t.Errorf("the exception %q is not needed any more", exception)
	}
}

type use struct{ importPath, name string } // name is empty for the import itself

func checkUse(t *testing.T, p listed, file string, u use, unused map[string]string) {
	t.Helper()
	for _, k := range keepers {
		if k.importPath != u.importPath || k.allowed(p.name()) {
			continue
		}
		if (u.name == "") != (k.names == nil) || u.name != "" && !slices.Contains(k.names, u.name) {
			continue
		}
		what := path.Base(u.importPath)
		if u.name != "" {
			what += "." + u.name
		}
		exception := p.file(file) + " " + what
		delete(unused, exception)
		if exceptions[exception] == "" {
			t.Errorf("%s uses %s: use %s", p.file(file), what, k.instead)
		}
	}
}

// usesOf gives the imports of a file, and the names it takes from them: in
// calls as well as in types that it makes. A type in a signature counts only
// when a value of it is made there.
func usesOf(t *testing.T, file string) []use {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var uses []use
	imports := map[string]string{}
	for _, i := range tree.Imports {
		importPath, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		name := path.Base(importPath)
		if i.Name != nil {
			name = i.Name.Name
		}
		imports[name] = importPath
		uses = append(uses, use{importPath, ""})
	}
	add := func(e ast.Expr) {
		if s, ok := e.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && imports[x.Name] != "" {
				uses = append(uses, use{imports[x.Name], s.Sel.Name})
			}
		}
	}
	types := typePositions(tree)
	ast.Inspect(tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && !types[s] {
			add(s)
		}
		return true
	})
	return uses
}

// typePositions are the selectors that only name a type: in fields, results,
// parameters, declarations and assertions.
func typePositions(tree *ast.File) map[*ast.SelectorExpr]bool {
	found := map[*ast.SelectorExpr]bool{}
	mark := func(e ast.Expr) {
		if star, ok := e.(*ast.StarExpr); ok {
			e = star.X
		}
		if s, ok := e.(*ast.SelectorExpr); ok {
			found[s] = true
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			mark(n.Type)
		case *ast.TypeAssertExpr:
			mark(n.Type)
		}
		return true
	})
	return found
}
