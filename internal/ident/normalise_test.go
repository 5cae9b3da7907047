package ident_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

func TestNormalise(t *testing.T) {
	t.Parallel()
	const enterprise = "91232701PDY00001XD"
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"canonical already", enterprise, enterprise},
		{"lower case", "91232701pdy00001xd", enterprise},
		{"full width", "９１２３２７０１ＰＤＹ００００１ＸＤ", enterprise},
		{"spaces in groups", " 9123 2701 PDY0 0001 XD\t", enterprise},
		{"no-break and ideographic space", "91232701\u00a0PDY00001\u3000XD", enterprise},
		{"zero width and BOM", "\ufeff91232701\u200bPDY00001XD\u200e", enterprise},
		{"line break in the cell", "91232701PDY\r\n00001XD", enterprise},
		{"leading apostrophe", "'91232701PDY00001XD", enterprise},
		{"leading typographic apostrophe", "’91232701PDY00001XD", enterprise},
		{"inner apostrophe stays", "XING'AN", "XING'AN"},
		{"en dash", "LB–99–2601089999A", "LB-99-2601089999A"},
		{"full-width hyphen", "LB－99－2601089999A", "LB-99-2601089999A"},
		{"Chinese brackets", "农药经许〔黑〕23270129999", "农药经许(黑)23270129999"},
		{"full-width brackets", "农药经许（黑）23270129999", "农药经许(黑)23270129999"},
		{"square brackets", "D【黑漠】农种许字[2026]第9999号", "D(黑漠)农种许字(2026)第9999号"},
		{"letters are not turned into digits", "gfO1", "GFO1"},
		{"broken UTF-8 is kept visible", "GF\xff01", "GF\uFFFD01"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, ident.Normalise(tt.in))
		})
	}
}

func TestDestroyed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		want     bool
	}{
		{"scientific", "9.12327E+17", true},
		{"scientific, lower case, no plus", "9.12327012894e17", true},
		{"scientific, full width", "９.１２３２７Ｅ＋１７", true},
		{"one digit", "9E+17", true},
		{"decimal tail", "912327010000000000.00", true},
		{"column too narrow", "########", true},
		{"last three digits lost", "912327010000009000", true},
		{"lost, and the check character passes by chance", "912327010000010000", true},
		{"three zeros with a right check character", "92232701PDY0000365", false},
		{"letters before E", "AGI99999", false},
		{"a code with E in it", "91350100M000100Y43", false},
		{"version-like text", "1.2.156", false},
		{"nothing", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			reason, ok := ident.Destroyed(tt.in)
			assert.Equal(t, tt.want, ok)
			assert.Equal(t, tt.want, reason.Zh != "" && reason.En != "")
		})
	}
}

func TestParseLink(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		want     ident.Link
	}{
		{
			"plain", "https://nqa.example/p/P000123",
			ident.Link{Host: "nqa.example", Page: "p", ID: "P000123"},
		},
		{
			"mount path and WeChat's query",
			"https://www.example.gov.cn/nqa/c/C000045?from=groupmessage&isappinstalled=0",
			ident.Link{Host: "www.example.gov.cn", Page: "c", ID: "C000045"},
		},
		{
			"English page", "http://nqa.example/en/t/T000007#top",
			ident.Link{Host: "nqa.example", Page: "t", ID: "T000007"},
		},
		{
			"mount, English, trailing slash", "https://h.example/a/b/en/p/P01/",
			ident.Link{Host: "h.example", Page: "p", ID: "P01"},
		},
		{
			"port", "127.0.0.1:8080/p/P000123",
			ident.Link{Host: "127.0.0.1:8080", Page: "p", ID: "P000123"},
		},
		{
			"no scheme", "nqa.example/p/p000123",
			ident.Link{Host: "nqa.example", Page: "p", ID: "P000123"},
		},
		{"path alone", "/p/P000123?from=timeline", ident.Link{Page: "p", ID: "P000123"}},
		{
			"full width", "ｈｔｔｐｓ：／／nqa.example／p／P000123",
			ident.Link{Host: "nqa.example", Page: "p", ID: "P000123"},
		},
		{"other page", "https://nqa.example/labs/L01", ident.Link{}},
		{"no id", "https://nqa.example/p/", ident.Link{}},
		{"id without letter", "https://nqa.example/p/000123", ident.Link{}},
		{"upper-case page", "https://nqa.example/P/P000123", ident.Link{}},
		{"port is no number", "http://h.example:port/p/P000123", ident.Link{}},
		{"too long", "/p/P000123?" + strings.Repeat("x", 3000), ident.Link{}},
		{"other scheme", "javascript://x/p/P000123", ident.Link{}},
		{"no host and no slash first", "p/P000123", ident.Link{}},
		{"not a URL", "%zz/p/P000123", ident.Link{}},
		{"just an id", "P000123", ident.Link{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := ident.ParseLink(tt.in)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.want != ident.Link{}, ok)
		})
	}
}
