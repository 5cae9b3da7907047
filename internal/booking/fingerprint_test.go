package booking_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// Of many that start at once with the same key all may, and none with another key ever after.
func TestVerifyKey(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, f *fixture) {
		together(20, func(int) { assert.NoError(t, f.VerifyKey(t.Context())) })
		sealer, err := booking.NewLocalSealer(rand.Reader, bytes.Repeat([]byte{7}, 32))
		require.NoError(t, err)
		other, err := booking.New(booking.Config{
			Store: f.store, Holidays: holidays(t), Sealer: sealer, Now: f.clock.Now,
			HashKey: bytes.Repeat([]byte{8}, 32), Random: rand.Reader, Backoff: impatient(),
		})
		require.NoError(t, err)
		err = other.VerifyKey(t.Context())
		assert.Equal(t, fault.Precondition, fault.KindOf(err))
		assert.ErrorContains(t, err, "since 2026-11-23; with this key they cannot be read. Put "+
			"the old key back")
		assert.NoError(t, f.VerifyKey(t.Context()), "nothing was changed")
	})
}
