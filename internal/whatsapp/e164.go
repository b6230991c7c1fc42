package whatsapp

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
)

// Why a text is no phone number that can be dialled from anywhere.
var (
	ErrNoPhone       = errors.New("is not a phone number")
	ErrNoCountryCode = errors.New("must begin with the country code, such as +34")
	ErrPhoneLength   = errors.New("must have 7 to 15 digits with the country code")
)

// chatLink is a link that opens a chat with a phone number, which it holds in
// international form. Source: WhatsApp Help Center, "How to use click to chat".
var chatLink = regexp.MustCompile(`(?i)^(?:https?://)?(?:(?:www\.)?wa\.me/|(?:api|web)\.whatsapp\.com/send/?\?(?:[^#]*&)?phone=|whatsapp://send/?\?(?:[^#]*&)?phone=)(?:\+|%2B)?(\d+)/?(?:[?&#].*)?$`)

// E164 gives the digits of a phone number as people write or paste it: with
// spaces, hyphens, dots, slashes and brackets, with + or 00 before the country
// code, in the digits of any script, or as a link of WhatsApp's.
// Source: ITU-T E.164, 6.2.
func E164(text string) (digits string, err error) {
	text = strings.ReplaceAll(PhoneInLink(text), "(0)", "") // +44 (0)20 …: the zero is dialled inside the country only
	var b strings.Builder
	plus := false
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			b.WriteRune(ASCIIDigit(r))
		case (r == '+' || r == '＋') && b.Len() == 0 && !plus:
			plus = true
		case strings.ContainsRune("-.()/ ‐‑–", r), unicode.IsSpace(r), unicode.Is(unicode.Cf, r):
		default:
			return "", ErrNoPhone
		}
	}
	digits = b.String()
	if !plus {
		if rest, found := strings.CutPrefix(digits, "00"); found {
			digits = rest
		}
	}
	switch {
	case digits == "":
		return "", ErrNoPhone
	case digits[0] == '0':
		return "", ErrNoCountryCode
	case len(digits) < 7 || len(digits) > 15:
		return "", ErrPhoneLength
	}
	return digits, nil
}

// PhoneInLink gives the phone number in a link that calls somebody (RFC 3966) or
// opens a chat with them, or any other text as it is, without the space around it.
func PhoneInLink(text string) string {
	text = strings.TrimSpace(text)
	if link := chatLink.FindStringSubmatch(text); link != nil {
		return "+" + link[1]
	}
	if len(text) >= 4 && strings.EqualFold(text[:4], "tel:") {
		return text[4:]
	}
	return text
}

// ASCIIDigit gives a decimal digit of any script as one of 0 to 9, and any other
// rune as it is. Each script has its ten in a row (Unicode Standard, 4.6).
func ASCIIDigit(r rune) rune {
	if r <= unicode.MaxASCII || !unicode.IsDigit(r) {
		return r
	}
	for _, tens := range unicode.Nd.R16 {
		if lo := rune(tens.Lo); lo <= r && r <= rune(tens.Hi) {
			return '0' + (r-lo)%10
		}
	}
	for _, tens := range unicode.Nd.R32 {
		if lo := rune(tens.Lo); lo <= r && r <= rune(tens.Hi) {
			return '0' + (r-lo)%10
		}
	}
	return r
}
