package whatsapp_test

import (
	"errors"
	"strings"
	"testing"

	"relevo/internal/whatsapp"
)

func TestE164(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"+1 555 010 0200":              "15550100200",
		"15550100200":                  "15550100200",
		" 00 34 612/34-56-78 ":         "34612345678",
		"+44 (0)20 7946 0018":          "442079460018",
		"+49.30.901820":                "4930901820",
		"tel:+33-1-70-18-99-00":        "33170189900",
		"TEL:+33170189900":             "33170189900",
		"https://wa.me/34612345678":    "34612345678",
		"wa.me/34612345678?text=Hi+77": "34612345678",
		"https://api.whatsapp.com/send?phone=34612345678&text=Hi":     "34612345678",
		"https://api.whatsapp.com/send/?text=Hi&phone=%2B34612345678": "34612345678",
		"whatsapp://send?phone=34612345678":                           "34612345678",
		"\u202a+34\u00a0612345678\u202c":                              "34612345678",
		"+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧":                                            "966501234567",
		"＋８１ ９０ １２３４ ５６７８":                                            "819012345678",
	} {
		if got, err := whatsapp.E164(text); err != nil || got != want {
			t.Errorf("%q: got %s, %v", text, got, err)
		}
	}
	for text, want := range map[string]error{
		"": whatsapp.ErrNoPhone, "+": whatsapp.ErrNoPhone, "hello": whatsapp.ErrNoPhone, "+34 612 34 56 78 ext. 2": whatsapp.ErrNoPhone,
		"https://example.com/34612345678": whatsapp.ErrNoPhone, "wa.me/message/ABC1": whatsapp.ErrNoPhone, "wa.me/34": whatsapp.ErrPhoneLength,
		"1+5550100200": whatsapp.ErrNoPhone, "0612345678": whatsapp.ErrNoCountryCode, "+0034612345678": whatsapp.ErrNoCountryCode,
		"+34612": whatsapp.ErrPhoneLength, "+1234567890123456": whatsapp.ErrPhoneLength,
	} {
		if got, err := whatsapp.E164(text); !errors.Is(err, want) {
			t.Errorf("%q: got %s, %v", text, got, err)
		}
	}
}

// Scripts whose ten digits stand beside another ten are told apart.
func TestASCIIDigit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"0123456789": "0123456789", "٠٩": "09", "𝟎𝟗𝟘𝟡𝟶𝟿": "090909", "०९": "09", "٪½x": "٪½x"} {
		if got := strings.Map(whatsapp.ASCIIDigit, text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
