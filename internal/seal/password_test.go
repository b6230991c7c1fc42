package seal

import (
	"context"
	"errors"
	"strings"
	"testing"

	"relevo/internal/fault"

	"golang.org/x/crypto/argon2"
)

func TestPasswords(t *testing.T) {
	t.Parallel()
	p := NewPasswords()
	stored, err := p.Hash(t.Context(), "correct horse")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s, %v", stored, err)
	}
	again, err := p.Hash(t.Context(), "correct horse")
	if err != nil || again == stored {
		t.Fatalf("no salt: %v", err)
	}
	long := strings.Repeat("x", maxPassword)
	longHash, err := p.Hash(t.Context(), long)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		password, stored string
		want             bool
	}{
		{"correct horse", stored, true}, {"correct horse", again, true}, {"Correct horse", stored, false},
		{"", stored, false}, {"correct horse", "", false}, {"", "", false}, {long, longHash, true}, {long + "x", longHash, false},
	} {
		if ok, err := p.Verify(t.Context(), c.password, c.stored); err != nil || ok != c.want {
			t.Errorf("%.20q against %.40q: %v, %v", c.password, c.stored, ok, err)
		}
	}
	if _, err := p.Hash(t.Context(), long+"x"); !fault.Is(err, fault.Invalid) {
		t.Errorf("too long: %v", err)
	}
}

func TestVerifyTakesOtherParameters(t *testing.T) {
	t.Parallel()
	h := phc{memory: 64, passes: 3, lanes: 2, salt: []byte("saltsalt"), hash: argon2.IDKey([]byte("pw"), []byte("saltsalt"), 3, 64, 2, 16)}
	if ok, err := NewPasswords().Verify(t.Context(), "pw", h.String()); !ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}

func TestDamagedHashes(t *testing.T) {
	t.Parallel()
	const good = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"
	if _, err := parsePHC(good); err != nil {
		t.Fatal(err)
	}
	for _, stored := range []string{
		"x", "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=64", "m=4294967295", 1), strings.Replace(good, "m=64", "m=1", 1), strings.Replace(good, "t=1", "t=0", 1),
		strings.Replace(good, "t=1", "t=99", 1), strings.Replace(good, "p=1", "p=0", 1), strings.Replace(good, "p=1", "p=300", 1),
		strings.Replace(good, "c2FsdHNhbHQ", "", 1), good + "$", good + "=", strings.Replace(good, "m=64", "m= 64", 1),
	} {
		if ok, err := NewPasswords().Verify(t.Context(), "pw", stored); ok || err == nil {
			t.Errorf("%s: %v, %v", stored, ok, err)
		}
	}
}

func TestHashesWaitForASlot(t *testing.T) {
	t.Parallel()
	p := NewPasswords()
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Verify(ctx, "x", ""); !errors.Is(err, context.Canceled) {
		t.Fatalf("no slot: %v", err)
	}
	done := make(chan error)
	go func() { _, err := p.Hash(t.Context(), "x"); done <- err }()
	<-p.slots
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func BenchmarkVerify(b *testing.B) {
	p := NewPasswords()
	stored, err := p.Hash(b.Context(), "correct horse")
	if err != nil {
		b.Fatal(err)
	}
	for name, text := range map[string]string{"known": stored, "unknown": ""} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Verify(b.Context(), "correct horse", text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
