package rest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"relevo/internal/app"
	"relevo/internal/fault"
)

// The header under which a program may repeat a POST that makes a message, and
// its length.
const (
	idempotencyHeader = "Idempotency-Key"
	maxIdempotencyKey = 255
)

// RepeatOf reads the idempotency key of a request; parts are what tells two
// requests apart: what they are for and what they say. A key that is too long
// is fault Invalid.
func RepeatOf(r *http.Request, parts ...[]byte) (app.Repeat, error) {
	key := r.Header.Get(idempotencyHeader)
	if len(key) > maxIdempotencyKey {
		return app.Repeat{}, fault.Newf(fault.Invalid, fault.CodeInvalidInput, "%s must be at most %d characters long.", idempotencyHeader, maxIdempotencyKey)
	}
	sum := sha256.New()
	for _, part := range parts {
		length := []byte{byte(len(part) >> 24), byte(len(part) >> 16), byte(len(part) >> 8), byte(len(part))}
		sum.Write(length)
		sum.Write(part)
	}
	return app.Repeat{Key: key, RequestHash: hex.EncodeToString(sum.Sum(nil))}, nil
}
