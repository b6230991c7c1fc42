package arch

import (
	"path"
	"strings"
	"testing"
)

// layers names every package from the lowest layer to the highest. A package
// imports only packages of lower layers, never one of its own; the fraction is
// a step within a layer.
var layers = []struct {
	height   float64
	packages string
}{
	{0.0, "fault failpoint"},
	{0.1, "ids clock"},
	{0.2, "config egress web"},
	{1, "db policy whatsapp live blob seal"},
	{2, "event job"},
	{3, "account canned channel contact conversation media search"},
	{4, "app"},
	{5.0, "edge/rest"},
	{5.1, "edge/record"},
	{5.2, "edge/api edge/graph edge/ingress edge/serve edge/sim edge/work"},
	{6, "cmd/relevo"},
}

// What only tests import stands above the product: the kit of the database,
// the kits that build on it, and the tests that drive the whole binary.
const (
	databaseKit = 7
	kit         = 8
	whole       = 9
)

func heightOf(name string) (height float64, known bool) {
	switch {
	case name == "db/dbtest" || name == "test/rig":
		return databaseKit, true
	case name == "arch" || strings.HasPrefix(name, "test/"):
		return whole, true
	case strings.HasSuffix(path.Base(name), "test"):
		return kit, true
	}
	for _, l := range layers {
		for _, p := range strings.Fields(l.packages) {
			if p == name {
				return l.height, true
			}
		}
	}
	return 0, false
}

func TestPackagesImportLowerLayersOnly(t *testing.T) {
	t.Parallel()
	for _, p := range everyPackage(t) {
		own, known := heightOf(p.name())
		if !known {
			t.Errorf("%s has no layer: give it one in layers_test.go", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if !strings.HasPrefix(imported, module+"/") {
				continue
			}
			if height, _ := heightOf(nameOf(imported)); height >= own && own != kit {
				t.Errorf("%s (layer %g) imports %s (layer %g), which is not lower", p.ImportPath, own, imported, height)
			}
		}
	}
}

func TestEveryLayerEntryIsAPackage(t *testing.T) {
	t.Parallel()
	there := map[string]bool{}
	for _, p := range everyPackage(t) {
		there[p.name()] = true
	}
	for _, l := range layers {
		for _, name := range strings.Fields(l.packages) {
			if !there[name] {
				t.Errorf("layer %g names %s, which does not exist", l.height, name)
			}
		}
	}
}

// The simulator shares no codec with the client that it tests, or both would
// make the same mistake.
func TestSimulatorImportsGroundOnly(t *testing.T) {
	t.Parallel()
	for _, p := range everyPackage(t) {
		if p.name() != "edge/sim" {
			continue
		}
		for _, imported := range p.Imports {
			if height, _ := heightOf(nameOf(imported)); strings.HasPrefix(imported, module+"/") && height >= 1 {
				t.Errorf("%s imports %s, which is above the ground", p.ImportPath, imported)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	for _, p := range everyPackage(t) {
		if len(p.GoFiles) > 0 && p.Doc == "" {
			t.Errorf("%s has no doc comment", p.ImportPath)
		}
	}
}
