package booking

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
)

// DeriveKeys makes the two keys of a diary, the one that seals and the one that hashes, from one
// secret of at least 32 bytes by HKDF (RFC 5869). Neither is ever in the store: there, a hash of
// a phone tells nothing to whoever has no secret. Who changes the secret gives up what was
// sealed and found by it.
func DeriveKeys(secret []byte) (seal, hash []byte, err error) {
	if len(secret) < keyBytes {
		return nil, nil, errors.New("the booking secret is too short")
	}
	seal, err = hkdf.Key(sha256.New, secret, nil, "mingtian booking seal 1", keyBytes)
	if err != nil {
		return nil, nil, fmt.Errorf("derive the sealing key: %w", err)
	}
	hash, err = hkdf.Key(sha256.New, secret, nil, "mingtian booking hash 1", keyBytes)
	if err != nil {
		return nil, nil, fmt.Errorf("derive the hash key: %w", err)
	}
	return seal, hash, nil
}
