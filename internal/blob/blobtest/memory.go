package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// memory is a store in a map, with its keys in order beside it.
type memory struct {
	mu      sync.Mutex
	objects map[string]blob.Object
	keys    []string
}

// NewMemory returns an empty store in memory for fast tests. It passes [Test], and
// implements [blob.Mapper] and [blob.Conditional].
func NewMemory() blob.Store {
	return &memory{objects: make(map[string]blob.Object)}
}

// Get implements [blob.Store].
func (m *memory) Get(ctx context.Context, key string) (blob.Object, error) {
	if err := blob.ValidateKey(key); err != nil {
		return blob.Object{}, err
	}
	if err := ctx.Err(); err != nil {
		return blob.Object{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	object, ok := m.objects[key]
	if !ok {
		return blob.Object{}, blob.ErrNotFound
	}
	return object, nil
}

// GetIfChanged implements [blob.Conditional].
func (m *memory) GetIfChanged(
	ctx context.Context, key, etag string,
) (blob.Object, bool, error) {
	object, err := m.Get(ctx, key)
	if err != nil || object.ETag == etag {
		return blob.Object{}, false, err
	}
	return object, true, nil
}

// Map implements [blob.Mapper]. A body is never changed, so it needs no giving back.
func (m *memory) Map(ctx context.Context, key string) ([]byte, func() error, error) {
	object, err := m.Get(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	return object.Body, func() error { return nil }, nil
}

// Put implements [blob.Store].
func (m *memory) Put(
	ctx context.Context, key string, body []byte, cond blob.Condition,
) (string, error) {
	if err := blob.ValidatePut(key, len(body), cond); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	sum := sha256.Sum256(body)
	object := blob.Object{Body: bytes.Clone(body), ETag: hex.EncodeToString(sum[:])}
	m.mu.Lock()
	defer m.mu.Unlock()
	old, there := m.objects[key]
	if cond.Absent && there || cond.Match != "" && old.ETag != cond.Match {
		return "", blob.ErrPrecondition
	}
	m.objects[key] = object
	if i, there := slices.BinarySearch(m.keys, key); !there {
		m.keys = slices.Insert(m.keys, i, key)
	}
	return object.ETag, nil
}

// Delete implements [blob.Store].
func (m *memory) Delete(ctx context.Context, key string) error {
	if err := blob.ValidateKey(key); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.objects, key)
	if i, there := slices.BinarySearch(m.keys, key); there {
		m.keys = slices.Delete(m.keys, i, i+1)
	}
	return nil
}

// List implements [blob.Store].
func (m *memory) List(
	ctx context.Context, prefix, after string, limit int,
) ([]string, error) {
	size, err := blob.PageSize(limit)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	i, _ := slices.BinarySearch(m.keys, max(prefix, after+"\x00"))
	var page []string
	for _, key := range m.keys[i:] {
		if len(page) == size || !strings.HasPrefix(key, prefix) {
			break
		}
		page = append(page, key)
	}
	return page, nil
}
