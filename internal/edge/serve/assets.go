// Package serve is what browsers load beside the API: the web app, media under
// signed addresses, the live connection, and the operator's health and metrics
// pages. It holds no rules. May import package app and the layers below it.
package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// contentPolicy allows the app's own files, media from this host, and nothing
// else; styles may be set by script, as positioning needs.
const contentPolicy = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
	"connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Assets serves the entries of the web app and their files.
type Assets struct {
	Files fs.FS
	Built bool
}

// Entry serves one entry page for every path below a prefix that is not a
// file: the app's router reads the path.
func (a Assets) Entry(page string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.Built {
			page = "placeholder.html"
		}
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Content-Security-Policy", contentPolicy)
		a.file(w, r, page)
	})
}

// Hashed serves the files whose names change with their content.
func (a Assets) Hashed() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		a.file(w, r, "assets/"+path.Clean("/" + r.PathValue("file"))[1:])
	})
}

// Worker serves the script that shows notifications. Its name stays the same,
// so browsers ask each time whether it changed. They let it control what lies
// in its own folder, and no page does: it never comes between a page and the
// server. Source: Service Workers, section 3.4.3 (scope of a registration).
func (a Assets) Worker() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		a.file(w, r, "notifications/worker.js")
	})
}

// Manifest serves what a browser installs the app by. Its name stays the same,
// and so browsers ask each time whether it changed.
// Source: Web Application Manifest, section 6.1 (media type).
func (a Assets) Manifest() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		w.Header().Set("Content-Type", "application/manifest+json")
		a.file(w, r, "manifest.webmanifest")
	})
}

// file serves one file, compressed when there is a compressed twin that the
// browser takes.
func (a Assets) file(w http.ResponseWriter, r *http.Request, name string) {
	w.Header().Set("Vary", "Accept-Encoding")
	for _, c := range []struct{ encoding, ending string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(r.Header.Get("Accept-Encoding"), c.encoding) {
			continue
		}
		if b, err := fs.ReadFile(a.Files, name+c.ending); err == nil {
			w.Header().Set("Content-Encoding", c.encoding)
			send(w, r, name, b)
			return
		}
	}
	b, err := fs.ReadFile(a.Files, name)
	if err != nil {
		w.Header().Set("Cache-Control", "no-store") // a later release may have it
		http.NotFound(w, r)
		return
	}
	send(w, r, name, b)
}

// accepts reports whether a browser takes an encoding. Source: RFC 9110,
// section 12.5.3.
func accepts(header, encoding string) bool {
	for _, one := range strings.Split(header, ",") {
		name, parameters, _ := strings.Cut(one, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		weight, found := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
		q, err := strconv.ParseFloat(weight, 64)
		return !found || err == nil && q > 0
	}
	return false
}

func send(w http.ResponseWriter, r *http.Request, name string, b []byte) {
	if t := mime.TypeByExtension(path.Ext(name)); t != "" && w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", t)
	}
	sum := sha256.Sum256(b)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`) // of these bytes, so each encoding has its own
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(b))
}
