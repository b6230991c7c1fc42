package seal

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
	"github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/tink"

	"relevo/internal/fault"
)

// keysetFile is the form of the file: one Tink keyset per purpose, so that a
// key never serves two algorithms.
type keysetFile struct {
	Version int             `json:"version"`
	Seal    json.RawMessage `json:"seal"` // AEAD
	Sign    json.RawMessage `json:"sign"` // MAC
}

const keysetVersion = 1

// keys is a keyset in use.
type keys struct {
	sealing, signing *keyset.Handle
	aead             tink.AEAD
	mac              tink.MAC
}

func newKeys() (*keys, error) {
	sealing, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make sealing key: %w", err)
	}
	signing, err := keyset.NewHandle(mac.HMACSHA256Tag256KeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make signing key: %w", err)
	}
	return useKeys(sealing, signing)
}

func useKeys(sealing, signing *keyset.Handle) (*keys, error) {
	a, err := aead.New(sealing)
	if err != nil {
		return nil, fmt.Errorf("use sealing key: %w", err)
	}
	m, err := mac.New(signing)
	if err != nil {
		return nil, fmt.Errorf("use signing key: %w", err)
	}
	return &keys{sealing: sealing, signing: signing, aead: a, mac: m}, nil
}

func parseKeys(text []byte) (*keys, error) {
	var file keysetFile
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, notKeyset(err)
	}
	if file.Version != keysetVersion {
		return nil, notKeyset(fmt.Errorf("version %d", file.Version))
	}
	sealing, err := parseHandle(file.Seal)
	if err != nil {
		return nil, notKeyset(err)
	}
	signing, err := parseHandle(file.Sign)
	if err != nil {
		return nil, notKeyset(err)
	}
	k, err := useKeys(sealing, signing)
	if err != nil {
		return nil, notKeyset(err)
	}
	return k, nil
}

// parseHandle reads a keyset in the clear: the file's mode is its protection,
// as there is no key management service that every operator has.
func parseHandle(text []byte) (*keyset.Handle, error) {
	return insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
}

func (k *keys) text() ([]byte, error) {
	file := keysetFile{Version: keysetVersion}
	for _, part := range []struct {
		handle *keyset.Handle
		into   *json.RawMessage
	}{{k.sealing, &file.Seal}, {k.signing, &file.Sign}} {
		var b bytes.Buffer
		if err := insecurecleartextkeyset.Write(part.handle, keyset.NewJSONWriter(&b)); err != nil {
			return nil, fmt.Errorf("write keyset: %w", err)
		}
		*part.into = b.Bytes()
	}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write keyset: %w", err)
	}
	return append(text, '\n'), nil
}

// rotated gives the keys with a new one of each purpose in front.
func (k *keys) rotated() (*keys, error) {
	sealing, err := addPrimary(k.sealing, aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	signing, err := addPrimary(k.signing, mac.HMACSHA256Tag256KeyTemplate())
	if err != nil {
		return nil, err
	}
	return useKeys(sealing, signing)
}

func addPrimary(h *keyset.Handle, template *tink_go_proto.KeyTemplate) (*keyset.Handle, error) {
	m := keyset.NewManagerFromHandle(h)
	id, err := m.Add(template)
	if err != nil {
		return nil, fmt.Errorf("add key: %w", err)
	}
	if err := m.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("use new key: %w", err)
	}
	next, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("use new key: %w", err)
	}
	return next, nil
}

func notKeyset(cause error) error {
	return fault.Wrap(fault.Invalid, fault.CodeWrongKeyset, "The keyset cannot be read: it is not one of Relevo's.", cause)
}
