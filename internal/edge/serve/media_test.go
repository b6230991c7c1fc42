package serve_test

import (
	"mime"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"relevo/internal/blob"
	"relevo/internal/clock"
	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/ids"
	"relevo/internal/media"
)

// store puts a file into the shop, as a fetch does, and gives its link.
func store(t *testing.T, s *recordtest.Shop, contentType, filename, content string) (ids.MediaID, string) {
	t.Helper()
	ref, err := s.App.Blobs.Put(t.Context(), strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return create(t, s, media.Ready, ref, contentType, filename)
}

func create(t *testing.T, s *recordtest.Shop, status string, ref blob.Ref, contentType, filename string) (ids.MediaID, string) {
	t.Helper()
	id := ids.MediaID(ids.New())
	err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		return media.Create(tx, media.Media{ID: id, ProjectID: s.Project, NumberID: s.Number.ID, Direction: conversation.Inbound, Status: status,
			Kind: "document", ContentType: contentType, Filename: filename, SHA256: ref.SHA256, ByteSize: ref.Size})
	})
	if err != nil {
		t.Fatal(err)
	}
	return id, s.Links.Media(id)
}

func noRoutes(*recordtest.Shop) {}

func TestMediaNeedsItsSignature(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC))
	recordtest.Each(t, clk, noRoutes, func(t *testing.T, s *recordtest.Shop) {
		id, link := store(t, s, "image/png", "a.png", "the bytes")
		other, otherLink := store(t, s, "image/png", "b.png", "other bytes")
		change := func(key, value string) string {
			u, err := url.Parse(link)
			if err != nil {
				t.Fatal(err)
			}
			q := u.Query()
			q.Set(key, value)
			u.RawQuery = q.Encode()
			return u.String()
		}
		plain := s.URL + "/media/" + string(id)
		for name, c := range map[string]struct {
			address string
			status  int
		}{
			"right":          {link, 200},
			"no signature":   {plain, 403},
			"wrong":          {change("signature", "AAAA"), 403},
			"longer":         {change("expires", "99999999999"), 403},
			"another file's": {strings.Replace(otherLink, string(other), string(id), 1), 403},
			"another path":   {strings.Replace(link, "/media/", "/media//", 1), 0},
			"no such file":   {s.Links.Media(ids.MediaID(ids.New())), 404},
			"no id":          {s.Links.Media("../../etc/passwd"), 0},
		} {
			r := ask(t, "GET", c.address)
			if c.status != 0 && r.StatusCode != c.status || c.status == 0 && r.StatusCode == 200 {
				t.Errorf("%s: got %d", name, r.StatusCode)
			}
			if r.StatusCode != 200 && strings.Contains(r.text, "bytes") {
				t.Errorf("%s: shows %q", name, r.text)
			}
		}
		_, pending := create(t, s, media.Pending, blob.Ref{}, "", "")
		if r := ask(t, "GET", pending); r.StatusCode != 404 {
			t.Errorf("a file that is not here yet: %d", r.StatusCode)
		}
		_, lost := create(t, s, media.Ready, blob.Ref{SHA256: strings.Repeat("0", 64), Size: 1}, "", "")
		if r := ask(t, "GET", lost); r.StatusCode != 404 {
			t.Errorf("a file whose bytes are lost: %d", r.StatusCode)
		}
		clk.Advance(26 * time.Hour)
		if r := ask(t, "GET", link); r.StatusCode != 403 {
			t.Errorf("expired: %d", r.StatusCode)
		}
		if r := ask(t, "GET", s.Links.Media(id)); r.StatusCode != 200 {
			t.Errorf("a new link: %d", r.StatusCode)
		}
	})
}

// Players of video and voice ask for parts.
func TestMediaInParts(t *testing.T) {
	t.Parallel()
	recordtest.Each(t, nil, noRoutes, func(t *testing.T, s *recordtest.Shop) {
		_, link := store(t, s, "video/mp4", "v.mp4", "0123456789")
		for want, c := range map[string]struct {
			status int
			parts  string
		}{
			"bytes=0-":    {206, "0123456789"},
			"bytes=2-4":   {206, "234"},
			"bytes=-3":    {206, "789"},
			"bytes=8-100": {206, "89"},
			"bytes=10-":   {416, ""},
			"lines=1-2":   {416, ""},
		} {
			r := ask(t, "GET", link, "Range", want)
			if r.StatusCode != c.status || c.parts != "" && r.text != c.parts {
				t.Errorf("%s: %d %q", want, r.StatusCode, r.text)
			}
		}
		whole := ask(t, "GET", link)
		if whole.Header.Get("Accept-Ranges") != "bytes" || whole.ContentLength != 10 || !strings.Contains(whole.Header.Get("Cache-Control"), "private") {
			t.Errorf("%v", whole.Header)
		}
		if r := ask(t, "GET", link, "If-None-Match", whole.Header.Get("ETag")); r.StatusCode != 304 {
			t.Errorf("known: %d", r.StatusCode)
		}
		if r := ask(t, "GET", link, "Range", "bytes=2-4", "If-Range", `"of another file"`); r.StatusCode != 200 {
			t.Errorf("a part of another file: %d", r.StatusCode)
		}
		if r := ask(t, "HEAD", link); r.StatusCode != 200 || r.text != "" || r.ContentLength != 10 {
			t.Errorf("HEAD: %d, %d bytes", r.StatusCode, r.ContentLength)
		}
	})
}

