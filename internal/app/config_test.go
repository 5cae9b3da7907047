package app_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/app"
)

func lookup(m map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := m[name]
		return v, ok
	}
}

func TestFromLookup_Defaults(t *testing.T) {
	t.Parallel()
	c, err := app.FromLookup(lookup(nil))
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1:8080", c.Addr)
	assert.Equal(t, app.Address{Scheme: "bolt", Name: "data/register.db"}, c.Store())
	assert.Equal(t, app.Address{Scheme: "dir", Name: "data/objects"}, c.Objects())
	assert.Equal(t, "data/portal.sock", c.Socket())
	assert.Equal(t, "staff", c.Author)
}

func TestFromLookup_Values(t *testing.T) {
	t.Parallel()
	c, err := app.FromLookup(lookup(map[string]string{
		"MINGTIAN_STORE": "dynamo:table", "MINGTIAN_BLOB": "s3:bucket", "MINGTIAN_MOUNT": "/nqa",
		"MINGTIAN_ORIGIN_SECRET": "new", "MINGTIAN_ORIGIN_SECRET_OLD": "old",
		"MINGTIAN_PUBLIC_URL": "https://www.example.gov.cn/", "USER": "clerk",
	}))
	require.NoError(t, err)
	assert.Equal(t, app.Address{Scheme: "dynamo", Name: "table"}, c.Store())
	assert.Equal(t, app.Address{Scheme: "s3", Name: "bucket"}, c.Objects())
	assert.Equal(t, []string{"new", "old"}, c.OriginSecrets)
	assert.Equal(t, []string{"/nqa", "https://www.example.gov.cn", "clerk"},
		[]string{c.Mount, c.PublicURL, c.Author})
}

func TestFromLookup_BookingKey(t *testing.T) {
	t.Parallel()
	c, err := app.FromLookup(lookup(nil))
	require.NoError(t, err)
	assert.Nil(t, c.BookingKey)
	assert.Equal(t, "data/booking.key", c.BookingKeyFile())
	c, err = app.FromLookup(lookup(map[string]string{
		"MINGTIAN_BOOKING_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
	}))
	require.NoError(t, err)
	assert.Len(t, c.BookingKey, 32)
	assert.Equal(t, byte(31), c.BookingKey[31])
	assert.Nil(t, c.SealedBookingKey)
	c, err = app.FromLookup(lookup(map[string]string{"MINGTIAN_BOOKING_KEY": "kms:AQID"}))
	require.NoError(t, err)
	assert.Nil(t, c.BookingKey)
	assert.Equal(t, []byte{1, 2, 3}, c.SealedBookingKey)
}

// What is wrong with a key is said without the key.
func TestFromLookup_BookingKeyIsNotShown(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"c2hvcnQ=", "kms:", "kms:c2hvcnQ", "kms:kms:AQID", "KMS:AQID"} {
		_, err := app.FromLookup(lookup(map[string]string{"MINGTIAN_BOOKING_KEY": bad}))
		require.ErrorContains(t, err, "MINGTIAN_BOOKING_KEY: ", bad)
		assert.NotRegexp(t, "c2hvcnQ|AQID", err.Error())
	}
}

func TestFromLookup_RefusesByName(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]string{
		"MINGTIAN_ADDR": "8080", "MINGTIAN_STORE": "sqlite:x", "MINGTIAN_BLOB": "dir:",
		"MINGTIAN_BOOKING_KEY": "c2hvcnQ=", "MINGTIAN_MOUNT": "nqa/", "MINGTIAN_PUBLIC_URL": "www.example.gov.cn",
	} {
		_, err := app.FromLookup(lookup(map[string]string{name: bad}))
		assert.ErrorContains(t, err, name)
	}
}

func TestSettings_EachIsRead(t *testing.T) {
	t.Parallel()
	for _, s := range app.Settings() {
		asked := false
		_, err := app.FromLookup(func(name string) (string, bool) {
			asked = asked || name == s.Name
			return "", false
		})
		require.NoError(t, err)
		assert.True(t, asked, s.Name)
	}
}

func TestFromLookup_TrustedProxies(t *testing.T) {
	t.Parallel()
	c, err := app.FromLookup(lookup(map[string]string{
		"MINGTIAN_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,::1",
	}))
	require.NoError(t, err)
	assert.Equal(t, []netip.Prefix{
		netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"),
		netip.MustParsePrefix("::1/128"),
	}, c.TrustedProxies)
}
