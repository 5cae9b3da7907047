package booking_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// stranger returns a diary that has other keys than those of the tests.
func stranger(t tester, s store.Store, clock *storetest.Clock) *booking.Diary {
	t.Helper()
	sealer, err := booking.NewLocalSealer(rand.Reader, bytes.Repeat([]byte{17}, 32))
	require.NoError(t, err)
	d, err := booking.New(booking.Config{
		Store: s, Holidays: holidays(t), Sealer: sealer, HashKey: bytes.Repeat([]byte{19}, 32),
		Now: clock.Now, Random: rand.Reader, Backoff: impatient(),
	})
	require.NoError(t, err)
	return d
}

// Of many that start at once with the same key all may, and none with another key ever after.
func TestVerifyKey(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, f *fixture) {
		together(20, func(int) { assert.NoError(t, f.VerifyKey(t.Context())) })
		other := stranger(t, f.store, f.clock)
		err := other.VerifyKey(t.Context())
		assert.Equal(t, fault.Precondition, fault.KindOf(err))
		assert.ErrorContains(t, err, "since 2026-11-23; with this key they cannot be read. Put "+
			"the old key back")
		assert.NoError(t, f.VerifyKey(t.Context()), "nothing was changed")
	})
}
