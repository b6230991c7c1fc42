package work_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
)

const fileBytes = "the bytes of a file"

// archive is a stand-in for WhatsApp's media: what it answers is set by path.
type archive struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string][]http.HandlerFunc // the last one stays
	bearers map[string]string
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	a := &archive{answers: map[string][]http.HandlerFunc{}, bearers: map[string]string{}}
	a.Server = httptest.NewServer(a)
	t.Cleanup(a.Close)
	return a
}

func (a *archive) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.bearers[r.URL.Path] = r.Header.Get("Authorization")
	list := a.answers[r.URL.Path]
	if len(list) > 1 {
		a.answers[r.URL.Path] = list[1:]
	}
	a.mu.Unlock()
	if len(list) == 0 {
		http.NotFound(w, r)
		return
	}
	list[0](w, r)
}

// forget drops every answer.
func (a *archive) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.answers)
}

func (a *archive) on(path string, answers ...http.HandlerFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answers[path] = answers
}

// info is WhatsApp's description of the file, whose bytes are at a path.
func (a *archive) info(path, digest string) http.HandlerFunc {
	return body(fmt.Sprintf(`{"messaging_product":"whatsapp","id":"77","url":"%s%s","mime_type":"image/png","sha256":"%s"}`, a.URL, path, digest))
}

func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
}

func status(code int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		fmt.Fprint(w, text)
	}
}

// cut promises more than it gives.
func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	fmt.Fprint(w, fileBytes)
	panic(http.ErrAbortHandler)
}

func zeroes(size int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		block := make([]byte, 1<<20)
		for ; size > 0; size -= len(block) {
			if _, err := w.Write(block[:min(size, len(block))]); err != nil {
				return
			}
		}
	}
}

func digest(text string) [sha256.Size]byte { return sha256.Sum256([]byte(text)) }

func hexDigest(text string) string {
	d := digest(text)
	return hex.EncodeToString(d[:])
}

func base64Digest(text string) string {
	d := digest(text)
	return base64.StdEncoding.EncodeToString(d[:])
}

// image is a webhook about a picture; members are added to the image node.
func image(members string) string { return imageAs("wamid.image", members) }

func imageAs(wamid, members string) string {
	return `"contacts":[{"profile":{"name":"Ana"},"wa_id":"` + ana + `"}],"messages":[{"from":"` + ana +
		`","id":"` + wamid + `","timestamp":"1893553445","type":"image","image":{"id":"77"` + members + `}}]`
}

// file is what is known of the file that came last.
type file struct{ status, kind, failure, sha string }

func (l *line) file(t *testing.T) (f file) {
	t.Helper()
	err := l.App.DB.Read(t.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(`SELECT status, content_type, error, sha256 FROM media ORDER BY created_at DESC, id DESC LIMIT 1`).Scan(&f.status, &f.kind, &f.failure, &f.sha)
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// untilFile waits for the end of a fetch; the product's time runs on meanwhile.
func (l *line) untilFile(t *testing.T, status string) file {
	t.Helper()
	for range 50 {
		l.advance(t, 0)
		if f := l.file(t); f.status == status {
			return f
		}
		next := l.count(t, `SELECT COALESCE(MIN(due_at), 0) FROM jobs WHERE kind <> 'end_silence'`)
		l.clock.Advance(max(time.Second, clock.FromMillis(int64(next)).Sub(l.clock.Now())))
	}
	t.Fatalf("in vain: the file is %s, it is %+v", status, l.file(t))
	return file{}
}

func TestFetch(t *testing.T) {
	t.Parallel()
	const api = "/v25.0/77"
	const there, elsewhere = "/there", "/elsewhere"
	expired := status(404, "Not Found")
	cases := map[string]struct {
		webhook string // members of the image node; %s is the archive's address
		set     func(a *archive)
		status  string
		kind    string
		failure string // part of it
	}{
		"at the address of the webhook": {`,"mime_type":"image/jpeg","url":"%s/there"`, func(a *archive) { a.on(there, body(fileBytes)) }, "ready", "image/jpeg", ""},
		"type of the server": {`,"url":"%s/there"`, func(a *archive) {
			a.on(there, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "image/webp")
				fmt.Fprint(w, fileBytes)
			})
		}, "ready", "image/webp", ""},
		"no address": {``, func(a *archive) { a.on(api, a.info(there, "")); a.on(there, body(fileBytes)) }, "ready", "image/png", ""},
		"address has expired": {`,"url":"%s/there"`, func(a *archive) {
			a.on(there, expired)
			a.on(api, a.info(elsewhere, hexDigest(fileBytes)))
			a.on(elsewhere, body(fileBytes))
		}, "ready", "image/png", ""},
		"address is refused": {`,"url":"%s/there"`, func(a *archive) {
			a.on(there, status(403, "<html>"))
			a.on(api, a.info(elsewhere, ""))
			a.on(elsewhere, body(fileBytes))
		}, "ready", "image/png", ""},
		"not there yet": {``, func(a *archive) {
			a.on(api, a.info(there, ""))
			a.on(there, status(500, "oh"), status(503, "oh"), cut, body(fileBytes))
		}, "ready", "image/png", ""},
		"unwell for a while": {``, func(a *archive) {
			unwell := status(500, `{"error":{"code":131000,"message":"Something went wrong"}}`)
			a.on(api, unwell, status(503, `{"error":{"code":2,"message":"down"}}`), a.info(there, ""))
			a.on(there, body(fileBytes))
		}, "ready", "image/png", ""},
		"digest in base64": {`,"sha256":"` + base64Digest(fileBytes) + `","url":"%s/there"`, func(a *archive) { a.on(there, body(fileBytes)) }, "ready", "text/plain; charset=utf-8", ""},
		"wrong digest once": {`,"sha256":"` + base64Digest(fileBytes) + `","url":"%s/there"`, func(a *archive) {
			a.on(there, body("other bytes"))
			a.on(api, a.info(elsewhere, ""))
			a.on(elsewhere, body(fileBytes))
		}, "ready", "image/png", ""},
		"wrong digest always": {``, func(a *archive) { a.on(api, a.info(there, hexDigest("other"))); a.on(there, body(fileBytes)) },
			"failed", "", "not the file that WhatsApp announced"},
		"gone for good":   {`,"url":"%s/there"`, func(a *archive) { a.on(api, a.info(elsewhere, "")) }, "failed", "", "no longer has this file"},
		"unknown to Meta": {``, func(a *archive) { a.on(api, status(400, `{"error":{"code":100,"error_subcode":33,"message":"no"}}`)) }, "failed", "", ""},
		"too large":       {``, func(a *archive) { a.on(api, a.info(there, "")); a.on(there, zeroes(app.MaxMedia+1)) }, "failed", "", "larger than"},
		"private address in the webhook": {`,"url":"http://127.0.0.1:1/latest/meta-data"`, func(a *archive) {
			a.on(api, a.info(there, ""))
			a.on(there, body(fileBytes))
		}, "ready", "image/png", ""},
		"redirect to a private address": {`,"url":"%s/there"`, func(a *archive) {
			away := func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://127.0.0.1:1/latest/meta-data", http.StatusFound)
			}
			a.on(there, away)
			a.on(api, a.info(there, ""))
		}, "failed", "", "not allowed"},
		"redirect without end": {``, func(a *archive) {
			a.on(api, a.info(there, ""))
			a.on(there, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, there, http.StatusFound) })
		}, "failed", "", ""},
	}
	eachArchive(t, func(t *testing.T, l *line, a *archive) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				a.forget()
				c.set(a)
				l.clock.Advance(time.Minute) // the file that came last is this one
				l.Receive(t, imageAs("wamid."+name, strings.ReplaceAll(c.webhook, "%s", a.URL)))
				f := l.untilFile(t, c.status)
				if f.kind != c.kind && c.kind != "" || !strings.Contains(f.failure, c.failure) || c.status == "failed" && f.failure == "" {
					t.Errorf("got %+v", f)
				}
				if c.status == "ready" && f.sha != hexDigest(fileBytes) {
					t.Errorf("stored %s", f.sha)
				}
				shown := l.Call(t, "GET", messages+"/"+url.PathEscape("wamid."+name), "")
				shown.Has(t, c.status, "data", "kapso", "media_data", "status")
				if has := shown.At("data", "kapso", "media_url") != nil; has != (c.status == "ready") {
					t.Errorf("media_url is there: %v", has)
				}
			})
		}
	})
}

