// Package blobtest proves drivers of [blob.Store], and helps to test what is built on one.
//
// [Test] is the contract as tests: it knows nothing of any driver and passes on each. For
// the layers above there is a store in memory ([NewMemory]) and a wrapper that calls back,
// fails or dies at any operation ([Hook]).
package blobtest

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// Test proves that the stores that open returns, which are empty, keep the contract of
// [blob.Store], and those of [blob.Mapper] and [blob.Conditional] if they implement them.
func Test(t *testing.T, open func(t *testing.T) blob.Store) {
	tests := []struct {
		name string
		run  func(t *testing.T, s *subject)
	}{
		{"put and get", testPutGet},
		{"caller keeps its bytes", testOwnBytes},
		{"tags", testTags},
		{"delete", testDelete},
		{"conditions", testConditions},
		{"odd keys", testOddKeys},
		{"page and folder", testPageAndFolder},
		{"list bounds", testListBounds},
		{"list pages", testListPages},
		{"longest keys", testLongestKeys},
		{"invalid requests", testInvalid},
		{"cancelled", testCancelled},
		{"concurrent creation", testConcurrentCreation},
		{"concurrent replacement", testConcurrentReplacement},
		{"readers see whole objects", testWhole},
		{"folders come and go", testFolders},
		{"map", testMap},
		{"get if changed", testGetIfChanged},
		{"model", testModel},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.run(t, &subject{Store: open(t)})
		})
	}
}

// tester is what testing.T and rapid.T have in common.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
}

// subject is the store under test.
type subject struct{ blob.Store }

func (s *subject) put(t tester, key, body string) string {
	t.Helper()
	tag, err := s.Put(t.Context(), key, []byte(body), blob.Condition{})
	require.NoError(t, err)
	return tag
}

func (s *subject) get(t tester, key string) string {
	t.Helper()
	object, err := s.Get(t.Context(), key)
	require.NoError(t, err, key)
	return string(object.Body)
}

func (s *subject) absent(t tester, key string) {
	t.Helper()
	_, err := s.Get(t.Context(), key)
	require.ErrorIs(t, err, blob.ErrNotFound, key)
}

func (s *subject) keys(t tester, prefix string) []string {
	t.Helper()
	keys := []string{}
	for key, err := range blob.Keys(t.Context(), s, prefix) {
		require.NoError(t, err)
		keys = append(keys, key)
	}
	return keys
}

func testPutGet(t *testing.T, s *subject) {
	s.absent(t, "a")
	s.put(t, "a", "one")
	s.put(t, "b", "")
	assert.Equal(t, "one", s.get(t, "a"))
	assert.Empty(t, s.get(t, "b"))
	s.put(t, "a", "two")
	assert.Equal(t, "two", s.get(t, "a"))
	s.put(t, "a", "")
	assert.Empty(t, s.get(t, "a"))
	assert.Equal(t, []string{"a", "b"}, s.keys(t, ""))

	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<17)
	s.put(t, "large", string(large))
	object, err := s.Get(t.Context(), "large")
	require.NoError(t, err)
	assert.True(t, bytes.Equal(large, object.Body))
}

func testOwnBytes(t *testing.T, s *subject) {
	body := []byte("one")
	_, err := s.Put(t.Context(), "a", body, blob.Condition{})
	require.NoError(t, err)
	copy(body, "xxx")
	assert.Equal(t, "one", s.get(t, "a"))
}

func testTags(t *testing.T, s *subject) {
	tag := s.put(t, "a", "one")
	require.NotEmpty(t, tag)
	assert.NotContains(t, tag, `"`)
	object, err := s.Get(t.Context(), "a")
	require.NoError(t, err)
	assert.Equal(t, tag, object.ETag)
	assert.NotEqual(t, tag, s.put(t, "a", "two"))
	assert.NotEqual(t, tag, s.put(t, "a", ""))
}

func testDelete(t *testing.T, s *subject) {
	s.put(t, "a", "x")
	s.put(t, "f/g/h", "x")
	for range 2 {
		require.NoError(t, s.Delete(t.Context(), "a"))
		require.NoError(t, s.Delete(t.Context(), "f/g/h"))
		require.NoError(t, s.Delete(t.Context(), "never/there"))
		s.absent(t, "a")
		s.absent(t, "f/g/h")
		assert.Empty(t, s.keys(t, ""))
	}
	_, err := s.Put(t.Context(), "f/g/h", []byte("again"), blob.Condition{Absent: true})
	require.NoError(t, err)
	assert.Equal(t, "again", s.get(t, "f/g/h"))
}

func testConditions(t *testing.T, s *subject) {
	stale := s.put(t, "a", "old")
	current := s.put(t, "a", "new")
	tests := []struct {
		name  string
		key   string
		cond  blob.Condition
		holds bool
	}{
		{"absent of present", "a", blob.Condition{Absent: true}, false},
		{"absent of absent", "b", blob.Condition{Absent: true}, true},
		{"stale tag", "a", blob.Condition{Match: stale}, false},
		{"tag of another", "b", blob.Condition{Match: current}, false},
		{"tag of none", "c", blob.Condition{Match: current}, false},
		{"tag that never was", "a", blob.Condition{Match: "never"}, false},
		{"current tag", "a", blob.Condition{Match: current}, true},
		{"used tag", "a", blob.Condition{Match: current}, false},
	}
	for _, tt := range tests {
		before, _ := s.Get(t.Context(), tt.key)
		tag, err := s.Put(t.Context(), tt.key, []byte("by "+tt.name), tt.cond)
		if !tt.holds {
			require.ErrorIs(t, err, blob.ErrPrecondition, tt.name)
			after, _ := s.Get(t.Context(), tt.key)
			assert.Equal(t, before, after, tt.name)
			continue
		}
		require.NoError(t, err, tt.name)
		object, err := s.Get(t.Context(), tt.key)
		require.NoError(t, err)
		assert.Equal(t, tag, object.ETag, tt.name)
		assert.Equal(t, "by "+tt.name, string(object.Body))
	}
	s.absent(t, "c")
}

func testInvalid(t *testing.T, s *subject) {
	for _, key := range []string{"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a\x00", "\xff"} {
		_, err := s.Get(t.Context(), key)
		assert.ErrorIs(t, err, blob.ErrInvalid, "%q", key)
		_, err = s.Put(t.Context(), key, nil, blob.Condition{})
		assert.ErrorIs(t, err, blob.ErrInvalid, "%q", key)
		assert.ErrorIs(t, s.Delete(t.Context(), key), blob.ErrInvalid, "%q", key)
	}
	both := blob.Condition{Absent: true, Match: "x"}
	_, err := s.Put(t.Context(), "a", nil, both)
	assert.ErrorIs(t, err, blob.ErrInvalid)
	for _, limit := range []int{-1, blob.MaxList + 1} {
		_, err := s.List(t.Context(), "", "", limit)
		assert.ErrorIs(t, err, blob.ErrInvalid)
	}
	assert.Empty(t, s.keys(t, ""))
}

func testCancelled(t *testing.T, s *subject) {
	s.put(t, "a", "x")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Get(ctx, "a")
	assert.ErrorIs(t, err, context.Canceled)
	_, err = s.Put(ctx, "b", nil, blob.Condition{})
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, s.Delete(ctx, "c"), context.Canceled)
	_, err = s.List(ctx, "", "", 0)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, "x", s.get(t, "a"))
	if m, ok := s.Store.(blob.Mapper); ok {
		_, _, err = m.Map(ctx, "a")
		assert.ErrorIs(t, err, context.Canceled)
	}
}
