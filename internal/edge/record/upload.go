package record

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"

	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/whatsapp"
)

// MaxUpload is how many bytes a form with a file may have: the largest file and
// what stands around it.
const MaxUpload = app.MaxMedia + 1<<20

// Bounds of the form in front of the file.
const (
	maxFormParts = 32
	maxFormField = 4 << 10 // bytes
)

// mediaKinds are the words by which clients name the kind of a file.
var mediaKinds = map[string]bool{"image": true, "video": true, "audio": true, "document": true, "sticker": true}

// ReadUpload reads a form (multipart/form-data) up to its file, whose bytes are
// left to be streamed: the fields phone_number_id, type or kind (a kind of
// message, or a full MIME type) and filename stand in front of it, or in the
// query.
func ReadUpload(r *http.Request) (app.AddMediaIn, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return app.AddMediaIn{}, badForm(err)
	}
	query := r.URL.Query()
	fields := map[string]string{}
	for _, name := range []string{"phone_number_id", "type", "kind", "filename"} {
		fields[name] = query.Get(name)
	}
	for range maxFormParts {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return app.AddMediaIn{}, missingFile()
		}
		if err != nil {
			return app.AddMediaIn{}, badForm(err)
		}
		if part.FormName() == "file" {
			return uploadOf(fields, part), nil
		}
		text, err := io.ReadAll(io.LimitReader(part, maxFormField))
		if err != nil {
			return app.AddMediaIn{}, badForm(err)
		}
		fields[part.FormName()] = strings.TrimSpace(string(text))
	}
	return app.AddMediaIn{}, missingFile()
}

func uploadOf(fields map[string]string, part *multipart.Part) app.AddMediaIn {
	in := app.AddMediaIn{PhoneNumberID: fields["phone_number_id"], Filename: firstText(fields["filename"], part.FileName()),
		ContentType: contentTypeOf(part, fields["type"]), Bytes: uploadReader{part}}
	for _, word := range []string{fields["kind"], fields["type"]} {
		if mediaKinds[word] {
			in.Kind = word
			break
		}
	}
	if in.Kind == "" && whatsapp.MediaKind(in.ContentType) == "" {
		in.Kind = "document" // its list of types is what a refusal names
	}
	return in
}

// contentTypeOf gives what the part says of itself; where that says nothing,
// the form's type, or what the ending of the name stands for.
func contentTypeOf(part *multipart.Part, named string) string {
	const unknown = "application/octet-stream"
	given := part.Header.Get("Content-Type")
	if given != "" && given != unknown {
		return given
	}
	if strings.Contains(named, "/") {
		return named
	}
	return firstText(mime.TypeByExtension(strings.ToLower(filepath.Ext(part.FileName()))), unknown)
}

// uploadReader tells an upload that broke off from a failure of ours.
type uploadReader struct{ io.Reader }

// Read reads from the form.
func (u uploadReader) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if err == nil || errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return n, err
	}
	return n, badForm(err)
}

func badForm(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.Newf(fault.TooLarge, fault.CodeTooLarge, "The form is larger than %d bytes.", large.Limit).With("limit", large.Limit)
	}
	return fault.Wrap(fault.Invalid, fault.CodeInvalidInput, "The form could not be read to the end of its file.", err)
}

func missingFile() error {
	return fault.New(fault.Invalid, fault.CodeInvalidInput, "file must be given, behind the other fields of the form").With("file", "must be given")
}
