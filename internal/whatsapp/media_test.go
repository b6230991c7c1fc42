package whatsapp

import (
	"strings"
	"testing"

	"relevo/internal/fault"
)

func TestCheckMedia(t *testing.T) {
	t.Parallel()
	const mb = 1_000_000
	for _, v := range []struct {
		kind, mime string
		size       int64
		code, says string
	}{
		{"image", "image/jpeg", MaxImage, "", ""},
		{"image", "IMAGE/PNG; x=1", 1, "", ""},
		{"image", "image/jpeg", 6 * mb, fault.CodeMediaTooLarge, "5 MB"},
		{"image", "image/gif", 1, fault.CodeMediaType, "image/jpeg, image/png"},
		{"video", "video/mp4", 17 * mb, fault.CodeMediaTooLarge, "16 MB"},
		{"audio", "audio/ogg; codecs=opus", MaxAudio, "", ""},
		{"audio", "audio/ogg", MaxAudio + 1, fault.CodeMediaTooLarge, "16 MB"},
		{"document", "application/pdf", 65 << 20, "", ""},
		{"document", "application/pdf", 101 * mb, fault.CodeMediaTooLarge, "100 MB"},
		{"document", "image/jpeg", 30 * mb, "", ""},
		{"document", "application/x-msdownload", 1, fault.CodeMediaType, "x-msdownload"},
		{"sticker", "image/webp", MaxAnimatedSticker, "", ""},
		{"sticker", "image/webp", MaxAnimatedSticker + 1, fault.CodeMediaTooLarge, "500 KB"},
		{"image", "", 1, fault.CodeMediaType, "unknown"},
		{"image", "image/png", 0, fault.CodeInvalidInput, "empty"},
		{"text", "text/plain", 1, fault.CodeMediaType, "text"},
	} {
		err := CheckMedia(v.kind, v.mime, v.size)
		if v.code == "" {
			if err != nil {
				t.Errorf("%s %s %d: %v", v.kind, v.mime, v.size, err)
			}
			continue
		}
		if !fault.HasCode(err, v.code) || !strings.Contains(fault.As(err).Message, v.says) {
			t.Errorf("%s %s %d: got %v", v.kind, v.mime, v.size, err)
		}
	}
	if err := CheckSticker(false, MaxSticker+1); !fault.Is(err, fault.TooLarge) || fault.As(err).Fields["limit_bytes"] != int64(MaxSticker) {
		t.Errorf("got %v", err)
	}
	if err := CheckSticker(true, MaxSticker+1); err != nil {
		t.Error(err)
	}
}

func TestMediaKind(t *testing.T) {
	t.Parallel()
	for mime, want := range map[string]string{"image/png": "image", "video/3gpp": "video", "audio/ogg; codecs=opus": "audio", "image/webp": "sticker",
		"text/plain; charset=utf-8": "document", "application/zip": "", "": "", ";": ""} {
		if got := MediaKind(mime); got != want {
			t.Errorf("%q: got %q", mime, got)
		}
	}
}

func TestAnimatedWebP(t *testing.T) {
	t.Parallel()
	moving := "RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02"
	for head, want := range map[string]bool{moving: true, moving[:20]: false, moving[:20] + "\x10": false, strings.Replace(moving, "VP8X", "VP8L", 1): false, "": false} {
		if AnimatedWebP([]byte(head)) != want {
			t.Errorf("%q: got %v", head, !want)
		}
	}
}
