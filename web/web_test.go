package web

import (
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
	for _, entry := range []string{"app.html", "inbox.html", "notifications/worker.js"} {
		_, err := fs.Stat(Assets(), entry)
		if got := err == nil; got != Built() {
			t.Errorf("%s is there: %v, Built() says %v", entry, got, Built())
		}
	}
}
