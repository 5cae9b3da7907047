package booking

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// Sealer encrypts personal data with authentication. The context of a sealed text is the
// booking it belongs to: a text copied into another booking does not open. Implementations are
// safe for concurrent use.
type Sealer interface {
	// Seal returns a text that holds plain and that only Open with the same context opens.
	Seal(ctx context.Context, plain, bound []byte) ([]byte, error)
	// Open returns what was sealed, or an error that holds none of it.
	Open(ctx context.Context, sealed, bound []byte) ([]byte, error)
}

const (
	keyBytes  = 32
	keyIDSize = 4
)

// LocalSealer is a Sealer with AES-256-GCM and keys of this process. A sealed text is the id of
// its key (four bytes of the key's SHA-256), the nonce and the cipher text.
type LocalSealer struct {
	random io.Reader
	keys   []localKey
}

type localKey struct {
	id   [keyIDSize]byte
	aead cipher.AEAD
}

var _ Sealer = (*LocalSealer)(nil)

// NewLocalSealer returns a sealer that seals with the first key of 32 bytes and opens what any
// of them sealed: that is how a key is replaced. Nonces are drawn from random, which must be
// safe for concurrent use.
func NewLocalSealer(random io.Reader, keys ...[]byte) (*LocalSealer, error) {
	if len(keys) == 0 {
		return nil, errors.New("a sealer without a key")
	}
	s := &LocalSealer{random: random}
	for i, key := range keys {
		if len(key) != keyBytes {
			return nil, fmt.Errorf("sealing key %d has %d bytes, not %d", i, len(key), keyBytes)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("sealing key %d: %w", i, err)
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, fmt.Errorf("sealing key %d: %w", i, err)
		}
		digest := sha256.Sum256(key)
		s.keys = append(s.keys, localKey{id: [keyIDSize]byte(digest[:keyIDSize]), aead: aead})
	}
	return s, nil
}

// Seal implements [Sealer].
func (s *LocalSealer) Seal(_ context.Context, plain, bound []byte) ([]byte, error) {
	key := s.keys[0]
	nonce := make([]byte, key.aead.NonceSize())
	if _, err := io.ReadFull(s.random, nonce); err != nil {
		return nil, fmt.Errorf("draw a nonce: %w", err)
	}
	sealed := append(key.id[:len(key.id):len(key.id)], nonce...)
	return key.aead.Seal(sealed, nonce, plain, bound), nil
}

// Open implements [Sealer].
func (s *LocalSealer) Open(_ context.Context, sealed, bound []byte) ([]byte, error) {
	for _, key := range s.keys {
		head := keyIDSize + key.aead.NonceSize()
		if len(sealed) < head || [keyIDSize]byte(sealed) != key.id {
			continue
		}
		plain, err := key.aead.Open(nil, sealed[keyIDSize:head], sealed[head:], bound)
		if err != nil {
			return nil, errors.New("a sealed text was changed, or belongs elsewhere")
		}
		return plain, nil
	}
	return nil, errors.New("no key for a sealed text")
}
