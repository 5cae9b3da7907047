package vault_test

import (
	"bytes"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/functions/internal/diary"
	"github.com/mingtian-portal/mingtian/functions/internal/kmstest"
	"github.com/mingtian-portal/mingtian/functions/internal/vault"
)

var ours = map[string]string{"mingtian": "booking"}

func client(t *testing.T, s *kmstest.Server) *kms.Client {
	t.Helper()
	fn, err := cloud.Load(func(name string) (string, bool) {
		value := map[string]string{
			"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test",
			"AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL_KMS": s.URL,
		}[name]
		return value, value != ""
	})
	require.NoError(t, err)
	return kms.NewFromConfig(fn.AWS)
}

func TestUnseal(t *testing.T) {
	t.Parallel()
	server, secret := kmstest.Start(t), bytes.Repeat([]byte{7}, diary.SecretBytes)
	got, err := vault.Unseal(t.Context(), client(t, server), server.Seal(secret, ours))
	require.NoError(t, err)
	assert.Equal(t, secret, got)
	assert.Equal(t, 1, server.Asked(), "one look-up a start")
}

// What is not the secret of bookings does not become it, and the error names the setting.
func TestUnseal_Refuses(t *testing.T) {
	t.Parallel()
	server, secret := kmstest.Start(t), bytes.Repeat([]byte{7}, diary.SecretBytes)
	whole := server.Seal(secret, ours)
	for name, sealed := range map[string][]byte{
		"another context":  server.Seal(secret, map[string]string{"mingtian": "register"}),
		"no context":       server.Seal(secret, nil),
		"a context more":   server.Seal(secret, map[string]string{"mingtian": "booking", "x": "y"}),
		"another key":      kmstest.Start(t).Seal(secret, ours),
		"a changed byte":   append([]byte{whole[0] ^ 1}, whole[1:]...),
		"a short secret":   server.Seal(secret[:16], ours),
		"nothing":          {0},
		"the secret alone": secret,
	} {
		got, err := vault.Unseal(t.Context(), client(t, server), sealed)
		require.ErrorContains(t, err, "MINGTIAN_BOOKING_KEY: ", name)
		assert.Nil(t, got, name)
		assert.NotContains(t, err.Error(), string(secret[:4]), name)
	}
	server.Down(true)
	_, err := vault.Unseal(t.Context(), client(t, server), whole)
	require.ErrorContains(t, err, "MINGTIAN_BOOKING_KEY: ask KMS")
}
