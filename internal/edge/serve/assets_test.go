package serve_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/edge/rest"
	"relevo/internal/edge/serve"
)

// site is a build of the web app behind the routes of the product.
func site(t *testing.T, built bool) string {
	t.Helper()
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	assets := serve.Assets{Built: built, Files: fstest.MapFS{
		"app.html": file("<title>app</title>"), "inbox.html": file("<title>inbox</title>"), "placeholder.html": file("<title>not built</title>"),
		"assets/main-4f3a.js": file("plain script"), "assets/main-4f3a.js.br": file("brotli"), "assets/main-4f3a.js.gz": file("gzip"),
		"assets/main-77aa.css": file("css"), "assets/logo-12ab.svg": file("<svg/>"), "assets/deep/x.js": file("deep"),
		"notifications/worker.js": file("worker"), "manifest.webmanifest": file(`{"name":"Relevo"}`),
		"secret.txt": file("beside the assets"),
	}}
	s := rest.New(rest.Options{App: &app.App{Log: slog.New(slog.DiscardHandler), Clock: clock.System{}}, Version: "test"})
	s.Handle("GET /app/assets/{file...}", assets.Hashed())
	s.Handle("GET /app/notifications/worker.js", assets.Worker())
	s.Handle("GET /app/manifest.webmanifest", assets.Manifest())
	s.Handle("GET /app/", assets.Entry("app.html"))
	s.Handle("GET /inbox/", assets.Entry("inbox.html"))
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL
}

// got is an answer with its body read.
type got struct {
	*http.Response
	text string
}

