package pinyin

import (
	"regexp"
	"testing"

	"github.com/mozillazg/go-pinyin"
	"github.com/stretchr/testify/assert"
)

func TestReadings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		r    rune
		want []string
	}{
		{'农', []string{"nong"}},
		{'農', []string{"nong"}},
		{'绿', []string{"lv", "lu"}},
		{'女', []string{"nv", "nu", "ru"}},
		{'略', []string{"lve", "lue"}},
		{'吕', []string{"lv", "lu"}},
		{'重', []string{"zhong", "chong", "tong"}},
		{'厦', []string{"sha", "xia"}},
		{'六', []string{"liu", "lu"}},
		{'单', []string{"dan", "chan", "shan"}},
		{'解', []string{"jie", "xie"}},
		// The dictionary's first reading is not the usual one.
		{'长', []string{"chang", "zhang"}},
		{'茄', []string{"qie", "jia"}},
		{'曾', []string{"zeng", "ceng"}},
		{'参', []string{"shen", "can", "cen"}},
		{'都', []string{"du", "dou"}},
		{'蚌', []string{"bang", "beng", "pi", "feng"}},
		{'番', []string{"fan", "pan", "bo", "po", "pi"}},
		{'〇', []string{"ling", "yuan", "xing"}},
		// Without readings.
		{'a', nil},
		{'ü', nil},
		{'1', nil},
		{'（', nil},
		{'ア', nil},
		{-1, nil},
		{0x10FFFF, nil},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, Readings(tt.r), "%c", tt.r)
	}
}

func TestReadingsOfEveryCharacter(t *testing.T) {
	t.Parallel()
	letters := regexp.MustCompile(`^[a-z]{1,6}$`)
	for code, entry := range pinyin.PinyinDict {
		all := Readings(rune(code))
		assert.NotEmpty(t, all, entry)
		seen := map[string]bool{}
		for _, s := range all {
			assert.Regexp(t, letters, s, entry)
			assert.False(t, seen[s], "%s twice in %s", s, entry)
			seen[s] = true
		}
	}
}

func TestParseSyllable(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want syllable
	}{
		{"nóng", syllable{"nong", '2'}},
		{"lǜ", syllable{"lv", '4'}},
		{"lüè", syllable{"lve", '4'}},
		{"hēi", syllable{"hei", '1'}},
		{"mǎ", syllable{"ma", '3'}},
		{"de", syllable{"de", '5'}},
		{"ê̄", syllable{"e", '1'}},
		{"ňg", syllable{"ng", '3'}},
		{"", syllable{"", '5'}},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, parseSyllable(tt.in), tt.in)
	}
}
