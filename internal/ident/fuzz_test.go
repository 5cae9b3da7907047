package ident_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

// seeds are one of everything, right and wrong.
func seeds(f *testing.F) {
	f.Helper()
	for _, s := range slices.Concat(validUSCCs, []string{
		"", "'９１２３２７０１ＰＤＹ００００１ＸＤ", "9l23270lPDYOOOO1XD", "912327010000009000", "9.12327E+17",
		"LB-99-2601089999A", "L8-99-26O1O89999A", "GF232701990001", "0999OP2699999-1",
		"09990P2699999", "09992600000000001", "AGI99999", "AGI2026-01-99999",
		"农药经许(黑)23270129999", "兽药经营证字089999999号", "D(黑漠)农种许字(2026)第9999号",
		"23270120269999", "2327019999", "123270199999999", "PD20269999F1", "232701", "232723104",
		"PO00123", "https://h.example/nqa/en/p/P000123?from=x", "编号：GF232701990001。",
		oid("0", "91232701PDY00001XD") + ".001.01020304.20260105080000",
		oid("1", personID("232701", "19000101", "000")), personID("232701", "19000101", "000"),
		"e\u0301\u200b\u0301", "ﷺ\u00b4ǰ", "\xff\xfe",
	}) {
		f.Add(s)
	}
}

func FuzzNormalise(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		n := ident.Normalise(s)
		assert.True(t, utf8.ValidString(n))
		assert.Equal(t, n, ident.Normalise(n), "normal text is normal already")
		assert.NotContains(t, n, " ")
	})
}

func FuzzParseUSCC(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		u, err := ident.ParseUSCC(s)
		if err != nil {
			assert.NotEmpty(t, ident.CheckUSCC(s))
			return
		}
		again, err := ident.ParseUSCC(string(u))
		require.NoError(t, err)
		assert.Equal(t, u, again)
		assert.Len(t, u, 18)
		for i := range u {
			for _, c := range usccAlphabet {
				if rune(u[i]) != c {
					_, err := ident.ParseUSCC(string(u[:i]) + string(c) + string(u[i+1:]))
					require.Error(t, err)
				}
			}
		}
	})
}

func FuzzRecognise(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		personal := ident.HasPersonID(s)
		for _, r := range ident.Recognise(s) {
			checkReading(t, r)
			if personal {
				assert.True(t, r.Personal)
			}
			assert.False(t, ident.HasPersonID(r.Text), "no reading shows an ID number")
			if r.Personal {
				continue // what is hidden cannot be read again
			}
			assert.True(t, slices.ContainsFunc(ident.Recognise(r.Text), func(o ident.Reading) bool {
				return o.Kind == r.Kind && o.Text == r.Text && o.Valid == r.Valid
			}), "canonical text %q of %s reads as itself", r.Text, r.Kind)
		}
	})
}

func FuzzDivisionByName(f *testing.F) {
	seeds(f)
	f.Add("黑龙江省漠河县北极乡洛古河村")
	f.Fuzz(func(t *testing.T, s string) {
		for _, ask := range []func(string) (ident.Place, bool){
			ident.DivisionByName, ident.DivisionByCode,
		} {
			p, ok := ask(s)
			assert.Equal(t, ok, p.Code != "")
			assert.Equal(t, ok, p.Asked.Zh != "")
			assert.Empty(t, p.Now)
		}
	})
}

// checkReading holds for every reading of anything.
func checkReading(t *testing.T, r ident.Reading) {
	t.Helper()
	length := utf8.RuneCountInString(r.Text)
	assert.Equal(t, ident.Normalise(r.Text), r.Text)
	assert.False(t, r.Certain && !r.Valid)
	end := 0
	for _, p := range r.Parts {
		assert.GreaterOrEqual(t, p.Start, end)
		require.LessOrEqual(t, p.End, length)
		assert.Equal(t, p.Text, string([]rune(r.Text)[p.Start:p.End]))
		assert.NotEmpty(t, p.Name.Zh)
		assert.Equal(t, p.Meaning.Zh == "", p.Meaning.En == "")
		end = p.End
	}
	for _, p := range r.Problems {
		assert.LessOrEqual(t, 0, p.Start)
		assert.LessOrEqual(t, p.Start, p.End)
		assert.LessOrEqual(t, p.End, length)
		assert.NotEmpty(t, p.Rule)
		assert.NotEmpty(t, p.Message.Zh)
		assert.NotEmpty(t, p.Message.En)
		assert.False(t, r.Valid && !p.Warning)
	}
	for _, s := range r.Suggestions {
		assert.Len(t, []rune(s), length)
		assert.True(t, slices.ContainsFunc(ident.Recognise(s), func(o ident.Reading) bool {
			return o.Kind == r.Kind && o.Valid && strings.EqualFold(o.Text, s)
		}), "suggestion %q for %q is valid", s, r.Text)
	}
}