// A browser never runs what somebody sent: it shows the types that can't be
// run and saves the others.
func TestMediaIsNeverRun(t *testing.T) {
	t.Parallel()
	recordtest.Each(t, nil, noRoutes, func(t *testing.T, s *recordtest.Shop) {
		for given, want := range map[string]struct{ kind, form string }{
			"image/png":                {"image/png", "inline"},
			"IMAGE/JPEG":               {"image/jpeg", "inline"},
			"audio/ogg; codecs=opus":   {"audio/ogg; codecs=opus", "inline"},
			"video/mp4":                {"video/mp4", "inline"},
			"application/pdf":          {"application/pdf", "inline"},
			"image/svg+xml":            {"image/svg+xml", "attachment"},
			"Image/SVG+XML; x=y":       {"image/svg+xml; x=y", "attachment"},
			"image/svg":                {"image/svg", "attachment"},
			"text/html":                {"text/html", "attachment"},
			"text/html; charset=utf-8": {"text/html; charset=utf-8", "attachment"},
			"application/xhtml+xml":    {"application/xhtml+xml", "attachment"},
			"text/xml":                 {"text/xml", "attachment"},
			"text/javascript":          {"text/javascript", "attachment"},
			"":                         {"application/octet-stream", "attachment"},
			"html":                     {"application/octet-stream", "attachment"},
			"text/html\r\nX-Evil: 1":   {"application/octet-stream", "attachment"},
			"image/png, text/html":     {"application/octet-stream", "attachment"},
		} {
			_, link := store(t, s, given, "f", "<script>alert(1)</script>")
			r := ask(t, "GET", link)
			form, _, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
			if r.StatusCode != 200 || err != nil || form != want.form || r.Header.Get("Content-Type") != want.kind {
				t.Errorf("%q: %d %q %q %v", given, r.StatusCode, r.Header.Get("Content-Type"), r.Header.Get("Content-Disposition"), err)
			}
			if r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("X-Evil") != "" ||
				!strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("%q: %v", given, r.Header)
			}
		}
	})
}

func TestMediaNames(t *testing.T) {
	t.Parallel()
	recordtest.Each(t, nil, noRoutes, func(t *testing.T, s *recordtest.Shop) {
		for given, want := range map[string]string{
			"invoice.pdf":                        "invoice.pdf",
			"two words; and=more.pdf":            "two words; and=more.pdf",
			`quo"te\.pdf`:                        "pdf",
			`say "hi".pdf`:                       `say "hi".pdf`,
			"Rechnung März 📄.pdf":                "Rechnung März 📄.pdf",
			"فاتورة.pdf":                         "فاتورة.pdf",
			"a\r\nSet-Cookie: x=1.pdf":           "aSet-Cookie: x=1.pdf",
			"../../etc/passwd":                   "passwd",
			`C:\Windows\evil.exe`:                "evil.exe",
			"photo\u202Egnp.exe":                 "photognp.exe",
			"100%.pdf":                           "100%.pdf",
			"":                                   "",
			"..":                                 "",
			"/":                                  "",
			".hidden":                            "hidden",
			strings.Repeat("é", 500) + ".pdf":    strings.Repeat("é", 98) + ".pdf",
			strings.Repeat("a", 300) + ".tar.gz": strings.Repeat("a", 197) + ".gz",
		} {
			_, link := store(t, s, "application/zip", given, "a")
			header := ask(t, "GET", link).Header.Get("Content-Disposition")
			if strings.IndexFunc(header, func(c rune) bool { return c < ' ' || c > '~' }) >= 0 || !utf8.ValidString(header) {
				t.Errorf("%q: a header can't hold %q", given, header)
			}
			form, parameters, err := mime.ParseMediaType(modern(header))
			if err != nil || form != "attachment" || parameters["filename"] != want {
				t.Errorf("%q: got %q of %q, %v; want %q", given, parameters["filename"], header, err, want)
			}
		}
	})
}

// modern drops the form of the name that is for old browsers, as RFC 6266,
// section 4.3, asks of all that know the other.
func modern(header string) string {
	if _, after, both := strings.Cut(header, "; filename*="); both {
		return "attachment; filename*=" + after
	}
	return header
}
