package seal

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"

	"relevo/internal/fault"
)

// The parameters of argon2id (OWASP Password Storage Cheat Sheet: 19 MiB, two
// passes, one lane).
const (
	argonMemory = 19 << 10 // KiB
	argonPasses = 2
	argonLanes  = 1
	saltBytes   = 16
	hashBytes   = 32

	maxPassword    = 1024 // bytes; longer ones are refused
	maxArgonMemory = 256 << 10
	maxArgonPasses = 16
)

// Passwords hashes and verifies passwords, at most one per core at a time, so
// that a flood of log-ins takes time and not all the memory.
type Passwords struct {
	slots chan struct{}
	dummy phc
}

// NewPasswords makes a hasher with as many slots as there are cores.
func NewPasswords() *Passwords {
	p := &Passwords{slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
	p.dummy = phc{memory: argonMemory, passes: argonPasses, lanes: argonLanes, salt: make([]byte, saltBytes), hash: make([]byte, hashBytes)}
	return p
}

// Hash gives the PHC string of a password: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
// One above 1,024 bytes is an invalid_input fault; ctx ends the wait for a slot.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if len(password) > maxPassword {
		return "", fault.Newf(fault.Invalid, fault.CodeInvalidInput, "A password has at most %d bytes.", maxPassword)
	}
	h := phc{memory: argonMemory, passes: argonPasses, lanes: argonLanes, salt: make([]byte, saltBytes), hash: make([]byte, hashBytes)}
	rand.Read(h.salt) // never fails (crypto/rand)
	hash, err := p.derive(ctx, password, h)
	if err != nil {
		return "", err
	}
	h.hash = hash
	return h.String(), nil
}

// Verify reports whether a password belongs to a PHC string. Give "" for a
// person who does not exist: that takes the same time and is false, so the
// answer does not tell who has an account. An error means that the stored
// string is damaged or that ctx ended.
func (p *Passwords) Verify(ctx context.Context, password, stored string) (bool, error) {
	h, known := p.dummy, false
	if stored != "" {
		var err error
		if h, err = parsePHC(stored); err != nil {
			return false, err
		}
		known = true
	}
	if len(password) > maxPassword {
		password, known = password[:maxPassword], false
	}
	hash, err := p.derive(ctx, password, h)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(hash, h.hash) == 1 && known, nil
}

func (p *Passwords) derive(ctx context.Context, password string, h phc) ([]byte, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash password: %w", ctx.Err())
	}
	defer func() { <-p.slots }()
	return argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(len(h.hash))), nil
}

// phc is a password hash in the PHC string format.
type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, hash     []byte
}

func (h phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.passes, h.lanes,
		base64.RawStdEncoding.EncodeToString(h.salt), base64.RawStdEncoding.EncodeToString(h.hash))
}

func parsePHC(text string) (phc, error) {
	var h phc
	var version int
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return h, errPHC
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return h, errPHC
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); err != nil {
		return h, errPHC
	}
	var saltErr, hashErr error
	h.salt, saltErr = base64.RawStdEncoding.DecodeString(parts[4])
	h.hash, hashErr = base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || hashErr != nil || !h.sane() || h.String() != text {
		return h, errPHC
	}
	return h, nil
}

// sane bounds what a stored string may make the server spend.
func (h phc) sane() bool {
	return h.memory >= 8 && h.memory <= maxArgonMemory && h.passes >= 1 && h.passes <= maxArgonPasses &&
		h.lanes >= 1 && h.lanes <= 16 && len(h.salt) >= 8 && len(h.salt) <= 64 && len(h.hash) >= 16 && len(h.hash) <= 64
}

var errPHC = fault.New(fault.Internal, fault.CodeInternal, "The stored password hash is damaged.")
