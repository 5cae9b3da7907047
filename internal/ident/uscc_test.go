package ident_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/ident"
)

// validUSCCs are the reserved codes that demonstrations use, and the standard's own example.
var validUSCCs = []string{
	"91350100M000100Y43", // worked example of GB 32100
	"91232701PDY00001XD", "N2232701PDY0000608", "91232723PDY0000289", "12232701PDY000079T",
	"92232701PDY0000365", "11232701PDY000087Q", "93232701PDY000044W", "91232700PDY000095W",
	"93232723PDY000052K", "52232701PDY0001082",
	"93232701PDY0003350", // the sum is a multiple of 31
	"93232701PDY00028XR", // the organisation code ends in X
}

const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

func TestParseUSCC_Valid(t *testing.T) {
	t.Parallel()
	for _, s := range validUSCCs {
		t.Run(s, func(t *testing.T) {
			t.Parallel()
			got, err := ident.ParseUSCC(" " + strings.ToLower(s))
			require.NoError(t, err)
			assert.Equal(t, ident.USCC(s), got)
			assert.Equal(t, s[2:8], got.Region())
			assert.Equal(t, s[8:17], got.Organisation())
			assert.Equal(t, strings.Contains(s, "PDY"), got.Reserved())
			assert.Empty(t, ident.CheckUSCC(s))
		})
	}
}

func TestCheckUSCC(t *testing.T) {
	t.Parallel()
	type problem struct {
		rule       string
		start, end int
		warning    bool
	}
	for _, tt := range []struct {
		name, in string
		want     []problem
	}{
		{"nothing", "", []problem{{"length", 0, 0, false}}},
		{"one too few", "91232701PDY00001X", []problem{{"length", 0, 17, false}}},
		{"organisation code alone", "PDY00001X", []problem{{"length", 0, 9, false}}},
		{"wrong check character", "91232701PDY00001XE", []problem{{"check_digit", 17, 18, false}}},
		{"letter that is never used", "9123270IPDY00001XD", []problem{{"character", 7, 8, false}}},
		{
			"two bad letters", "9I232701PDYO0001XD",
			[]problem{{"character", 1, 2, false}, {"character", 11, 12, false}},
		},
		{"letter in the division", "912327B1PDY00001XD", []problem{{"character", 6, 7, false}}},
		{"Chinese inside", "91232701PDY00001X号", []problem{{"character", 17, 18, false}}},
		{"spreadsheet zeros", "912327010000010000", []problem{{"destroyed", 0, 18, false}}},
		{"scientific", "9.12327E+17", []problem{{"destroyed", 0, 11, false}}},
		{
			"inner check fails", withCheck("91232701PDY000010"),
			[]problem{{"organisation_check", 8, 17, true}},
		},
		{"unknown department", withCheck("62232701PDY00001X"), []problem{{"unknown", 0, 1, true}}},
		{"unknown category", withCheck("97232701PDY00001X"), []problem{{"unknown", 1, 2, true}}},
		{"no such province", withCheck("91992701PDY00001X"), []problem{{"region", 2, 8, true}}},
		{"national registry", withCheck("91100000PDY00001X"), nil},
		{
			"a person's ID number", personID("232701", "19000101", "000"),
			[]problem{{"person_id", 0, 18, false}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []problem
			strict := true
			for _, p := range ident.CheckUSCC(tt.in) {
				got = append(got, problem{p.Rule, p.Start, p.End, p.Warning})
				assert.NotEmpty(t, p.Message.Zh)
				assert.NotEmpty(t, p.Message.En)
				strict = strict && p.Warning
			}
			assert.Equal(t, tt.want, got)
			_, err := ident.ParseUSCC(tt.in)
			assert.Equal(t, strict, err == nil)
			assert.Equal(t, !strict, fault.Is(err, fault.Invalid))
		})
	}
}

func TestUSCC_SingleCorruptionIsCaught(t *testing.T) {
	t.Parallel()
	for _, s := range validUSCCs {
		for i := range len(s) {
			for c := byte('0'); c <= 'Z'; c++ {
				if c == s[i] || c > '9' && c < 'A' {
					continue
				}
				_, err := ident.ParseUSCC(s[:i] + string(c) + s[i+1:])
				require.Error(t, err, "%s with %c at %d", s, c, i)
			}
		}
	}
}

func TestUSCC_TranspositionIsCaught(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := genUSCC.Draw(t, "code")
		i := rapid.IntRange(8, 16).Draw(t, "place")
		if s[i] == s[i+1] {
			return
		}
		_, err := ident.ParseUSCC(s[:i] + string(s[i+1]) + string(s[i]) + s[i+2:])
		require.Error(t, err)
	})
}

func TestUSCC_SlipsAreUndone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"letter O for zero", "91232701PDYO0001XD", "91232701PDY00001XD"},
		{"all zeros", "91232701PDYOOOO1XD", "91232701PDY00001XD"},
		{"I for 1", "9I232701PDY00001XD", "91232701PDY00001XD"},
		{"lower-case l for 1", "91232701PDY0000lXD", "91232701PDY00001XD"},
		{"l in the division", "9123270lPDY00001XD", "91232701PDY00001XD"},
		{"Z and S", "N2Z32701PDY0000608", "N2232701PDY0000608"},
		{"S for 5", "S2232701PDY0001082", "52232701PDY0001082"},
		{"B for 8", "N2232701PDY000060B", "N2232701PDY0000608"},
		{"B and l together", "9123270lPDY0000Z89", ""},
		{"right already", "91232701PDY00001XD", ""},
		{"a letter like no digit", "91232701PDY0V001XD", ""},
		{"nothing confusable", "91232701PDY00002XD", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			readings := ident.Recognise(tt.in)
			require.NotEmpty(t, readings)
			require.Equal(t, ident.KindUSCC, readings[0].Kind)
			if tt.want == "" {
				assert.Empty(t, readings[0].Suggestions)
				return
			}
			assert.False(t, readings[0].Valid)
			assert.Equal(t, []string{tt.want}, readings[0].Suggestions)
		})
	}
}

// withCheck completes 17 characters.
func withCheck(body string) string {
	sum, weight := 0, 1
	for i := range len(body) {
		sum += weight * strings.IndexByte(usccAlphabet, body[i])
		weight = weight * 3 % 31
	}
	return body + string(usccAlphabet[(31-sum%31)%31])
}

// genUSCC draws codes of the reserved range with a right check character.
var genUSCC = rapid.Custom(func(t *rapid.T) string {
	kind := rapid.SampledFrom([]string{"91", "92", "93", "12", "52", "N2"}).Draw(t, "kind")
	region := rapid.SampledFrom([]string{"232701", "232723", "232700"}).Draw(t, "region")
	return withCheck(kind + region + "PDY" + rapid.StringMatching(`[0-9]{5}[0-9X]`).Draw(t, "number"))
})
