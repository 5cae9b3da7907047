package blobtest

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// ErrKilled is what every operation returns once [KillAt] has struck.
var ErrKilled = errors.New("blobtest: the process was killed")

// Op is one operation on a [Hook].
type Op struct {
	N    int    // its number, from 1
	Name string // "get", "put", "delete", "list" or "map"
	Key  string // the key, or the prefix of a list
}

// Hook is a store that calls back around each operation, so that a test can fail any of
// them, lose its reply, or do something else in between: let a rival publish just before
// the pointer flips. Set the functions before the first operation. The callbacks of
// concurrent operations run concurrently.
type Hook struct {
	blob.Store
	// Before runs ahead of an operation. If it returns an error, the operation is not
	// done and returns it.
	Before func(Op) error
	// After runs when an operation has succeeded. If it returns an error, the operation
	// returns it: it was done, but the reply is lost.
	After func(Op) error

	ops atomic.Int64
}

// KillAt returns a Before under which the operations up to the n-th are done, and neither
// the n-th nor any after it: as if the process had been killed. Running a test with each n
// up to [Hook.Ops] of a good run kills it at every step.
func KillAt(n int) func(Op) error {
	return func(op Op) error {
		if op.N >= n {
			return ErrKilled
		}
		return nil
	}
}

// Ops returns how many operations were begun.
func (h *Hook) Ops() int { return int(h.ops.Load()) }

// around does an operation between its callbacks.
func (h *Hook) around(name, key string, do func() error) error {
	op := Op{N: int(h.ops.Add(1)), Name: name, Key: key}
	if h.Before != nil {
		if err := h.Before(op); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	if h.After != nil {
		return h.After(op)
	}
	return nil
}

// Get implements [blob.Store].
func (h *Hook) Get(ctx context.Context, key string) (blob.Object, error) {
	var object blob.Object
	err := h.around("get", key, func() (err error) {
		object, err = h.Store.Get(ctx, key)
		return err
	})
	if err != nil {
		return blob.Object{}, err
	}
	return object, nil
}

// GetIfChanged implements [blob.Conditional], by comparing the tag if the store within does
// not. For the callbacks it is a get.
func (h *Hook) GetIfChanged(
	ctx context.Context, key, etag string,
) (blob.Object, bool, error) {
	var object blob.Object
	var changed bool
	err := h.around("get", key, func() (err error) {
		if c, ok := h.Store.(blob.Conditional); ok {
			object, changed, err = c.GetIfChanged(ctx, key, etag)
			return err
		}
		object, err = h.Store.Get(ctx, key)
		changed = object.ETag != etag
		return err
	})
	if err != nil || !changed {
		return blob.Object{}, false, err
	}
	return object, true, nil
}

// Put implements [blob.Store].
func (h *Hook) Put(
	ctx context.Context, key string, body []byte, cond blob.Condition,
) (string, error) {
	var tag string
	err := h.around("put", key, func() (err error) {
		tag, err = h.Store.Put(ctx, key, body, cond)
		return err
	})
	if err != nil {
		return "", err
	}
	return tag, nil
}

// Delete implements [blob.Store].
func (h *Hook) Delete(ctx context.Context, key string) error {
	return h.around("delete", key, func() error { return h.Store.Delete(ctx, key) })
}

// List implements [blob.Store].
func (h *Hook) List(
	ctx context.Context, prefix, after string, limit int,
) ([]string, error) {
	var keys []string
	err := h.around("list", prefix, func() (err error) {
		keys, err = h.Store.List(ctx, prefix, after, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	return keys, nil
}

// Map implements [blob.Mapper], with a copy if the store within does not.
func (h *Hook) Map(ctx context.Context, key string) ([]byte, func() error, error) {
	var body []byte
	release := func() error { return nil }
	err := h.around("map", key, func() (err error) {
		if m, ok := h.Store.(blob.Mapper); ok {
			body, release, err = m.Map(ctx, key)
			return err
		}
		object, err := h.Store.Get(ctx, key)
		body = object.Body
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return body, release, nil
}
