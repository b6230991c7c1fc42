package serve

import (
	"net/http"
	"time"

	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// mediaFor is how long a signed media address works at least. Addresses are
// rounded up to the next hour, so that a browser's cache can keep the file.
const mediaFor = 24 * time.Hour

// Media serves stored files under signed, expiring addresses, without a header.
type Media struct{ App *app.App }

// Link gives the absolute address of a file.
func (m Media) Link(id ids.MediaID) string {
	expires := m.App.Clock.Now().Add(mediaFor).Truncate(time.Hour).Add(time.Hour)
	signed, err := m.App.Seal.SignPath("/media/"+string(id), expires)
	if err != nil {
		m.App.Log.Error("media address not signed", "err", err)
		return ""
	}
	return m.App.PublicURL() + signed
}

// ServeHTTP serves one file, with ranges. Types that a browser would run are
// handed out for download only: a file's type is its sender's word.
func (m Media) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := m.App.Seal.VerifyPath(r.URL.Path, r.URL.Query(), m.App.Clock.Now()); err != nil {
		http.Error(w, "This address is not right or has run out.", http.StatusForbidden)
		return
	}
	f, err := app.Do(r.Context(), m.App, policy.Actor{}, app.ServeMedia, ids.MediaID(r.PathValue("id")))
	if err != nil {
		m.fail(w, err)
		return
	}
	b, err := m.App.Blobs.Open(r.Context(), f.SHA256)
	if err != nil {
		m.fail(w, err)
		return
	}
	defer b.Close()
	w.Header().Set("Content-Type", contentType(f.ContentType))
	w.Header().Set("Content-Disposition", disposition(f.ContentType, f.Filename))
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	w.Header().Set("Cache-Control", "private, max-age=86400, immutable")
	w.Header().Set("ETag", `"`+f.SHA256+`"`)
	http.ServeContent(w, r, "", f.CreatedAt, b)
}

func (m Media) fail(w http.ResponseWriter, err error) {
	if fault.Is(err, fault.NotFound) {
		http.Error(w, "This file is not here.", http.StatusNotFound)
		return
	}
	m.App.Log.Error("media not served", "err", err)
	http.Error(w, "The file could not be read. Try again.", http.StatusInternalServerError)
}
