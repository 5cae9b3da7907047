package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"
)

// Validate reports what is wrong with a commit before any driver sees it. The error wraps
// [ErrInvalid] and names the write by its place.
func (c Commit) Validate() error {
	if !printable(c.Token) || len(c.Token) > MaxToken {
		return fmt.Errorf("%w: token %q is not 1 to %d printable ASCII characters",
			ErrInvalid, c.Token, MaxToken)
	}
	if n := len(c.Writes); n == 0 || n > MaxCommit {
		return fmt.Errorf("%w: a commit of %d writes, not of 1 to %d", ErrInvalid, n, MaxCommit)
	}
	places := make(map[Key]int, len(c.Writes))
	total := 0
	for i, w := range c.Writes {
		if err := w.validate(); err != nil {
			return fmt.Errorf("%w: write %d: %w", ErrInvalid, i, err)
		}
		if first, ok := places[w.Key]; ok {
			return fmt.Errorf("%w: writes %d and %d name the same key", ErrInvalid, first, i)
		}
		places[w.Key] = i
		total += w.size()
	}
	if total > MaxCommitBytes {
		return fmt.Errorf("%w: a commit of %d bytes, of at most %d",
			ErrInvalid, total, MaxCommitBytes)
	}
	return nil
}

// Digest returns a hash of the writes without the token. A driver remembers it beside the
// token, and so tells a commit that is tried again from another one with the same token.
func (c Commit) Digest() [sha256.Size]byte {
	var b []byte
	text := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	for _, w := range c.Writes {
		text(w.Partition)
		text(w.Sort)
		b = append(b, byte(w.Op))
		text(string(w.Value))
		b = binary.AppendVarint(b, expiry(w.Expires))
		b = binary.AppendVarint(b, w.Delta)
		b = binary.AppendVarint(b, w.Cap)
		text(w.If.Version)
		if w.If.Absent {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
	}
	return sha256.Sum256(b)
}

// expiry returns the second that a driver keeps for an expiry, 0 for none.
func expiry(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
