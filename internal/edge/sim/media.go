package sim

import (
	"encoding/base64"
	"encoding/hex"
	"io"
	"mime"
	"slices"
	"strings"
	"time"
)

// How long media live (Cloud API reference, media).
const (
	uploadedLives = 30 * 24 * time.Hour
	receivedLives = 7 * 24 * time.Hour
	mediaURLLives = 5 * time.Minute
	inboundLimit  = 100 << 20
)

// mediaItem is a stored file with an id that Graph knows.
type mediaItem struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"` // MIME type with its parameters
	SHA256    string    `json:"sha256"`
	Size      int64     `json:"size"`
	Name      string    `json:"name,omitempty"`
	Inbound   bool      `json:"inbound,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	DeletedAt time.Time `json:"deleted_at,omitzero"` // over Graph; the phone keeps its copy
}

func (m *mediaItem) alive(now time.Time) bool {
	return m != nil && m.DeletedAt.IsZero() && now.Before(m.ExpiresAt)
}

// base64Sum is the form of sha256 in webhooks.
func (m *mediaItem) base64Sum() string {
	raw, err := hex.DecodeString(m.SHA256)
	if err != nil {
		return m.SHA256
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// mediaKind is a message type with the files it takes.
type mediaKind struct {
	name  string
	limit int64
	types []string
}

// mediaKinds holds the documented file types and sizes (Cloud API reference,
// media, supported types). The first kind that lists a type sets its limit.
var mediaKinds = []mediaKind{
	{"audio", 16 << 20, []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}},
	{"image", 5 << 20, []string{"image/jpeg", "image/png"}},
	{"sticker", 500 << 10, []string{"image/webp"}},
	{"video", 16 << 20, []string{"video/mp4", "video/3gpp", "video/3gp"}},
	{"document", 100 << 20, []string{
		"text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	}},
}

func bareType(mimeType string) string {
	bare, _, err := mime.ParseMediaType(mimeType)
	if err != nil {
		return strings.ToLower(strings.TrimSpace(mimeType))
	}
	return bare
}

// kindOfType gives the kind that a MIME type belongs to.
func kindOfType(mimeType string) (mediaKind, bool) {
	bare := bareType(mimeType)
	at := slices.IndexFunc(mediaKinds, func(k mediaKind) bool { return slices.Contains(k.types, bare) })
	if at < 0 {
		return mediaKind{}, false
	}
	return mediaKinds[at], true
}

// mediaFits reports whether a file may be sent as this message type; any
// listed file may be sent as a document.
func mediaFits(messageType, mimeType string) bool {
	kind, known := kindOfType(mimeType)
	return known && (kind.name == messageType || messageType == "document" || messageType == "interactive" || messageType == "template")
}

// storeMedia writes the bytes and then the record.
func (s *Simulator) storeMedia(in io.Reader, item mediaItem, limit int64, lives time.Duration) (*mediaItem, error) {
	item.ID = randomDigits(16)
	size, sum, err := s.blobs.write(item.ID, in, limit)
	if err != nil {
		return nil, err
	}
	item.Size, item.SHA256 = size, sum
	s.update(func(t *tx) {
		item.CreatedAt, item.ExpiresAt = t.now, t.now.Add(lives)
		t.state.media.put(t, item.ID, &item)
	})
	return &item, nil
}

// checkMediaIDs wants every media id in a message to be alive: the message's
// own, or one in an interactive or template header.
func (t *tx) checkMediaIDs(m *sending) *graphError {
	param, id := m.Type, m.Fields.str("id")
	switch m.Type {
	case "image", "video", "audio", "document", "sticker":
	case "interactive":
		header := m.Fields.obj("header")
		param, id = "interactive['header']", header.obj(header.str("type")).str("id")
	case "template":
		header := parsed(m.Rendered).obj("header")
		param, id = "template['header']", header.obj(strings.ToLower(header.str("format"))).str("id")
	default:
		return nil
	}
	if id == "" {
		return nil
	}
	item := t.state.media.get(id)
	if !item.alive(t.now) {
		return invalid("Param %s['id'] is not a valid whatsapp business account media attachment ID", param)
	}
	m.Media = item
	if m.Type == "audio" && m.Fields.flag("voice") && bareType(item.Type) != "audio/ogg" {
		return invalid("A voice message must be an audio/ogg file with the opus codec.")
	}
	return nil
}
