package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
)

var tokenText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewToken makes a secret of 256 random bits behind a prefix that tells its
// kind, such as "rlv_"; the text needs no escaping anywhere. Show plain once
// and store hash.
func NewToken(prefix string) (plain, hash string) {
	var secret [32]byte
	rand.Read(secret[:]) // never fails (crypto/rand)
	plain = prefix + tokenText.EncodeToString(secret[:])
	return plain, HashToken(plain)
}

// HashToken gives the SHA-256 of a token in lower-case hexadecimal, for look-up.
// A slow hash would add nothing: 256 random bits cannot be guessed.
func HashToken(plain string) string {
	sum := sha256.Sum256([]byte(plain))
	return hex.EncodeToString(sum[:])
}
