package sim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"unicode/utf16"
	"unicode/utf8"
)

// escapeASCII writes every character above U+007F of a JSON text as \uXXXX, a
// surrogate pair beyond the basic plane. Meta signs and sends this form.
func escapeASCII(text []byte) []byte {
	out := make([]byte, 0, len(text)+len(text)/8)
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			out = append(out, text[i])
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		i += size
		if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
			out = appendUnit(appendUnit(out, hi), lo)
		} else {
			out = appendUnit(out, r)
		}
	}
	return out
}

func appendUnit(out []byte, unit rune) []byte {
	const digits = "0123456789abcdef"
	return append(out, '\\', 'u',
		digits[unit>>12&15], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
}

// sign gives the value of X-Hub-Signature-256: HMAC-SHA256 of the bytes as
// sent, keyed with the app secret.
func sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}
