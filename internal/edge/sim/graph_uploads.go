package sim

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const uploadLimit = 100 << 20

// uploadTypes are what the resumable upload takes (Graph reference, resumable
// upload API).
var uploadTypes = []string{"application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"}

// upload is a resumable upload session; its handle goes into template header
// examples and profile pictures.
type upload struct {
	ID     string `json:"id"`
	Type   string `json:"type"`
	Name   string `json:"name,omitempty"`
	Length int64  `json:"length"`
	Data   []byte `json:"data,omitempty"` // what came so far; dropped when complete
	Handle string `json:"handle,omitempty"`
}

// startUpload is POST /{app-id}/uploads.
func (c *call) startUpload() answer {
	length, err := strconv.ParseInt(c.in.str("file_length"), 10, 64)
	kind := c.in.str("file_type")
	switch {
	case err != nil || length < 1 || length > uploadLimit:
		return refuse(newError(100, "Param file_length must be the size of the file in bytes."))
	case !contains(uploadTypes, kind):
		return refuse(newErrorf(100, "Param file_type must be one of {%s}.", strings.Join(uploadTypes, ", ")))
	}
	row := &upload{ID: "upload:" + randomHex(32), Type: kind, Name: c.in.str("file_name"), Length: length}
	c.update(func(t *tx) { t.state.uploads.put(t, row.ID, row) })
	return okay(node{"id": row.ID})
}

// continueUpload is POST /upload:…; the header file_offset must be where the
// last part ended.
func (c *call) continueUpload() answer {
	offset, err := strconv.ParseInt(c.r.Header.Get("file_offset"), 10, 64)
	if err != nil {
		return refuse(newError(100, "The header file_offset is required."))
	}
	data, readErr := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, uploadLimit))
	if tooBig := new(http.MaxBytesError); errors.As(readErr, &tooBig) {
		return refuse(newError(100, "The part is too large."))
	}
	out := refuse(unknownObject(http.MethodPost, c.id))
	c.update(func(t *tx) {
		row := t.state.uploads.get(c.id)
		if row == nil {
			return
		}
		if offset != int64(len(row.Data)) || row.Handle != "" {
			out = refuse(newErrorf(100, "The upload continues at offset %d.", len(row.Data)))
			return
		}
		row.Data = append(bytes.Clone(row.Data), data...)
		out = okay(row.progress())
		t.state.uploads.put(t, row.ID, row)
	})
	if readErr != nil && out.err == nil { // the part that came is kept
		return refuse(newError(100, "The part was cut off."))
	}
	return out
}

// progress gives the handle once everything came, else the offset.
func (row *upload) progress() node {
	if int64(len(row.Data)) < row.Length {
		return node{"id": row.ID, "file_offset": len(row.Data)}
	}
	row.Handle = "4::" + strings.ToLower(randomHex(60))
	row.Data = nil
	return node{"h": row.Handle}
}

// getUpload is GET /upload:….
func (c *call) getUpload() answer {
	out := refuse(unknownObject(http.MethodGet, c.id))
	c.view(func(time.Time) {
		if row := c.state.uploads.get(c.id); row != nil {
			offset := len(row.Data)
			if row.Handle != "" {
				offset = int(row.Length)
			}
			out = okay(node{"id": row.ID, "file_offset": offset})
		}
	})
	return out
}
