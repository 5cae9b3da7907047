package pinyin

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

func TestOverridesAreReadings(t *testing.T) {
	t.Parallel()
	require.Greater(t, len(overrides), 50)
	for _, phrases := range overrides {
		for _, p := range phrases {
			assert.Equal(t, fold.Fold(p.text), p.text, "a phrase is matched in folded text")
			runes := []rune(p.text)
			require.Len(t, p.syllables, len(runes), p.text)
			for i, r := range runes {
				var known []string
				for _, s := range lookUp(r) {
					known = append(known, s.letters)
				}
				assert.Contains(t, known, p.syllables[i], "%c in %s", r, p.text)
			}
		}
	}
}

// TestOverridesMatter checks that every line changes something, so that the file
// holds corrections only and a better dictionary shows which have become idle.
func TestOverridesMatter(t *testing.T) {
	t.Parallel()
	for first, phrases := range overrides {
		for i, p := range phrases {
			without := maps.Clone(overrides)
			without[first] = slices.Delete(slices.Clone(phrases), i, i+1)
			assert.NotEqual(t, p.syllables, without.spell(p.text), "%s is read so anyway", p.text)
		}
	}
}

// spell returns the letters chosen for a text of Chinese characters.
func (d dictionary) spell(text string) []string {
	var letters []string
	for _, s := range d.choose(text) {
		letters = append(letters, s.letters)
	}
	return letters
}

func TestParseOverrides(t *testing.T) {
	t.Parallel()
	d, err := parseOverrides("# a comment\n\n大黄\tdai huang\r\n大黄米\tda huang mi\n黄柏\thuang bo")
	require.NoError(t, err)
	require.Len(t, d, 2)

	for in, want := range map[string]string{
		"大黄米面": "大黄米", "大黄粉": "大黄", "黄柏": "黄柏", "大豆": "", "黄": "", "": "",
	} {
		p, ok := d.match(in)
		assert.Equal(t, want, p.text, in)
		assert.Equal(t, want != "", ok, in)
	}
}

func TestParseOverridesRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no tab":             "大黄 dai huang\n",
		"a syllable missing": "大黄\tdai\n",
		"one too many":       "大黄\tdai huang mi\n",
		"no phrase":          "\tdai\n",
		"a phrase twice":     "大黄\tdai huang\n大黄\tda huang\n",
	} {
		_, err := parseOverrides(text)
		assert.ErrorContains(t, err, "line ", name)
		assert.PanicsWithValue(t, "overrides.txt: "+err.Error(), func() { mustParse(text) }, name)
	}
}

func FuzzParseOverrides(f *testing.F) {
	f.Add("大黄\tdai huang\n")
	f.Add("# only a comment")
	f.Add("\t\n\xff\t")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseOverrides(text)
		if err != nil {
			return
		}
		for _, phrases := range d {
			for _, p := range phrases {
				longest, ok := d.match(p.text + "漠河")
				assert.True(t, ok)
				assert.True(t, strings.HasPrefix(p.text+"漠河", longest.text))
				assert.GreaterOrEqual(t, len(longest.text), len(p.text))
			}
		}
	})
}
