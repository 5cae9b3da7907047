package blobtest

import (
	"context"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// testGetIfChanged: a reader that keeps what it read and its tag misses no change.
func testGetIfChanged(t *testing.T, s *subject) {
	c, ok := s.Store.(blob.Conditional)
	if !ok {
		return // a store need not be able to
	}
	const key = "latest.json"
	_, _, err := c.GetIfChanged(t.Context(), key, "")
	require.ErrorIs(t, err, blob.ErrNotFound)
	_, _, err = c.GetIfChanged(t.Context(), key, "never")
	require.ErrorIs(t, err, blob.ErrNotFound)

	var held blob.Object
	for _, body := range []string{"one", "two", "", "three"} {
		tag := s.put(t, key, body)
		for _, other := range []string{held.ETag, "", "never"} {
			object, changed, err := c.GetIfChanged(t.Context(), key, other)
			require.NoError(t, err)
			assert.True(t, changed)
			assert.Equal(t, body, string(object.Body))
			assert.Equal(t, tag, object.ETag)
			held = object
		}
		object, changed, err := c.GetIfChanged(t.Context(), key, held.ETag)
		require.NoError(t, err)
		assert.False(t, changed)
		assert.Equal(t, blob.Object{}, object)
	}

	require.NoError(t, s.Delete(t.Context(), key))
	_, changed, err := c.GetIfChanged(t.Context(), key, held.ETag)
	require.ErrorIs(t, err, blob.ErrNotFound)
	assert.False(t, changed)

	_, _, err = c.GetIfChanged(t.Context(), "/", held.ETag)
	assert.ErrorIs(t, err, blob.ErrInvalid)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = c.GetIfChanged(ctx, key, held.ETag)
	assert.ErrorIs(t, err, context.Canceled)
	testFollowers(t, s, c)
}

// testFollowers: readers that ask under the tag they hold see the last body in the end, and
// never a body with the tag of another.
func testFollowers(t *testing.T, s *subject, c blob.Conditional) {
	const key, rounds = "overlay/current.json", 20
	tags := make([]string, rounds)
	tags[0] = s.put(t, key, "0")
	held := make([]blob.Object, 4)
	together(len(held), func(i int) {
		for round := range rounds {
			if i == 0 && round > 0 {
				body := []byte(strconv.Itoa(round))
				tag, err := s.Put(t.Context(), key, body, blob.Condition{})
				assert.NoError(t, err)
				tags[round] = tag
			}
			object, changed, err := c.GetIfChanged(t.Context(), key, held[i].ETag)
			if assert.NoError(t, err) && changed {
				held[i] = object
			}
		}
	})
	for i := range held {
		object, changed, err := c.GetIfChanged(t.Context(), key, held[i].ETag)
		require.NoError(t, err)
		if changed {
			held[i] = object
		}
		round, err := strconv.Atoi(string(held[i].Body))
		require.NoError(t, err)
		assert.Equal(t, rounds-1, round)
		assert.Equal(t, tags[round], held[i].ETag)
	}
}
