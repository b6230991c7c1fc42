package sim

import (
	"bytes"
	"crypto/hmac"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const mediaPath = "/whatsapp_business/attachments"

// postMedia is POST /{phone-number-id}/media, multipart.
func (c *call) postMedia() answer {
	parts, err := c.r.MultipartReader()
	if err != nil {
		return refuse(newError(100, "The media endpoint needs a multipart/form-data body."))
	}
	form, item := node{}, (*mediaItem)(nil)
	addValues(form, c.r.URL.Query()) // Graph takes plain parameters from the query too
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return refuse(newError(100, "The multipart body was cut off."))
		}
		if part.FormName() == "file" {
			var refused *graphError
			if item, refused = c.storePart(part); refused != nil {
				return refuse(refused)
			}
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, 1<<16))
		if err != nil {
			return refuse(newError(100, "The multipart body was cut off."))
		}
		form[part.FormName()] = string(text)
	}
	if form.str("messaging_product") != "whatsapp" {
		return refuse(newError(100, "The parameter messaging_product is required."))
	}
	if item == nil {
		return refuse(newError(100, "The parameter file is required."))
	}
	c.note.Summary = "upload " + kindName(item.Type) + ", " + sizeText(item.Size)
	return okay(node{"id": item.ID})
}

func (c *call) storePart(part *multipart.Part) (*mediaItem, *graphError) {
	mimeType := part.Header.Get("Content-Type")
	kind, known := kindOfType(mimeType)
	if !known {
		return nil, newErrorf(100, "Param file must be a file with one of the following types: %s. Received file of type '%s'.", allTypes(), bareType(mimeType))
	}
	item, err := c.storeMedia(part, mediaItem{Type: mimeType, Name: part.FileName()}, kind.limit, uploadedLives)
	if errors.Is(err, errTooLarge) {
		e := newErrorf(131053, "The file is too large: %s files have at most %s.", kind.name, sizeText(kind.limit))
		return nil, e
	}
	if err != nil {
		return nil, newError(131000, "")
	}
	if item.Size == 0 {
		return nil, newError(100, "The file is empty.")
	}
	return item, nil
}

func allTypes() string {
	var all []string
	for _, kind := range mediaKinds {
		all = append(all, kind.types...)
	}
	return strings.Join(all, ", ")
}

func kindName(mimeType string) string {
	if kind, known := kindOfType(mimeType); known {
		return kind.name
	}
	return "file"
}

// sizeText writes a size for a person.
func sizeText(n int64) string {
	switch {
	case n >= 1<<20:
		return strconv.FormatInt(n>>20, 10) + " MB"
	case n >= 1000:
		return strconv.FormatInt(n/1000, 10) + " kB"
	}
	return strconv.FormatInt(n, 10) + " bytes"
}

// getMedia is GET /{media-id}: a URL that works for five minutes.
func (c *call) getMedia() answer {
	if number := c.in.str("phone_number_id"); number != "" && number != c.options.PhoneNumberID {
		return refuse(unknownObject(http.MethodGet, c.id))
	}
	var out node
	c.view(func(now time.Time) {
		if item := c.state.media.get(c.id); item.alive(now) {
			out = node{
				"messaging_product": "whatsapp", "id": item.ID, "mime_type": bareOrOpus(item.Type),
				"sha256": item.SHA256, "file_size": item.Size, "url": c.mediaURL(c.address(), item.ID, now),
			}
		}
	})
	if out == nil {
		return refuse(unknownObject(http.MethodGet, c.id))
	}
	return okay(out)
}

// bareOrOpus keeps the codec of a voice message, as WhatsApp does.
func bareOrOpus(mimeType string) string {
	if strings.Contains(mimeType, "codecs=opus") {
		return "audio/ogg; codecs=opus"
	}
	return bareType(mimeType)
}

// deleteMedia is DELETE /{media-id}.
func (c *call) deleteMedia() answer {
	if number := c.in.str("phone_number_id"); number != "" && number != c.options.PhoneNumberID {
		return refuse(unknownObject(http.MethodDelete, c.id))
	}
	out := refuse(unknownObject(http.MethodDelete, c.id))
	c.update(func(t *tx) {
		if item := t.state.media.get(c.id); item.alive(t.now) {
			item.DeletedAt = t.now
			t.state.media.put(t, item.ID, item)
			out = success()
		}
	})
	return out
}

// mediaURL makes a signed address of the bytes that expires.
func (s *Simulator) mediaURL(base, id string, now time.Time) string {
	expires := strconv.FormatInt(now.Add(mediaURLLives).Unix(), 10)
	query := url.Values{"mid": {id}, "ext": {expires}, "hash": {s.mediaHash(id, expires)}}
	return base + mediaPath + "/?" + query.Encode()
}

func (s *Simulator) mediaHash(id, expires string) string {
	return strings.TrimPrefix(sign(s.options.AppSecret, fmt.Appendf(nil, "media %s %s", id, expires)), "sha256=")[:40]
}

// serveMediaBytes gives the file behind a media URL, with ranges. Without the
// token, after five minutes or after the id expired the answer is 404.
func (s *Simulator) serveMediaBytes(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	id, expires := query.Get("mid"), query.Get("ext")
	until, err := strconv.ParseInt(expires, 10, 64)
	item, now := s.aliveMedia(id)
	if err != nil || item == nil || !s.options.accepts(requestToken(r)) || now.Unix() > until ||
		!hmac.Equal([]byte(query.Get("hash")), []byte(s.mediaHash(id, expires))) {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	s.writeBytes(w, r, item)
}

func (s *Simulator) aliveMedia(id string) (found *mediaItem, at time.Time) {
	s.view(func(now time.Time) {
		at = now
		if item := s.state.media.get(id); item.alive(now) {
			copied := *item
			found = &copied
		}
	})
	return found, at
}

func (s *Simulator) writeBytes(w http.ResponseWriter, r *http.Request, item *mediaItem) {
	file, err := s.blobs.open(item.ID)
	if err != nil {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	defer file.Close()
	w.Header().Set("Content-Type", item.Type)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, file)
}

// readMultipart reads a form that carries no file.
func (c *call) readMultipart(body []byte, boundary string) *graphError {
	form, err := multipart.NewReader(bytes.NewReader(body), boundary).ReadForm(1 << 20)
	if err != nil {
		return newError(100, "The multipart body cannot be read.")
	}
	defer form.RemoveAll()
	addValues(c.in, form.Value)
	return nil
}
