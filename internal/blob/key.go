package blob

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ValidateKey reports what is wrong with a key; the error wraps [ErrInvalid]. A key is
// UTF-8 without control characters, at most MaxKey bytes. Its segments, between slashes,
// are 1 to MaxSegment bytes and not "." or "..".
func ValidateKey(key string) error {
	if len(key) > MaxKey {
		return fmt.Errorf("%w: a key of %d bytes, of at most %d", ErrInvalid, len(key), MaxKey)
	}
	if !utf8.ValidString(key) || strings.ContainsFunc(key, unicode.IsControl) {
		return fmt.Errorf("%w: key %q is not plain UTF-8", ErrInvalid, key)
	}
	for segment := range strings.SplitSeq(key, "/") {
		switch {
		case segment == "" || segment == "." || segment == "..":
			return fmt.Errorf("%w: key %q has a segment %q", ErrInvalid, key, segment)
		case len(segment) > MaxSegment:
			return fmt.Errorf("%w: key %q has a segment of %d bytes, of at most %d",
				ErrInvalid, key, len(segment), MaxSegment)
		}
	}
	return nil
}

// ValidatePut reports what is wrong with a put of size bytes, for drivers; the error wraps
// [ErrInvalid].
func ValidatePut(key string, size int, cond Condition) error {
	if err := ValidateKey(key); err != nil {
		return err
	}
	if size > MaxObject {
		return fmt.Errorf("%w: an object of %d bytes, of at most %d",
			ErrInvalid, size, MaxObject)
	}
	if cond.Absent && cond.Match != "" {
		return fmt.Errorf("%w: a condition asks for no object and for its tag", ErrInvalid)
	}
	return nil
}

// PageSize returns how many keys a list with a limit returns at most, for drivers. The
// error wraps [ErrInvalid].
func PageSize(limit int) (int, error) {
	switch {
	case limit < 0 || limit > MaxList:
		return 0, fmt.Errorf("%w: a limit of %d, not of 0 to %d", ErrInvalid, limit, MaxList)
	case limit == 0:
		return MaxList, nil
	}
	return limit, nil
}

// Keys returns every key that begins with prefix in order, page after page. After an
// error, which comes with no key, there is nothing more.
func Keys(ctx context.Context, s Store, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		after := ""
		for {
			keys, err := s.List(ctx, prefix, after, MaxList)
			if err != nil {
				yield("", err)
				return
			}
			for _, key := range keys {
				if !yield(key, nil) {
					return
				}
			}
			if len(keys) < MaxList {
				return
			}
			after = keys[len(keys)-1]
		}
	}
}
