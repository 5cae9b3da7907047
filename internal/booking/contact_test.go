package booking_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

func TestParsePhone(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"13900001234", "139 0000 1234", "139-0000-1234", "+8613900001234", "+86 139 0000 1234",
		"008613900001234", "１３９００００１２３４", " 13900001234\n",
	} {
		p, err := booking.ParsePhone(s)
		require.NoError(t, err, s)
		assert.Equal(t, "13900001234", p.Digits(), s)
	}
	for _, s := range []string{
		"", "1390000123", "139000012345", "12900001234", "23900001234", "0457-2880000",
		"1390000123a", "漠河", "139٠٠٠٠1234", "110101199003070000",
	} {
		_, err := booking.ParsePhone(s)
		assert.True(t, fault.Is(err, fault.Invalid), s)
		assert.NotContains(t, fmt.Sprint(err), "1390000", s)
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"13900001234", "+86 139-0000-1234", "１３９", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := booking.ParsePhone(s); err == nil {
			assert.Regexp(t, `^1[3-9]\d{9}$`, p.Digits())
		}
	})
}

// However a number or a name is printed, it is masked.
func TestContact_PrintsMasked(t *testing.T) {
	t.Parallel()
	c := booking.Contact{Name: "张演示", Phone: "13900001234"}
	req := booking.Request{LabID: lab, Contact: c, Address: "192.0.2.7"}
	var text, js bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("x", "c", c, "p", c.Phone, "r", req)
	slog.New(slog.NewJSONHandler(&js, nil)).Info("x", "c", c, "p", c.Phone)
	encoded, err := json.Marshal(c)
	require.NoError(t, err)
	printed := []string{text.String(), js.String(), string(encoded)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		printed = append(printed, fmt.Sprintf(verb, c), fmt.Sprintf(verb, c.Phone),
			fmt.Sprintf(verb, req), fmt.Sprintf(verb, []booking.Contact{c}))
	}
	for _, s := range printed {
		assert.NotContains(t, s, "13900001234")
		assert.NotContains(t, s, "演示")
		assert.NotContains(t, s, "192.0.2.7")
	}
	assert.Equal(t, "张** 139****1234", c.String())
}

func TestLocalSealer(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	old, young := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	first, err := booking.NewLocalSealer(rand.Reader, old)
	require.NoError(t, err)
	both, err := booking.NewLocalSealer(rand.Reader, young, old)
	require.NoError(t, err)
	only, err := booking.NewLocalSealer(rand.Reader, young)
	require.NoError(t, err)

	sealed, err := first.Seal(ctx, []byte("13900001234"), []byte("here"))
	require.NoError(t, err)
	assert.NotContains(t, string(sealed), "1390")
	twice, err := first.Seal(ctx, []byte("13900001234"), []byte("here"))
	require.NoError(t, err)
	assert.NotEqual(t, sealed, twice)
	plain, err := both.Open(ctx, sealed, []byte("here"))
	require.NoError(t, err)
	assert.Equal(t, "13900001234", string(plain))

	_, err = both.Open(ctx, sealed, []byte("there"))
	assert.ErrorContains(t, err, "belongs elsewhere")
	_, err = only.Open(ctx, sealed, []byte("here"))
	assert.ErrorContains(t, err, "no key")
	_, err = first.Open(ctx, sealed[:10], []byte("here"))
	assert.ErrorContains(t, err, "no key")
	sealed[len(sealed)-1] ^= 1
	_, err = first.Open(ctx, sealed, []byte("here"))
	assert.Error(t, err)

	_, err = booking.NewLocalSealer(rand.Reader, []byte("short"))
	assert.ErrorContains(t, err, "5 bytes")
	_, err = booking.NewLocalSealer(rand.Reader)
	assert.Error(t, err)
	_, err = booking.NewLocalSealer(strings.NewReader(""), old)
	assert.NoError(t, err)
}
