package booking_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
)

func TestDeriveKeys(t *testing.T) {
	t.Parallel()
	secret := bytes.Repeat([]byte{7}, 32)
	seal, hash, err := booking.DeriveKeys(secret)
	require.NoError(t, err)
	assert.NotEqual(t, seal, hash)
	assert.NotContains(t, [][]byte{seal, hash}, secret)

	again, hashed, err := booking.DeriveKeys(secret)
	require.NoError(t, err)
	assert.Equal(t, [][]byte{seal, hash}, [][]byte{again, hashed}, "every process derives the same")
	_, err = booking.NewLocalSealer(rand.Reader, seal)
	require.NoError(t, err)

	other, _, err := booking.DeriveKeys(bytes.Repeat([]byte{8}, 32))
	require.NoError(t, err)
	assert.NotEqual(t, seal, other)
	_, _, err = booking.DeriveKeys(secret[:31])
	assert.Error(t, err)
}
