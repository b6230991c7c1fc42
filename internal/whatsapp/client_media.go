package whatsapp

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"relevo/internal/ids"
)

// Upload is a file on its way to WhatsApp. Size is its exact number of bytes.
type Upload struct {
	Filename string
	MIME     string
	Size     int64
	Body     io.Reader
}

var errNoMediaID = errors.New("the answer names no media")

// UploadMedia sends a file, streamed, and gives Meta's media id, which lives 30
// days. Check it with CheckMedia first.
func (c *Client) UploadMedia(ctx context.Context, number ids.PhoneNumberID, u Upload) (string, error) {
	const verb = "upload media"
	r, err := uploadRequest(number, u)
	if err != nil {
		return "", err
	}
	n, answer, err := c.objectWithin(ctx, verb, c.mediaTimeout, r)
	if err != nil {
		return "", err
	}
	if id := n.text("id"); id != "" {
		return id, nil
	}
	return "", &CallError{Verb: verb, HTTPStatus: answer.Status, Sent: true, Cause: errNoMediaID}
}

// uploadRequest lays the form around the file, so that its length is known and
// the file is never held in memory.
func uploadRequest(number ids.PhoneNumberID, u Upload) (Request, error) {
	var frame bytes.Buffer
	form := multipart.NewWriter(&frame)
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", multipart.FileContentDisposition("file", uploadName(u.Filename)))
	mimeType := uploadType(u.MIME)
	header.Set("Content-Type", mimeType)
	err := errors.Join(form.WriteField("messaging_product", "whatsapp"), form.WriteField("type", mimeType))
	if _, partErr := form.CreatePart(header); partErr != nil || err != nil {
		return Request{}, errors.Join(err, partErr)
	}
	cut := frame.Len()
	if err := form.Close(); err != nil {
		return Request{}, err
	}
	head, tail := frame.Bytes()[:cut], frame.Bytes()[cut:]
	return Request{
		Method: http.MethodPost, Path: []string{string(number), "media"}, ContentType: form.FormDataContentType(),
		Body: io.MultiReader(bytes.NewReader(head), io.LimitReader(u.Body, u.Size), bytes.NewReader(tail)),
		Size: int64(frame.Len()) + u.Size,
	}, nil
}

// uploadType is the media type without parameters; but Ogg goes with the one
// codec that WhatsApp takes in it, since the bare type is not supported (Cloud
// API reference, media, supported media types).
func uploadType(mimeType string) string {
	if base := baseMIME(mimeType); base != "audio/ogg" {
		return base
	}
	return "audio/ogg; codecs=opus"
}

// uploadName is a file name without path, control characters or excess length.
func uploadName(name string) string {
	name = oneLine(name[strings.LastIndexAny(name, `/\`)+1:], maxFilename)
	if name == "" {
		return "file"
	}
	return name
}

// MediaInfo describes a stored file. URL lives 5 minutes and needs the token.
type MediaInfo struct {
	ID, URL, MIME string
	SHA256        string // hex or base64, as it came
	Size          int64  // bytes; 0 when not said
}

// MediaInfo asks where a file is. Ids of inbound files live 7 days. A number is
// optional; with one, WhatsApp refuses a file of another number.
func (c *Client) MediaInfo(ctx context.Context, mediaID string, number ids.PhoneNumberID) (MediaInfo, error) {
	n, _, err := c.object(ctx, "read media", getRequest(ofNumber(number), mediaID))
	if err != nil {
		return MediaInfo{}, err
	}
	return MediaInfo{ID: n.text("id"), URL: n.firstText("url", "download_url"), MIME: n.text("mime_type"),
		SHA256: n.text("sha256"), Size: max(0, n.integer("file_size"))}, nil
}

// DeleteMedia removes a file from WhatsApp.
func (c *Client) DeleteMedia(ctx context.Context, mediaID string, number ids.PhoneNumberID) error {
	r := Request{Method: http.MethodDelete, Path: []string{mediaID}, Query: ofNumber(number)}
	_, _, err := c.object(ctx, "delete media", r)
	return err
}

func ofNumber(number ids.PhoneNumberID) url.Values {
	if number == "" {
		return nil
	}
	return url.Values{"phone_number_id": {string(number)}}
}
