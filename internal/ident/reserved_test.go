package ident_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

func TestReservedUSCC(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dept, region string
		serial       int
		want         ident.USCC
	}{
		{"91", "232701", 1, "91232701PDY00001XD"},
		{"93", "232701", 4, "93232701PDY000044W"},
		{"N2", "232701", 6, "N2232701PDY0000608"},
		{"93", "232701", 33, "93232701PDY0003350"},
		{"93", "232701", 28, "93232701PDY00028XR"},
	} {
		got, err := ident.ReservedUSCC(c.dept, c.region, c.serial)
		require.NoError(t, err)
		assert.Equal(t, c.want, got)
		assert.True(t, got.Reserved())
		assert.Empty(t, ident.CheckUSCC(string(got)))
	}
	for _, serial := range []int{0, 100000} {
		_, err := ident.ReservedUSCC("91", "232701", serial)
		assert.Error(t, err)
	}
	_, err := ident.ReservedUSCC("91", "2327", 1)
	assert.Error(t, err)
}
