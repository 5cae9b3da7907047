package booking_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

const alphabet = "0123456789ACEFHJKMPRTWX"

func TestParseReference_TakesWhatPeopleType(t *testing.T) {
	t.Parallel()
	const want = booking.Reference("AC4-7KM-2H1")
	for _, s := range []string{
		"AC4-7KM-2H1", "ac4-7km-2h1", "AC47KM2H1", " ac4 7km 2h1 ", "AC4—7KM—2H1", "AC4–7KM–2H1",
		"AC47-KM2-H1", "ＡＣ４－７ＫＭ－２Ｈ１", "ac4-7kn-zhl", "AC4_7KM.2H1", "ac4\u30007km\u30002h1\n",
	} {
		got, err := booking.ParseReference(s)
		require.NoError(t, err, s)
		assert.Equal(t, want, got, s)
	}
}

func TestParseReference_CorrectsLookalikes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ref := drawReference(t)
		slips := strings.NewReplacer("0", rapid.SampledFrom([]string{"O", "o", "Q", "D"}).Draw(t, "0"),
			"1", rapid.SampledFrom([]string{"I", "i", "l", "L"}).Draw(t, "1"),
			"2", "z", "5", "S", "6", "g", "8", "B")
		got, err := booking.ParseReference(slips.Replace(string(ref)))
		require.NoError(t, err)
		assert.Equal(t, ref, got)
	})
}

func TestParseReference_Explains(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":              "nine characters",
		"AC4-7KM-2H":    "nine characters",
		"AC4-7KM-2H11":  "nine characters",
		"AC4-7KV-2H1":   `contains 'V'`,
		"AC4-7K漠-2H1":   "nine characters",
		"AC4-7KM-2H!":   `contains '!'`,
		"AC4-7MK-2H1":   "mistyped",
		"AC4-7KM-3HX":   "mistyped",
		"13900000001":   "nine characters",
		"\xff\xfe12345": "nine characters",
	} {
		_, err := booking.ParseReference(s)
		assert.ErrorContains(t, err, want, s)
		assert.True(t, fault.Is(err, fault.Invalid), s)
	}
}

func drawReference(t *rapid.T) booking.Reference {
	ref, err := booking.NewReference(strings.NewReader(
		string(rapid.SliceOfN(rapid.ByteRange(0, 252), 8, 8).Draw(t, "bytes"))))
	require.NoError(t, err)
	return ref
}

// The check character finds every wrong character and every two that changed places.
func TestReference_FindsSlips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ref := drawReference(t)
		code := []byte(strings.ReplaceAll(string(ref), "-", ""))
		for i, right := range code {
			for _, wrong := range []byte(alphabet) {
				code[i] = wrong
				_, err := booking.ParseReference(string(code))
				assert.Equal(t, wrong == right, err == nil, "%s: %s", ref, code)
			}
			code[i] = right
		}
		for i := range code {
			for j := range i {
				code[i], code[j] = code[j], code[i]
				_, err := booking.ParseReference(string(code))
				assert.Equal(t, code[i] == code[j], err == nil, "%s: %s", ref, code)
				code[i], code[j] = code[j], code[i]
			}
		}
	})
}

func TestNewReference(t *testing.T) {
	t.Parallel()
	seen := map[rune]bool{}
	for range 500 {
		ref, err := booking.NewReference(rand.Reader)
		require.NoError(t, err)
		require.Regexp(t, `^[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}$`, string(ref))
		for _, r := range string(ref) {
			seen[r] = true
		}
	}
	assert.Len(t, seen, len(alphabet)+1, "all characters and the hyphen")
	_, err := booking.NewReference(strings.NewReader("short"))
	assert.Error(t, err)
}

func FuzzParseReference(f *testing.F) {
	for _, s := range []string{"AC4-7KM-2H1", "ＡＣ４", "ac47km2h1", "OIL", "\xff", "----------"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ref, err := booking.ParseReference(s)
		if err != nil {
			assert.True(t, fault.Is(err, fault.Invalid))
			return
		}
		again, err := booking.ParseReference(string(ref))
		assert.NoError(t, err)
		assert.Equal(t, ref, again)
	})
}
