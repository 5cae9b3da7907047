// Package blob is the contract of the object store under Mingtian: a folder in one
// process, S3 on AWS.
//
// # Model
//
// A key names a byte string that is written and read whole. Keys are slash-separated UTF-8
// paths; [ValidateKey] has the rule. "labs" and "labs/L01" may both exist. What an object
// is (content type, caching, whether it may ever change) follows from its key alone, by the
// one table in [MetaOf], so that both homes serve the same headers without storing them.
//
// # Durability, order and concurrency
//
// A Put is atomic and durable when it returns nil: a reader sees the old bytes or the new
// ones, whole. A Get or List that starts after a Put or Delete returned sees it. Conditional
// puts on one key are serialised. The order of writes is the design: immutable objects
// first, the one mutable pointer last, under compare-and-swap.
package blob

import (
	"context"
	"errors"
)

// Limits of every driver.
const (
	MaxObject  = 512 << 20 // bytes of an object
	MaxList    = 1000      // keys in one page of a list
	MaxKey     = 512       // bytes of a key
	MaxSegment = 80        // bytes between two slashes: escaped, still a file name
)

var (
	// ErrInvalid is wrapped by every refusal of a request that no driver could serve: a
	// bad key, too large an object, two conditions at once. Nothing was written.
	ErrInvalid = errors.New("blob: invalid request")
	// ErrNotFound is returned by Get for a key that has no object.
	ErrNotFound = errors.New("blob: no such object")
	// ErrPrecondition is returned by Put when its condition does not hold. Nothing was written.
	ErrPrecondition = errors.New("blob: condition does not hold")
)

// Object is a stored object.
type Object struct {
	Body []byte // must not be changed
	ETag string // a strong validator without quotes; equal bytes may have equal tags
}

// Condition is what must hold for a Put. The zero condition always holds. At most one
// field is set.
type Condition struct {
	Absent bool   // there is no object at the key
	Match  string // the object at the key has this ETag
}

// Store holds objects. All methods return the context's error, or one that wraps it,
// when the context ended before the work was done. Everything is safe for concurrent use.
type Store interface {
	// Get returns the object, or ErrNotFound.
	Get(ctx context.Context, key string) (Object, error)
	// Put writes the object and returns its ETag, or ErrPrecondition. It keeps no hold of
	// body. After another error the outcome is unknown: read, or put again.
	Put(ctx context.Context, key string, body []byte, cond Condition) (etag string, err error)
	// Delete removes the object. Removing an absent one is no error.
	Delete(ctx context.Context, key string) error
	// List returns up to limit keys (MaxList if 0) that begin with prefix and come after
	// the key after, in the order of their bytes. Fewer than the limit are the last.
	List(ctx context.Context, prefix, after string, limit int) ([]string, error)
}

// Mapper is implemented by stores that can lend an object's bytes without reading them.
type Mapper interface {
	// Map returns the object's bytes and a function that gives them back, or ErrNotFound.
	// The bytes stay valid, and the same, until release is called, even if the key is
	// written or deleted meanwhile.
	Map(ctx context.Context, key string) (body []byte, release func() error, err error)
}

// Conditional is implemented by stores that need not send an object that the reader has.
type Conditional interface {
	// GetIfChanged returns the object and true if its ETag is another than etag, and no
	// object and false if it is etag: what was read under that tag is still what is there.
	// With an empty etag it is Get. An object that is not there is ErrNotFound, whatever
	// the tag.
	GetIfChanged(ctx context.Context, key, etag string) (o Object, changed bool, err error)
}
