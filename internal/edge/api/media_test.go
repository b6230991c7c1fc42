package api_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"relevo/internal/edge/record/recordtest"
)

const mediaPath = "/platform/v1/media"

// zeros is a file of a size that is never held in memory.
type zeros struct{ left int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.left)
	clear(p[:n])
	z.left -= n
	return int(n), nil
}

// form makes a form with a file as its last field.
func form(t *testing.T, contentType, filename string, file io.Reader, fields ...string) (string, io.Reader) {
	t.Helper()
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	for i := 0; i < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	header := textproto.MIMEHeader{"Content-Disposition": {multipart.FileContentDisposition("file", filename)}}
	if contentType != "" {
		header.Set("Content-Type", contentType)
	}
	if _, err := w.CreatePart(header); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), io.MultiReader(&head, file, strings.NewReader("\r\n--"+w.Boundary()+"--\r\n"))
}

func TestUploadIsServedAgain(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		kind, body := form(t, "application/pdf", `../../a "b".pdf`, strings.NewReader("%PDF-1"), "phone_number_id", recordtest.PhoneNumberID)
		r := s.Send(t, "POST", mediaPath, kind, body)
		checkAnswer(t, s.Rest, "POST", mediaPath, r.Status, []byte(r.Text))
		if r.Status != 201 {
			t.Fatalf("%d %s", r.Status, r.Text)
		}
		r.Has(t, "document", "data", "kind")
		r.Has(t, "6", "data", "byte_size")
		address := fmt.Sprint(r.At("data", "url"))
		answer, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if text, err := io.ReadAll(answer.Body); err != nil || string(text) != "%PDF-1" {
			t.Errorf("fetched without a header: %d %q %v", answer.StatusCode, text, err)
		}
		s.Receive(t, textFrom(ana, "wamid.1", "hi", start.Unix()-60))
		sent := ask(t, s, "POST", conversations+"/"+onlyConversation(t, s)+"/messages",
			`{"message":{"type":"document","document":{"id":"`+fmt.Sprint(r.At("data", "id"))+`"}},"client_id":"c1"}`)
		sent.Has(t, address, "data", "kapso", "media_url")
		sent.Has(t, "ready", "data", "kapso", "media_data", "status")
	})
}

func TestUploadLimitsAreWhatsApps(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		const mega = 1_000_000
		for _, c := range []struct {
			name, contentType string
			size              int64
			status            int
			says              string
		}{
			{"a.pdf", "application/pdf", 65 * mega, 201, ""},
			{"a.pdf", "application/pdf", 101 * mega, 413, "100 MB"},
			{"a.pdf", "application/pdf", 101 << 20, 413, "larger than"},
			{"a.jpg", "image/jpeg", 5 * mega, 201, ""},
			{"a.jpg", "image/jpeg", 6 * mega, 413, "5 MB"},
			{"a.mp4", "video/mp4", 17 * mega, 413, "16 MB"},
			{"a.zip", "application/zip", 10, 415, "application/pdf"},
			{"a.pdf", "application/pdf", 0, 422, "empty"},
		} {
			kind, body := form(t, c.contentType, c.name, &zeros{c.size}, "phone_number_id", recordtest.PhoneNumberID)
			r := s.Send(t, "POST", mediaPath, kind, body)
			if r.Status != c.status || !strings.Contains(fmt.Sprint(r.At("error")), c.says) && c.says != "" {
				t.Errorf("%s of %d bytes: got %d %s, want %d with %q", c.name, c.size, r.Status, r.Text, c.status, c.says)
			}
		}
	})
}

func TestUploadRefuses(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		kind, body := form(t, "application/pdf", "a.pdf", strings.NewReader("x"))
		if r := s.Send(t, "POST", mediaPath, kind, body); r.Status != 404 {
			t.Errorf("without a number: %d %s", r.Status, r.Text)
		}
		kind, body = form(t, "application/pdf", "a.pdf", strings.NewReader("x"), "phone_number_id", "1")
		if r := s.Send(t, "POST", mediaPath, kind, body); r.Status != 404 {
			t.Errorf("for an unknown number: %d %s", r.Status, r.Text)
		}
		if r := s.Send(t, "POST", mediaPath, "application/json", strings.NewReader(`{}`)); r.Status != 415 {
			t.Errorf("no form: %d %s", r.Status, r.Text)
		}
		if r := s.Send(t, "POST", mediaPath, "multipart/form-data; boundary=x", strings.NewReader("--x\r\nnonsense")); r.Status != 422 {
			t.Errorf("a broken form: %d %s", r.Status, r.Text)
		}
		if r := s.Send(t, "POST", mediaPath, "multipart/form-data; boundary=x",
			strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\nhalf")); r.Status != 422 {
			t.Errorf("a file that breaks off: %d %s", r.Status, r.Text)
		}
		if r := s.Send(t, "POST", mediaPath, kind, strings.NewReader("x"), "X-API-Key", ""); r.Status != 401 && r.Status != 403 {
			t.Errorf("by nobody: %d %s", r.Status, r.Text)
		}
	})
}
