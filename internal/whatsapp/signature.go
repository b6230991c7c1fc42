package whatsapp

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/url"
	"strings"
)

// SignatureHeader carries the HMAC of a delivery. The older X-Hub-Signature
// (SHA-1) is never accepted in its place.
const SignatureHeader = "X-Hub-Signature-256"

const signaturePrefix = "sha256="

// Sign gives the value of SignatureHeader for a body: "sha256=" and 64
// lower-case hex digits of HMAC-SHA256 with the app secret as key.
func Sign(appSecret string, body []byte) string {
	return signaturePrefix + hex.EncodeToString(digest(appSecret, body))
}

// VerifySignature reports, in constant time, whether header is the signature of
// exactly these body bytes. An empty secret verifies nothing.
func VerifySignature(appSecret, header string, body []byte) bool {
	hexDigest, ok := strings.CutPrefix(header, signaturePrefix)
	if !ok || appSecret == "" || len(hexDigest) != hex.EncodedLen(sha256.Size) {
		return false
	}
	got, err := hex.DecodeString(hexDigest)
	if err != nil {
		return false
	}
	return hmac.Equal(got, digest(appSecret, body))
}

func digest(secret string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return mac.Sum(nil)
}

// VerifyHandshake answers Meta's check of a callback address: when the query
// holds our verify token it gives the challenge, which is the whole text/plain
// body of the 200 answer. Otherwise the answer is 403.
func VerifyHandshake(query url.Values, verifyToken string) (challenge string, ok bool) {
	given := query.Get("hub.verify_token")
	same := subtle.ConstantTimeCompare([]byte(given), []byte(verifyToken)) == 1
	if verifyToken == "" || !same || query.Get("hub.mode") != "subscribe" {
		return "", false
	}
	challenge = query.Get("hub.challenge")
	return challenge, challenge != ""
}
