package web

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
)

func TestPlaceholderIsAlwaysThere(t *testing.T) {
	t.Parallel()
	page, err := fs.ReadFile(Assets(), "placeholder.html")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "npm run build") {
		t.Error("the placeholder does not say how to build the web app")
	}
}

func TestBuiltMeansEveryEntryIsThere(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{"app.html", "inbox.html", "notifications/worker.js", "manifest.webmanifest"} {
		_, err := fs.Stat(Assets(), entry)
		if got := err == nil; got != Built() {
			t.Errorf("%s is there: %v, Built() says %v", entry, got, Built())
		}
	}
}

func TestManifestLeadsToWhatIsThere(t *testing.T) {
	t.Parallel()
	if !Built() {
		t.Fatal("the web app is not built; make web builds it")
	}
	text, err := fs.ReadFile(Assets(), "manifest.webmanifest")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Name, Display string
		StartURL      string `json:"start_url"`
		ThemeColor    string `json:"theme_color"`
		Icons         []struct{ Src, Sizes, Type string }
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.Name != "Relevo" || manifest.Display != "standalone" || manifest.StartURL != "/app/" || manifest.ThemeColor == "" || len(manifest.Icons) == 0 {
		t.Errorf("got %s", text)
	}
	for _, icon := range manifest.Icons {
		if _, err := fs.Stat(Assets(), strings.TrimPrefix(icon.Src, "/app/")); err != nil || icon.Type != "image/svg+xml" {
			t.Errorf("icon %s: %v", icon.Src, err)
		}
	}
	for _, entry := range []string{"app.html", "inbox.html"} {
		page, err := fs.ReadFile(Assets(), entry)
		if err != nil || !strings.Contains(string(page), `<link rel="manifest" href="/app/manifest.webmanifest">`) || strings.Count(string(page), `name="theme-color"`) != 2 {
			t.Errorf("%s does not lead to the manifest: %v", entry, err)
		}
	}
}
