package importer

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestParseAmount(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		cell, heading, dimension string
		want                     int64 // hundredths
		about                    bool
	}{
		{"300", "", "mu", 300_00, false},
		{"0.5", "", "mu", 50, false},
		{"1.2万亩", "", "mu", 12_000_00, false},
		{"1.2万", "", "mu", 12_000_00, false},
		{"约300亩", "", "mu", 300_00, true},
		{"300亩左右", "", "mu", 300_00, true},
		{"300余亩", "", "mu", 300_00, true},
		{"近1.2万亩", "", "mu", 12_000_00, true},
		{"共300亩", "", "mu", 300_00, false},
		{"20公顷", "", "mu", 300_00, false},
		{"20 hm²", "", "mu", 300_00, false},
		{"20", "公顷", "mu", 300_00, false},
		{"1.2", "万亩", "mu", 12_000_00, false},
		{"300亩", "公顷", "mu", 300_00, false},
		{"１，２００．５亩", "", "mu", 1_200_50, false},
		{"1,200.5", "", "mu", 1_200_50, false},
		{"2000平方米", "", "mu", 3_00, false},
		{"0.3333公顷", "", "mu", 5_00, false},
		{"50.368121199999997", "", "mu", 50_37, false},
		{"1234567890123", "", "mu", 123_456_789_012_300, false},
		{"500公斤", "", "tonne", 50, false},
		{"3万斤", "", "tonne", 15_00, false},
		{"200头", "", "head", 200_00, false},
		{"1.5", "小时", "minute", 90_00, false},
		{"0.5小时", "", "minute", 30_00, false},
		{"2025年", "", "year", 2025_00, false},
	} {
		got, ok := parseAmount(tt.cell, tt.heading, tt.dimension)
		if assert.True(t, ok, tt.cell) {
			n, _ := hundredths(got.value)
			assert.Equal(t, tt.want, n, tt.cell)
			assert.Equal(t, tt.about, got.about, tt.cell)
		}
	}
	for _, s := range []string{
		"", "亩", "100-200亩", "100+200", "-5", "三百亩", "300吨", "1.2.3", "1,2", "1e5", ".5", "5.",
		"12345678901234", "NaN", "0x10", "300亩300亩",
	} {
		_, ok := parseAmount(s, "", "mu")
		assert.False(t, ok, s)
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"1.2万亩", "约300亩", "20公顷", "1,200.5", "50.368121199999997"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, ok := parseAmount(s, "公顷", "mu")
		if !ok {
			return
		}
		assert.GreaterOrEqual(t, a.value.Sign(), 0, s)
		n, _ := hundredths(a.value)
		assert.GreaterOrEqual(t, n, int64(0), "%q does not overflow", s)
	})
}
