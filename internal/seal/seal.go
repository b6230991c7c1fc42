// Package seal keeps secrets: it seals values for the database, signs
// expiring paths, hashes passwords and makes tokens.
//
// It promises that a sealed value opens only in the place it was sealed for,
// that a wrong keyset is told at start and not at the first message, and that
// no plain secret is stored: tokens as SHA-256, passwords as argon2id. The
// keyset is never derived from the database and never stored in it. May import
// fault, clock, tink-go and x/crypto.
package seal

import (
	"fmt"
	"sync/atomic"

	"relevo/internal/fault"
)

// Sealer seals and signs with one keyset. It is safe for concurrent use.
type Sealer struct {
	file string // empty: the keyset was given as JSON
	keys atomic.Pointer[keys]
}

// Open reads the keyset from a file, or from source itself when that is a JSON
// object. With create a file that is absent is made, with mode 0600, durable
// before Open returns; when two processes start at once, both get the same.
// What is no keyset is a fault with code wrong_keyset.
func Open(source string, create bool) (*Sealer, error) {
	s := &Sealer{}
	text := []byte(source)
	if !inline(source) {
		s.file = source
		var err error
		if text, err = readOrMake(source, create); err != nil {
			return nil, err
		}
	}
	k, err := parseKeys(text)
	if err != nil {
		return nil, err
	}
	s.keys.Store(k)
	return s, nil
}

// Seal encrypts a value (AES-256-GCM). The context names the place of the
// value, such as "numbers|access_token|<row id>"; Open needs the same, so a
// sealed value that is copied to another row does not open there.
func (s *Sealer) Seal(plaintext []byte, context string) ([]byte, error) {
	sealed, err := s.keys.Load().aead.Encrypt(plaintext, []byte(context))
	if err != nil {
		return nil, fmt.Errorf("seal value: %w", err)
	}
	return sealed, nil
}

// Open decrypts what Seal made, also with a key that Rotate has replaced. It
// fails when the value was changed, belongs to another context or to another
// keyset.
func (s *Sealer) Open(ciphertext []byte, context string) ([]byte, error) {
	plain, err := s.keys.Load().aead.Decrypt(ciphertext, []byte(context))
	if err != nil {
		return nil, fmt.Errorf("open sealed value: %w", err)
	}
	return plain, nil
}

const (
	checkText    = "relevo"
	checkContext = "keyset|check"
)

// Check makes the value by which a later start recognises the keyset. Store it
// with the data when the data is new.
func (s *Sealer) Check() ([]byte, error) {
	return s.Seal([]byte(checkText), checkContext)
}

// VerifyCheck reports a keyset that did not make the stored check value, as a
// fault.Conflict with code wrong_keyset.
func (s *Sealer) VerifyCheck(value []byte) error {
	plain, err := s.Open(value, checkContext)
	if err != nil || string(plain) != checkText {
		return fault.Wrap(fault.Conflict, fault.CodeWrongKeyset,
			"The keyset is not the one that sealed this data; put the right keyset.json back or set RELEVO_KEYSET.", err)
	}
	return nil
}

// Rotate puts new keys in front and keeps the old ones for what they sealed
// and signed. The file is replaced atomically. Another process on the same
// file sees the new keys when it starts next. A keyset that was given as JSON
// cannot be rotated here and is a fault.Conflict.
func (s *Sealer) Rotate() error {
	if s.file == "" {
		return fault.New(fault.Conflict, fault.CodeConflict, "A keyset that is given as JSON is rotated where it is kept.")
	}
	next, err := s.keys.Load().rotated()
	if err != nil {
		return err
	}
	text, err := next.text()
	if err != nil {
		return err
	}
	if err := replaceFile(s.file, text); err != nil {
		return err
	}
	s.keys.Store(next)
	return nil
}
