package whatsapp

import (
	"bytes"
	"fmt"
	"mime"
	"slices"
	"strings"

	"relevo/internal/fault"
)

// The sizes that WhatsApp accepts, in bytes (Cloud API reference, media).
// Meta does not say whether a megabyte is 10^6 or 2^20 bytes. For documents,
// where an upload in vain costs most, the smaller reading is taken.
const (
	MaxImage           = 5 << 20
	MaxVideo           = 16 << 20
	MaxAudio           = 16 << 20
	MaxDocument        = 100_000_000
	MaxSticker         = 100 << 10
	MaxAnimatedSticker = 500 << 10
	maxFilename        = 240
)

type mediaRule struct {
	max   int64
	limit string // as a person reads it
	types []string
}

var mediaRules = map[string]mediaRule{
	"image": {MaxImage, "5 MB", []string{"image/jpeg", "image/png"}},
	"video": {MaxVideo, "16 MB", []string{"video/mp4", "video/3gpp", "video/3gp"}},
	"audio": {MaxAudio, "16 MB", []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"}},
	"sticker": {MaxAnimatedSticker, "500 KB (100 KB when it does not move)",
		[]string{"image/webp"}},
	"document": {MaxDocument, "100 MB", []string{
		"text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	}},
}

// MediaKind gives the kind of message that carries a MIME type: image, video,
// audio, sticker or document; "" when WhatsApp takes no file of that type.
func MediaKind(mimeType string) string {
	base := baseMIME(mimeType)
	for _, kind := range []string{"image", "video", "audio", "sticker", "document"} {
		if slices.Contains(mediaRules[kind].types, base) {
			return kind
		}
	}
	return ""
}

// CheckMedia refuses a file that WhatsApp documents as not acceptable: fault
// unsupported_type (media_type_not_supported) for its type, fault too_large
// (media_too_large, with fields limit_bytes and size_bytes) for its size in
// bytes. Any type that WhatsApp takes at all may go as a document.
func CheckMedia(kind, mimeType string, size int64) error {
	rule, ok := mediaRules[kind]
	if !ok {
		return fault.Newf(fault.Unsupported, fault.CodeMediaType, "WhatsApp has no messages of kind %q with a file.", kind)
	}
	base := baseMIME(mimeType)
	if !slices.Contains(rule.types, base) && (kind != "document" || MediaKind(base) == "") {
		return fault.Newf(fault.Unsupported, fault.CodeMediaType, "WhatsApp does not accept files of type %s as %s. It accepts %s.",
			quoteType(base), kind, strings.Join(rule.types, ", "))
	}
	if size <= 0 {
		return fault.New(fault.Invalid, fault.CodeInvalidInput, "The file is empty.")
	}
	return checkSize(kind, rule.limit, rule.max, size)
}

// CheckSticker is CheckMedia for a sticker whose bytes are known to move or not.
func CheckSticker(animated bool, size int64) error {
	if animated {
		return checkSize("sticker", "500 KB", MaxAnimatedSticker, size)
	}
	return checkSize("sticker", "100 KB when it does not move", MaxSticker, size)
}

func checkSize(kind, limit string, max, size int64) error {
	if size <= max {
		return nil
	}
	return fault.Newf(fault.TooLarge, fault.CodeMediaTooLarge, "The file is too large: WhatsApp accepts %s files up to %s.", kind, limit).
		With("limit_bytes", max).With("size_bytes", size)
}

// AnimatedWebP reports whether the first 21 bytes of a WebP file declare an
// animation (WebP container specification, VP8X chunk).
func AnimatedWebP(head []byte) bool {
	const flags, animation = 20, 0x02
	return len(head) > flags && bytes.Equal(head[0:4], []byte("RIFF")) &&
		bytes.Equal(head[8:16], []byte("WEBPVP8X")) && head[flags]&animation != 0
}

func baseMIME(mimeType string) string {
	if base, _, err := mime.ParseMediaType(mimeType); err == nil {
		return base
	}
	base, _, _ := strings.Cut(mimeType, ";")
	return strings.ToLower(strings.TrimSpace(base))
}

func quoteType(base string) string {
	if base == "" {
		return "unknown"
	}
	return fmt.Sprintf("%q", oneLine(base, maxPreview))
}
