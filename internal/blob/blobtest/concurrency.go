package blobtest

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// together runs f in n goroutines that start at the same moment.
func together(n int, f func(i int)) {
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	group.Wait()
}

// testConcurrentCreation: one of twenty wins, and its bytes are there.
func testConcurrentCreation(t *testing.T, s *subject) {
	const writers = 20
	var winners atomic.Int64
	won := make([]bool, writers)
	together(writers, func(i int) {
		cond := blob.Condition{Absent: true}
		_, err := s.Put(t.Context(), "deep/er/key", []byte(strconv.Itoa(i)), cond)
		if err == nil {
			winners.Add(1)
			won[i] = true
			return
		}
		assert.ErrorIs(t, err, blob.ErrPrecondition)
	})
	require.Equal(t, int64(1), winners.Load())
	i, err := strconv.Atoi(s.get(t, "deep/er/key"))
	require.NoError(t, err)
	assert.True(t, won[i])
}

// testConcurrentReplacement: of additions under the tag that was read none is lost.
func testConcurrentReplacement(t *testing.T, s *subject) {
	s.put(t, "latest.json", "0")
	const writers = 8
	together(writers, func(int) {
		for {
			object, err := s.Get(t.Context(), "latest.json")
			if !assert.NoError(t, err) {
				return
			}
			n, err := strconv.Atoi(string(object.Body))
			if !assert.NoError(t, err) {
				return
			}
			_, err = s.Put(t.Context(), "latest.json", []byte(strconv.Itoa(n+1)),
				blob.Condition{Match: object.ETag})
			if !errors.Is(err, blob.ErrPrecondition) {
				assert.NoError(t, err)
				return
			}
		}
	})
	assert.Equal(t, strconv.Itoa(writers), s.get(t, "latest.json"))
}

// testWhole: while an object is replaced, readers see one of its bodies from end to end,
// with the tag of that body.
func testWhole(t *testing.T, s *subject) {
	const size, rounds = 64 << 10, 30
	s.put(t, "a", string(bytes.Repeat([]byte("0"), size)))
	together(4, func(i int) {
		for round := range rounds {
			if i == 0 {
				body := bytes.Repeat([]byte{byte('0' + round%10)}, size)
				_, err := s.Put(t.Context(), "a", body, blob.Condition{})
				assert.NoError(t, err)
				continue
			}
			object, err := s.Get(t.Context(), "a")
			if assert.NoError(t, err) && assert.Len(t, object.Body, size) {
				whole := bytes.Count(object.Body, object.Body[:1])
				assert.Equal(t, size, whole, "parts of two objects")
			}
		}
	})
	object, err := s.Get(t.Context(), "a")
	require.NoError(t, err)
	assert.Equal(t, s.put(t, "a", string(object.Body)), object.ETag)
}

// testFolders: what one writer puts is there although another deletes what lay beside it.
func testFolders(t *testing.T, s *subject) {
	const rounds = 25
	together(4, func(i int) {
		key := fmt.Sprintf("a/b/%d", i)
		for range rounds {
			_, err := s.Put(t.Context(), key, []byte(key), blob.Condition{})
			assert.NoError(t, err)
			object, err := s.Get(t.Context(), key)
			assert.NoError(t, err)
			assert.Equal(t, key, string(object.Body))
			_, err = s.List(t.Context(), "a/", "", 0)
			assert.NoError(t, err)
			assert.NoError(t, s.Delete(t.Context(), key))
		}
	})
	assert.Empty(t, s.keys(t, ""))
}

// testMap: mapped bytes stay as they were, whatever becomes of their key.
func testMap(t *testing.T, s *subject) {
	m, ok := s.Store.(blob.Mapper)
	if !ok {
		return // a store need not be able to
	}
	for name, change := range map[string]func(key string) error{
		"unchanged": func(string) error { return nil },
		"replaced": func(key string) error {
			_, err := s.Put(t.Context(), key, []byte("other"), blob.Condition{})
			return err
		},
		"deleted": func(key string) error { return s.Delete(t.Context(), key) },
	} {
		_, _, err := m.Map(t.Context(), name)
		require.ErrorIs(t, err, blob.ErrNotFound)
		want := bytes.Repeat([]byte(name), 10_000)
		s.put(t, name, string(want))
		body, release, err := m.Map(t.Context(), name)
		require.NoError(t, err)
		require.NoError(t, change(name))
		assert.True(t, bytes.Equal(want, body), name)
		require.NoError(t, release(), name)
	}
	s.put(t, "empty", "")
	body, release, err := m.Map(t.Context(), "empty")
	require.NoError(t, err)
	assert.Empty(t, body)
	require.NoError(t, release())
	_, _, err = m.Map(t.Context(), "/")
	assert.ErrorIs(t, err, blob.ErrInvalid)
}