// eachArchive runs fn on both dialects with an archive for WhatsApp.
func eachArchive(t *testing.T, fn func(t *testing.T, l *line, a *archive)) {
	t.Helper()
	a := newArchive(t)
	eachLineAt(t, clock.NewManual(clock.System{}.Now()), a.URL, func(t *testing.T, l *line) {
		a.forget()
		fn(t, l, a)
	})
}

// Files that came while the token had run out wait for the repair, as long as
// WhatsApp keeps them, and then come by themselves.
func TestFetchWaitsForTheToken(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, l *line, a *archive) {
		refused := status(401, `{"error":{"code":190,"error_subcode":463,"message":"expired"}}`)
		a.on("/v25.0/77", refused)
		l.Receive(t, image(""))
		for range 50 {
			l.advance(t, time.Hour)
		}
		if f := l.file(t); f.status != "pending" {
			t.Fatalf("got %+v", f)
		}
		a.on("/v25.0/77", a.info("/there", ""))
		a.on("/there", body(fileBytes))
		l.untilFile(t, "ready")
	})
	eachArchive(t, func(t *testing.T, l *line, a *archive) {
		a.on("/v25.0/77", status(401, `{"error":{"code":190,"message":"expired"}}`))
		l.Receive(t, image(""))
		l.advance(t, 8*24*time.Hour)
		if f := l.untilFile(t, "failed"); !strings.Contains(f.failure, "token") {
			t.Errorf("got %+v", f)
		}
	})
}

// A fetch that was given up is run again by an administrator.
func TestGivenUpFetchRunsAgain(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, l *line, a *archive) {
		a.on("/v25.0/77", a.info("/there", ""))
		a.on("/there", status(500, "oh"))
		l.Receive(t, image(""))
		l.untilFile(t, "failed")
		dead := l.Call(t, "GET", "/platform/v1/jobs/dead", "")
		dead.Has(t, "fetch_media", "data", 0, "kind")
		a.on("/there", body(fileBytes))
		if r := l.Call(t, "POST", "/platform/v1/jobs/dead/"+dead.IDs()[0]+"/rerun", ""); r.Status != 202 {
			t.Errorf("rerun: %d %s", r.Status, r.Text)
		}
		l.untilFile(t, "ready")
	})
}

// The token goes to WhatsApp's own host and along no redirect.
func TestTokenStaysWithWhatsApp(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, l *line, a *archive) {
		a.on("/v25.0/77", a.info("/there", ""))
		a.on("/there", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) })
		a.on("/elsewhere", body(fileBytes))
		l.Receive(t, image(""))
		l.untilFile(t, "ready")
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.bearers["/v25.0/77"] != "Bearer token" || a.bearers["/there"] != "Bearer token" || a.bearers["/elsewhere"] != "" {
			t.Errorf("got %q", a.bearers)
		}
	})
}
