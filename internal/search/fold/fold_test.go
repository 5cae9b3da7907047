package fold

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"folded already", "蓝莓 abc-12", "蓝莓 abc-12"},
		{"a traditional character", "農", "农"},
		{"a traditional word", "專業合作社", "专业合作社"},
		{"a mixed name", "漠河縣藍莓种植農民專業合作社", "漠河县蓝莓种植农民专业合作社"},
		{"a place", "黑龍江", "黑龙江"},
		{"variants of one character", "裏裡里爲為为羣群", "里里里为为为群群"},
		{"without regard to words", "以後皇后", "以后皇后"},
		{"one with a use of its own", "乾安乾坤", "乾安乾坤"},
		{"one that has no simplified form", "豬猪", "猪猪"},
		{"a chain", "薴苧苎", "苎苎苎"},
		{"outside the first plane", "鑪頫", "𬬻𫖯"},
		{"full-width letters and digits", "ＡＢＣ１２３", "abc123"},
		{"full-width with an ideographic space", "Ｌ Ｂ　Ｃ", "l b c"},
		{"half-width kana", "ｱｲ", "アイ"},
		{"full-width brackets", "（漠河）", "(漠河)"},
		{"a circled number and a unit", "①号㎡", "1号m2"},
		{"a Kangxi radical", "⼭", "山"},
		{"a compatibility ideograph", "\uf91d", "栏"},
		{"lower case", "SC Lab", "sc lab"},
		{"an accent stays", "ü", "ü"},
		{"an accent is composed", "U\u0308", "ü"},
		{"composed in lower case only", "H\u0331", "\u1e96"},
		{"an accent after a zero-width space", "u\u200b\u0308", "ü"},
		{"white space", " \t漠河\r\n　 蓝莓\u00a0\u2003", "漠河 蓝莓"},
		{"only white space", " 　\n", ""},
		{"a byte-order mark", "\ufeff漠河", "漠河"},
		{"zero-width characters", "蓝\u200b莓\u200c\u200d\u2060", "蓝莓"},
		{"direction marks", "\u202a蓝莓\u202c\u200e", "蓝莓"},
		{"a variation selector", "葛\U000e0100", "葛"},
		{"control characters", "蓝\x00\x1b莓\x7f", "蓝莓"},
		{"bytes that are no UTF-8", "蓝\xff莓", "蓝\ufffd莓"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, Fold(tt.in))
		})
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, q string
		want    []string
	}{
		{"nothing", "", nil},
		{"nothing visible", " 　\u200b\t", nil},
		{"one term", "藍莓", []string{"蓝莓"}},
		{"in the order typed", "b a", []string{"b", "a"}},
		{"an ideographic space", "漠河　合作社", []string{"漠河", "合作社"}},
		{"one twice in two spellings", "農 ＬＭ 农 lm 社", []string{"农", "lm", "社"}},
		{"a zero-width space does not split", "蓝\u200b莓", []string{"蓝莓"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, Terms(tt.q))
		})
	}
}

// requireFolded states the whole contract of a folded string.
func requireFolded(t require.TestingT, in string) {
	got := Fold(in)
	require.Equal(t, got, Fold(got), "folding %q twice", in)
	require.True(t, utf8.ValidString(got), "%q is UTF-8", in)
	require.True(t, norm.NFKC.IsNormalString(got), "%q is NFKC", in)
	require.Equal(t, got, strings.Join(strings.Fields(got), " "), "white space of %q", in)
	for _, r := range got {
		require.Equal(t, r, unicode.ToLower(r), "%q is in lower case", in)
		require.False(t, unicode.In(r, unicode.Cc, unicode.Cf), "%q shows all", in)
	}
}

func TestFoldEveryCharacter(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		once := Fold(string(r))
		if twice := Fold(once); once != twice {
			assert.Equal(t, once, twice, "folding %U twice", r)
		}
		if isPlain(string(r)) {
			assert.Equal(t, string(r), once)
		}
	}
}

// TestFoldPlain checks that the short way for plain names says what the long one does.
func TestFoldPlain(t *testing.T) {
	t.Parallel()
	alphabet := rapid.StringOf(rapid.SampledFrom([]rune("ab19-(A 农農蓝社　ü\u200b")))
	rapid.Check(t, func(t *rapid.T) {
		s := alphabet.Draw(t, "s")
		// A byte-order mark folds to nothing and takes the long way.
		assert.Equal(t, Fold("\ufeff"+s), Fold(s))
	})
}

func TestFoldIsIdempotent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		requireFolded(t, rapid.String().Draw(t, "s"))
	})
}

func TestTermsAreFoldedAndOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terms := Terms(rapid.String().Draw(t, "q"))
		seen := map[string]bool{}
		for _, term := range terms {
			assert.NotEmpty(t, term)
			assert.NotContains(t, term, " ")
			assert.Equal(t, term, Fold(term))
			assert.False(t, seen[term], "%q twice", term)
			seen[term] = true
		}
		assert.Equal(t, terms, Terms(strings.Join(terms, "　")))
	})
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"", "農民專業合作社", "Ｌ Ｂ", "U\u0308", "\xff\ufeff", "¨ㅤ", "ﷺ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) { requireFolded(t, s) })
}

func BenchmarkFold(b *testing.B) {
	for _, bm := range []struct{ name, in string }{
		{"plain", "漠河市北极镇蓝莓种植农民专业合作社"},
		{"traditional", "漠河市北極鎮藍莓種植農民專業合作社"},
		{"ascii", "ABC-123"},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(bm.in)
			}
		})
	}
}