// ask makes a request as it stands: without following redirects, without
// adding an encoding or cleaning the path.
func ask(t *testing.T, method, address string, headers ...string) got {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusSwitchingProtocols {
		return got{answer, ""} // what follows has no end
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got{answer, string(text)}
}

func TestEntryIsServedForEveryDeepLink(t *testing.T) {
	t.Parallel()
	address := site(t, true)
	for path, want := range map[string]string{
		"/app/": "app", "/app/c/0190-x": "app", "/app/login?next=%2Fapp%2F": "app", "/app/settings/numbers": "app", "/app/c/wamid.A%2FB==": "app",
		"/inbox/": "inbox", "/inbox/c/0190-x": "inbox",
	} {
		page := ask(t, "GET", address+path)
		if page.StatusCode != 200 || page.text != "<title>"+want+"</title>" || page.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: %d %s %q", path, page.StatusCode, page.Header.Get("Content-Type"), page.text)
		}
		for name, part := range map[string]string{
			"Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "no-referrer", "ETag": `"`,
		} {
			if !strings.Contains(page.Header.Get(name), part) {
				t.Errorf("%s: %s is %q", path, name, page.Header.Get(name))
			}
		}
		if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "worker-src 'self'") || strings.Contains(policy, "unsafe-eval") ||
			strings.Contains(policy, "script-src 'unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		same := ask(t, "GET", address+path, "If-None-Match", page.Header.Get("ETag"))
		if same.StatusCode != 304 || same.text != "" {
			t.Errorf("%s again: %d", path, same.StatusCode)
		}
		head := ask(t, "HEAD", address+path)
		if head.StatusCode != 200 || head.text != "" || head.Header.Get("ETag") != page.Header.Get("ETag") {
			t.Errorf("HEAD %s: %d %q", path, head.StatusCode, head.text)
		}
	}
	for _, path := range []string{"/app", "/inbox"} {
		if r := ask(t, "GET", address+path); r.StatusCode/100 != 3 || r.Header.Get("Location") != path+"/" {
			t.Errorf("%s: %d to %q", path, r.StatusCode, r.Header.Get("Location"))
		}
	}
	if r := ask(t, "POST", address+"/app/"); r.StatusCode != 405 {
		t.Errorf("POST: %d", r.StatusCode)
	}
}

func TestPlaceholderUntilBuilt(t *testing.T) {
	t.Parallel()
	if page := ask(t, "GET", site(t, false)+"/app/c/1"); page.StatusCode != 200 || page.text != "<title>not built</title>" {
		t.Errorf("%d %q", page.StatusCode, page.text)
	}
}

func TestManifestHasItsTypeAndIsNeverHeldBack(t *testing.T) {
	t.Parallel()
	address := site(t, true) + "/app/manifest.webmanifest"
	manifest := ask(t, "GET", address)
	if manifest.StatusCode != 200 || manifest.text != `{"name":"Relevo"}` {
		t.Errorf("%d %q", manifest.StatusCode, manifest.text)
	}
	for name, want := range map[string]string{"Content-Type": "application/manifest+json", "Cache-Control": "no-cache",
		"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"} {
		if got := manifest.Header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if same := ask(t, "GET", address, "If-None-Match", manifest.Header.Get("ETag")); same.StatusCode != 304 {
		t.Errorf("again: %d", same.StatusCode)
	}
}

// The worker is asked for anew each time, may fetch nothing, and gets no scope
// beyond its own folder.
func TestWorkerIsNeverHeldBack(t *testing.T) {
	t.Parallel()
	address := site(t, true) + "/app/notifications/worker.js"
	script := ask(t, "GET", address)
	if script.StatusCode != 200 || script.text != "worker" || script.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("%d %s %q", script.StatusCode, script.Header.Get("Content-Type"), script.text)
	}
	if script.Header.Get("Cache-Control") != "no-cache" || script.Header.Get("Content-Security-Policy") != "default-src 'none'" || script.Header.Values("Service-Worker-Allowed") != nil {
		t.Errorf("%v", script.Header)
	}
	if same := ask(t, "GET", address, "If-None-Match", script.Header.Get("ETag")); same.StatusCode != 304 {
		t.Errorf("again: %d", same.StatusCode)
	}
}

func TestHashedFilesAreKeptForEver(t *testing.T) {
	t.Parallel()
	address := site(t, true)
	tags := map[string]bool{}
	for accept, want := range map[string]struct{ encoding, text string }{
		"":                       {"", "plain script"},
		"identity":               {"", "plain script"},
		"gzip":                   {"gzip", "gzip"},
		"gzip, deflate, br":      {"br", "brotli"},
		"br;q=0, gzip;q=0.5":     {"gzip", "gzip"},
		"BR":                     {"br", "brotli"},
		"brotli, xgzip":          {"", "plain script"},
		"gzip;q=0,br; q=0.0":     {"", "plain script"},
		"deflate;q=1, br ;q=0.1": {"br", "brotli"},
	} {
		r := ask(t, "GET", address+"/app/assets/main-4f3a.js", "Accept-Encoding", accept)
		if r.StatusCode != 200 || r.Header.Get("Content-Encoding") != want.encoding || r.text != want.text {
			t.Errorf("%q: %d %q %q", accept, r.StatusCode, r.Header.Get("Content-Encoding"), r.text)
		}
		if kind := r.Header.Get("Content-Type"); kind != "text/javascript; charset=utf-8" {
			t.Errorf("%q: type %s", accept, kind)
		}
		if r.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: %v", accept, r.Header)
		}
		tags[r.Header.Get("ETag")] = true
	}
	if len(tags) != 3 || tags[""] {
		t.Errorf("the encodings share a tag: %v", tags)
	}
	if r := ask(t, "GET", address+"/app/assets/main-77aa.css", "Accept-Encoding", "br"); r.text != "css" || r.Header.Get("Content-Encoding") != "" {
		t.Errorf("without a twin: %q %v", r.text, r.Header)
	}
	if r := ask(t, "HEAD", address+"/app/assets/main-4f3a.js"); r.StatusCode != 200 || r.text != "" || r.ContentLength != int64(len("plain script")) {
		t.Errorf("HEAD: %d, %d bytes", r.StatusCode, r.ContentLength)
	}
}

// What is not a file of the build is not found: nothing is listed, no path
// leaves the assets, and no cache keeps the refusal.
func TestMissingAssets(t *testing.T) {
	t.Parallel()
	address := site(t, true)
	for _, path := range []string{
		"missing-1.js", "", "deep", "deep/", ".", "%2e%2e/secret.txt", "..%2fsecret.txt", "..%2f..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "main-4f3a.js%00", "x%5c..%5csecret.txt",
	} {
		r := ask(t, "GET", address+"/app/assets/"+path)
		if path == "." { // the mux cleans it into the folder
			continue
		}
		if r.StatusCode/100 == 3 {
			if !strings.HasPrefix(r.Header.Get("Location"), "/app/") {
				t.Errorf("%q leads to %s", path, r.Header.Get("Location"))
			}
			continue
		}
		if r.StatusCode != 404 || strings.Contains(r.text, "beside") || strings.Contains(r.text, "script") {
			t.Errorf("%q: %d %q", path, r.StatusCode, r.text)
		}
		if cache := r.Header.Get("Cache-Control"); strings.Contains(cache, "immutable") || strings.Contains(cache, "max-age") {
			t.Errorf("%q: a refusal is kept: %s", path, cache)
		}
	}
}

// An order to stop lets an open request end and takes no new one.
func TestRunDrains(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, goOn := make(chan struct{}), make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- serve.Run(ctx, ln, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			close(begun)
			<-goOn
			_, _ = io.WriteString(w, "whole")
		}), slog.New(slog.DiscardHandler))
	}()
	answered := make(chan string, 1)
	go func() {
		r, err := http.Get("http://" + ln.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		defer r.Body.Close()
		text, _ := io.ReadAll(r.Body)
		answered <- string(text)
	}()
	<-begun
	stop()
	close(goOn)
	if text := <-answered; text != "whole" {
		t.Errorf("got %q", text)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", ln.Addr().String()); err == nil {
		t.Error("it takes connections after its end")
	}
}
