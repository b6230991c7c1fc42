package sim_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestMediaLife(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	data := []byte("\x89PNG\r\n\x1a\nsome pixels")
	status, out := r.upload("a.png", "image/png", data)
	if status != http.StatusOK || len(out) != 1 {
		t.Fatalf("%d %v", status, out)
	}
	id := out["id"].(string)
	info := r.mustGraph("GET", id+"?phone_number_id="+number, nil)
	r.shape("media", info)
	if sum := sha256.Sum256(data); info["sha256"] != hex.EncodeToString(sum[:]) || info["file_size"] != float64(len(data)) {
		t.Errorf("%v", info)
	}
	if status, _ := r.graph("GET", id+"?phone_number_id=1", nil); status != http.StatusBadRequest {
		t.Errorf("another number: %d", status)
	}
	url := info["url"].(string)
	status, header, got := r.request("GET", url, bearer(), nil)
	if status != http.StatusOK || !bytes.Equal(got, data) || header.Get("Content-Type") != "image/png" {
		t.Errorf("bytes: %d %v", status, header)
	}
	ranged := bearer()
	ranged.Set("Range", "bytes=1-3")
	if status, _, got := r.request("GET", url, ranged, nil); status != http.StatusPartialContent || string(got) != "PNG" {
		t.Errorf("range: %d %q", status, got)
	}
	for name, header := range map[string]http.Header{"no token": {}, "wrong token": {"Authorization": {"Bearer x"}}} {
		if status, _, _ := r.request("GET", url, header, nil); status != http.StatusNotFound {
			t.Errorf("%s: %d", name, status)
		}
	}
	if status, _, _ := r.request("GET", strings.Replace(url, "ext=", "ext=9", 1), bearer(), nil); status != http.StatusNotFound {
		t.Errorf("forged expiry: %d", status)
	}
	r.advance(5*time.Minute + time.Second)
	if status, _, _ := r.request("GET", url, bearer(), nil); status != http.StatusNotFound {
		t.Errorf("after five minutes: %d", status)
	}
	fresh := r.mustGraph("GET", id, nil)["url"].(string)
	if status, _, _ := r.request("GET", fresh, bearer(), nil); status != http.StatusOK {
		t.Errorf("a fresh URL: %d", status)
	}
	r.advance(30 * 24 * time.Hour)
	if status, _ := r.graph("GET", id, nil); status != http.StatusBadRequest {
		t.Errorf("after 30 days: %d", status)
	}
	_, out = r.upload("b.png", "image/png", data)
	r.mustGraph("DELETE", out["id"].(string), nil)
	if status, _ := r.graph("DELETE", out["id"].(string), nil); status != http.StatusBadRequest {
		t.Errorf("deleted twice: %d", status)
	}
}

func TestMediaLimits(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, c := range map[string]struct {
		mime string
		size int
		code float64
	}{
		"image":         {"image/jpeg", 5 << 20, 0},
		"large image":   {"image/jpeg", 5<<20 + 1, 131053},
		"large video":   {"video/mp4", 16<<20 + 1, 131053},
		"large sticker": {"image/webp", 500<<10 + 1, 131053},
		"document":      {"application/pdf", 20 << 20, 0},
		"program":       {"application/x-msdownload", 10, 100},
		"empty":         {"image/png", 0, 100},
	} {
		status, out := r.upload("f", c.mime, make([]byte, c.size))
		switch {
		case c.code == 0 && status != http.StatusOK:
			t.Errorf("%s: %d %v", name, status, out)
		case c.code != 0 && (status != http.StatusBadRequest || dig[float64](r, out, "error", "code") != c.code):
			t.Errorf("%s: %d %v", name, status, out)
		}
	}
	r.opened()
	_, media := r.upload("a.mp3", "audio/mpeg", []byte("ID3"))
	r.send(message(lucia, "image", object{"id": media["id"]}))
	r.advance(time.Second)
	if code := r.failure(); code != 131053 {
		t.Errorf("audio as image: %d", code)
	}
	if _, code := r.refused(message(lucia, "audio", object{"id": media["id"], "voice": true})); code != 131009 {
		t.Errorf("mp3 as voice: %d", code)
	}
}

func TestLinkMedia(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	asked := 0
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		asked++ // requests come one after the other
		switch q.URL.Path {
		case "/a.png":
			w.Header().Set("Content-Type", "image/png")
			w.Write([]byte("\x89PNG"))
		case "/a.html":
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<p>"))
		default:
			http.NotFound(w, q)
		}
	}))
	t.Cleanup(files.Close)
	r.opened()
	outcome := func(path string) object {
		t.Helper()
		r.send(message(lucia, "image", object{"link": files.URL + path}))
		for { // the download runs beside the clock
			r.advance(time.Second)
			select {
			case p := <-r.hooks:
				return dig[object](r, p.JSON, "entry", 0, "changes", 0, "value", "statuses", 0)
			default:
			}
		}
	}
	if st := outcome("/a.png"); st["status"] != "sent" {
		t.Errorf("a picture: %v", st)
	}
	r.status("delivered")
	if st := outcome("/a.png"); st["status"] != "sent" || asked != 1 {
		t.Errorf("from the cache: %v, asked %d times", st, asked)
	}
	r.status("delivered")
	for path, details := range map[string]string{
		"/none.png": "Downloading media from weblink failed with http code 404, status message Not Found",
		"/a.html":   "Unsupported image mime type text/html",
	} {
		st := outcome(path)
		if st["status"] != "failed" || dig[float64](r, st, "errors", 0, "code") != 131053 || dig[string](r, st, "errors", 0, "error_data", "details") != details {
			t.Errorf("%s: %v", path, st)
		}
	}
}

func TestResumableUpload(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	app := dig[string](r, r.control("GET", "", nil), "app_id")
	session := r.mustGraph("POST", app+"/uploads?file_name=a.png&file_length=6&file_type=image/png", nil)["id"].(string)
	part := func(offset, data string) (int, object) {
		header := http.Header{"Authorization": {"OAuth EAAGsimulatorAccessToken"}, "File_offset": {offset}}
		status, _, out := r.request("POST", r.server.URL+"/v24.0/"+session, header, []byte(data))
		return status, decode(r, out)
	}
	if status, out := part("0", "abc"); status != 200 || out["file_offset"] != 3.0 {
		t.Errorf("first part: %d %v", status, out)
	}
	if status, _ := part("0", "abc"); status != 400 {
		t.Errorf("wrong offset: %d", status)
	}
	if got := r.mustGraph("GET", session, nil); got["file_offset"] != 3.0 {
		t.Errorf("progress %v", got)
	}
	_, out := part("3", "def")
	handle, _ := out["h"].(string)
	if !strings.HasPrefix(handle, "4::") {
		t.Fatalf("handle %v", out)
	}
	r.mustGraph("POST", number+"/whatsapp_business_profile", object{"messaging_product": "whatsapp", "about": "Tables", "profile_picture_handle": handle})
	profile := dig[object](r, r.mustGraph("GET", number+"/whatsapp_business_profile", nil), "data", 0)
	if profile["about"] != "Tables" || profile["profile_picture_url"] == nil {
		t.Errorf("profile %v", profile)
	}
	if status, _ := r.graph("POST", app+"/uploads?file_length=6&file_type=text/html", nil); status != 400 {
		t.Errorf("a web page: %d", status)
	}
}
