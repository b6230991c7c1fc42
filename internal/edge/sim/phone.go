package sim

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// bsuidForm is a business-scoped user id (Cloud API reference, business-scoped
// user ids).
var bsuidForm = regexp.MustCompile(`^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`)

// waIDOf rewrites a number the way WhatsApp names it: Brazilian mobile numbers
// of area codes from 31 on lose their ninth digit, Mexican numbers gain a 1.
func waIDOf(digits string) string {
	switch {
	case len(digits) == 13 && strings.HasPrefix(digits, "55") && digits[4] == '9' && digits[2:4] >= "31":
		return digits[:4] + digits[5:]
	case len(digits) == 12 && strings.HasPrefix(digits, "52") && digits[2] != '1':
		return "521" + digits[2:]
	}
	return digits
}

// countryCodes holds the calling codes that are needed to give a number its
// country; the longest prefix wins.
var countryCodes = map[string]string{
	"1": "US", "20": "EG", "27": "ZA", "30": "GR", "31": "NL", "32": "BE", "33": "FR", "34": "ES",
	"39": "IT", "40": "RO", "41": "CH", "43": "AT", "44": "GB", "45": "DK", "46": "SE", "47": "NO",
	"48": "PL", "49": "DE", "51": "PE", "52": "MX", "53": "CU", "54": "AR", "55": "BR", "56": "CL",
	"57": "CO", "58": "VE", "60": "MY", "61": "AU", "62": "ID", "63": "PH", "64": "NZ", "65": "SG",
	"66": "TH", "7": "RU", "81": "JP", "82": "KR", "84": "VN", "86": "CN", "90": "TR", "91": "IN",
	"92": "PK", "93": "AF", "94": "LK", "98": "IR", "212": "MA", "213": "DZ", "216": "TN", "233": "GH",
	"234": "NG", "250": "RW", "251": "ET", "254": "KE", "255": "TZ", "256": "UG", "351": "PT",
	"353": "IE", "358": "FI", "380": "UA", "420": "CZ", "502": "GT", "503": "SV", "504": "HN",
	"505": "NI", "506": "CR", "507": "PA", "591": "BO", "593": "EC", "595": "PY", "598": "UY",
	"852": "HK", "880": "BD", "886": "TW", "961": "LB", "962": "JO", "965": "KW", "966": "SA",
	"971": "AE", "972": "IL", "974": "QA", "977": "NP", "994": "AZ", "218": "LY",
}

// callingCode gives the calling code at the start of a number, "1" when it is
// unknown.
func callingCode(digits string) string {
	for n := 3; n >= 1; n-- {
		if len(digits) > n && countryCodes[digits[:n]] != "" {
			return digits[:n]
		}
	}
	return "1"
}

func countryOf(digits string) string {
	if digits == "" {
		return "US"
	}
	return cmp.Or(countryCodes[callingCode(digits)], "US")
}

// dialled reads `to` the way Meta does: +, spaces, hyphens and parentheses are
// allowed; without + the business number's own calling code is put in front,
// unless the number is already complete with it or is that of a known chat.
// The second value is false when it is no phone number at all.
func (s *Simulator) dialled(to string) (string, bool) {
	digits := digitsOf(to)
	rest := strings.Trim(strings.ReplaceAll(to, "+", ""), "0123456789 -().")
	if digits == "" || rest != "" || strings.LastIndexByte(to, '+') > 0 {
		return "", false
	}
	if strings.HasPrefix(to, "+") || s.customerByPhone(digits) != nil || digits == s.businessDigits() {
		return digits, plausible(digits)
	}
	own := callingCode(s.businessDigits())
	if strings.HasPrefix(digits, own) && completeWith(own, digits) {
		return digits, plausible(digits)
	}
	return own + digits, plausible(own + digits)
}

// completeWith reports whether the digits make a whole international number
// of this calling code.
func completeWith(code, digits string) bool {
	if code == "1" {
		return len(digits) == 11
	}
	return len(digits) >= len(code)+8
}

// plausible allows what E.164 allows, with one digit to spare.
func plausible(digits string) bool { return len(digits) >= 6 && len(digits) <= 16 }

func (s *Simulator) businessDigits() string { return digitsOf(s.options.DisplayPhoneNumber) }

// magicRecipient is one line of the table of numbers with a fixed outcome.
type magicRecipient struct {
	Pattern string `json:"pattern"`
	Code    int    `json:"code"`
	Meaning string `json:"meaning"`
	match   *regexp.Regexp
}

var magicRecipients = []magicRecipient{
	{"+1 555 010 47xx", 131047, "outside the 24-hour window, whatever the customer wrote; templates pass", regexp.MustCompile(`^155501047\d\d$`)},
	{"+1 555 010 xx26", 131026, "undeliverable", regexp.MustCompile(`^1555010\d\d26$`)},
	{"+1 555 010 xx49", 131049, "capped: WhatsApp chose not to deliver", regexp.MustCompile(`^1555010\d\d49$`)},
	{"+1 555 9cc cccc", 0, "ends with the six-digit error code cccccc, at once or later as is typical for it", regexp.MustCompile(`^15559\d{6}$`)},
}

// magicCode gives the error code that a recipient stands for, 0 for none.
func magicCode(digits string) int {
	at := slices.IndexFunc(magicRecipients, func(m magicRecipient) bool { return m.match.MatchString(digits) })
	if at < 0 {
		return 0
	}
	if code := magicRecipients[at].Code; code != 0 {
		return code
	}
	code := 0
	for _, d := range digits[5:] {
		code = code*10 + int(d-'0')
	}
	if _, known := catalogue[code]; !known {
		return 0
	}
	return code
}
