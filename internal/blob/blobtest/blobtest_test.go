package blobtest_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	blobtest.Test(t, func(*testing.T) blob.Store { return blobtest.NewMemory() })
}

// TestHook_Transparent: without callbacks a hook keeps the contract, also around a store
// that lends no bytes.
func TestHook_Transparent(t *testing.T) {
	t.Parallel()
	blobtest.Test(t, func(*testing.T) blob.Store {
		return &blobtest.Hook{Store: blobtest.NewMemory()}
	})
	blobtest.Test(t, func(*testing.T) blob.Store {
		return &blobtest.Hook{Store: struct{ blob.Store }{blobtest.NewMemory()}}
	})
}

// use makes one call of each kind and stops at the first error.
func use(t *testing.T, s *blobtest.Hook) error {
	t.Helper()
	if _, err := s.Put(t.Context(), "a", []byte("x"), blob.Condition{}); err != nil {
		return err
	}
	if _, err := s.Get(t.Context(), "a"); err != nil {
		return err
	}
	if _, err := s.List(t.Context(), "p", "", 0); err != nil {
		return err
	}
	if _, _, err := s.Map(t.Context(), "a"); err != nil {
		return err
	}
	return s.Delete(t.Context(), "a")
}

func TestHook_Calls(t *testing.T) {
	t.Parallel()
	var before, after []blobtest.Op
	s := &blobtest.Hook{
		Store:  blobtest.NewMemory(),
		Before: func(op blobtest.Op) error { before = append(before, op); return nil },
		After:  func(op blobtest.Op) error { after = append(after, op); return nil },
	}
	require.NoError(t, use(t, s))
	want := []blobtest.Op{
		{N: 1, Name: "put", Key: "a"},
		{N: 2, Name: "get", Key: "a"},
		{N: 3, Name: "list", Key: "p"},
		{N: 4, Name: "map", Key: "a"},
		{N: 5, Name: "delete", Key: "a"},
	}
	assert.Equal(t, want, before)
	assert.Equal(t, want, after)
	assert.Equal(t, 5, s.Ops())
	_, err := s.Get(t.Context(), "a")
	require.ErrorIs(t, err, blob.ErrNotFound)
	assert.Len(t, after, 5, "what failed has no after")
}

// TestKillAt kills the same run at each of its operations.
func TestKillAt(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 6; n++ {
		inner := blobtest.NewMemory()
		s := &blobtest.Hook{Store: inner, Before: blobtest.KillAt(n)}
		err := use(t, s)
		if n == 6 {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, blobtest.ErrKilled)
		assert.Equal(t, n, s.Ops())
		_, err = inner.Get(t.Context(), "a")
		assert.Equal(t, n == 1, errors.Is(err, blob.ErrNotFound))
		require.ErrorIs(t, s.Delete(t.Context(), "a"), blobtest.ErrKilled, "dead for good")
	}
}

// TestHook_LostReply: after a lost reply the work is done.
func TestHook_LostReply(t *testing.T) {
	t.Parallel()
	lost := errors.New("the reply was lost")
	inner := blobtest.NewMemory()
	s := &blobtest.Hook{Store: inner, After: func(blobtest.Op) error { return lost }}
	_, err := s.Put(t.Context(), "a", []byte("x"), blob.Condition{Absent: true})
	require.ErrorIs(t, err, lost)
	object, err := inner.Get(t.Context(), "a")
	require.NoError(t, err)
	assert.Equal(t, "x", string(object.Body))
}

// TestHook_Rival: a callback may use the store within, and so be a rival between a
// writer's read and its write.
func TestHook_Rival(t *testing.T) {
	t.Parallel()
	inner := blobtest.NewMemory()
	tag, err := inner.Put(t.Context(), "latest.json", []byte("old"), blob.Condition{})
	require.NoError(t, err)
	s := &blobtest.Hook{Store: inner, Before: func(op blobtest.Op) error {
		if op.Name != "put" {
			return nil
		}
		_, err := inner.Put(t.Context(), op.Key, []byte("rival"), blob.Condition{})
		return err
	}}
	_, err = s.Put(t.Context(), "latest.json", []byte("mine"), blob.Condition{Match: tag})
	require.ErrorIs(t, err, blob.ErrPrecondition)
	object, err := s.Get(t.Context(), "latest.json")
	require.NoError(t, err)
	assert.Equal(t, "rival", string(object.Body))
}
