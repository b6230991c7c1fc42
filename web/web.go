// Package web owns the built web app: the files that Vite writes to dist,
// embedded into the binary. It promises that Assets works on a clean clone,
// where only the committed placeholder page is there, and it imports nothing
// of ours.
package web

import (
	"embed"
	"io/fs"
)

// all: keeps files whose names begin with "_" or ".", which a bundler may make.
//
//go:embed all:dist
var dist embed.FS

// Assets gives the build's files, rooted at dist: app.html and inbox.html (the
// entries of /app/ and /inbox/), assets/ (hashed names, safe to cache for
// ever, asked for under /app/assets/), notifications/worker.js (asked for under
// /app/), manifest.webmanifest (likewise) and placeholder.html. A text file over
// 1 kB in assets/ has a brotli (.br) and a gzip (.gz) twin beside it.
func Assets() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("web: dist is not embedded: " + err.Error()) // fs.Sub fails only on an invalid path
	}
	return files
}

// Built reports whether the binary holds the web app rather than only the
// placeholder.
func Built() bool {
	_, err := fs.Stat(dist, "dist/app.html")
	return err == nil
}
