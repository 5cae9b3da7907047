package ident

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalise returns the one spelling in which codes are compared: full-width forms folded
// (NFKC), white space, zero-width and control characters and a spreadsheet's leading apostrophe
// removed, letters in upper case, every dash a hyphen, every bracket round. It changes no
// letter into a digit. The result normalised again is itself. Keep the raw cell beside it.
func Normalise(s string) string {
	if plain(s) {
		return s
	}
	n := tidy(s)
	// Folding may bring forth what an earlier step removes (a spacing accent folds to a space);
	// text that is a code settles at once, anything else after a few rounds.
	for again := tidy(n); again != n; again = tidy(n) {
		n = again
	}
	return n
}

// plain reports that s is in canonical form already, as nearly every stored code is.
func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

func tidy(s string) string {
	s = strings.Map(canonicalRune, fold(s))
	return norm.NFKC.String(strings.TrimLeft(s, "'`‘’"))
}

// fold removes what cannot be seen and folds widths, leaving letter case alone (the path of a
// URL tells upper from lower case).
func fold(s string) string {
	return norm.NFKC.String(strings.Map(visible, strings.ToValidUTF8(s, "\uFFFD")))
}

// visible drops white space, control and format characters: NBSP, U+200B, BOM, soft hyphen and
// the direction marks that chat programs add.
func visible(r rune) rune {
	if unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Z) {
		return -1
	}
	return r
}

func canonicalRune(r rune) rune {
	switch r {
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹣', '－':
		return '-'
	case '[', '{', '〔', '【', '［', '「', '（':
		return '('
	case ']', '}', '〕', '】', '］', '」', '）':
		return ')'
	}
	if visible(r) < 0 {
		return -1
	}
	return unicode.ToUpper(r)
}
