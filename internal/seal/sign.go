package seal

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"relevo/internal/fault"
)

// SignPath gives the path with a query that lets anybody fetch it until
// expires (kept in whole seconds): "/media/x?expires=1&signature=…". The path
// is signed as it stands, so it must be the escaped form that a request
// carries. Equal arguments give equal text between rotations; round expires to
// let browsers keep what they fetched.
func (s *Sealer) SignPath(path string, expires time.Time) (string, error) {
	at := strconv.FormatInt(expires.Unix(), 10)
	tag, err := s.keys.Load().mac.ComputeMAC(signed(path, at))
	if err != nil {
		return "", fmt.Errorf("sign path: %w", err)
	}
	query := url.Values{"expires": {at}, "signature": {base64.RawURLEncoding.EncodeToString(tag)}}
	return path + "?" + query.Encode(), nil
}

// VerifyPath checks the query of a request for a signed path. A signature that
// is not ours is a fault.Forbidden with code signature_mismatch; a good one
// that is over is a fault.Gone with code link_used_or_expired.
func (s *Sealer) VerifyPath(path string, query url.Values, now time.Time) error {
	at := query.Get("expires")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return mismatch(err)
	}
	tag, err := base64.RawURLEncoding.Strict().DecodeString(query.Get("signature"))
	if err != nil {
		return mismatch(err)
	}
	if err := s.keys.Load().mac.VerifyMAC(tag, signed(path, at)); err != nil {
		return mismatch(err)
	}
	if now.Unix() >= seconds {
		return fault.New(fault.Gone, fault.CodeLinkUsed, "This link has expired.")
	}
	return nil
}

// signed is the text under a signature. The time comes first: it holds no
// line break, so no two pairs of time and path give the same text.
func signed(path, at string) []byte { return []byte("path\n" + at + "\n" + path) }

func mismatch(cause error) error {
	return fault.Wrap(fault.Forbidden, fault.CodeSignature, "The signature of this link is not right.", cause)
}
