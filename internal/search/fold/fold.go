// Package fold brings text to the one form in which it is compared. The index folds
// every name once when it is built, and every query term is folded by the same code
// when it is asked, so two spellings match exactly if they fold to the same string.
//
// A folded string
//
//   - is in Unicode's form NFKC: full-width letters and digits, circled numbers,
//     Kangxi radicals and compatibility ideographs have become plain characters;
//   - is in lower case, and in simplified characters where OpenCC knows one;
//   - holds no invisible and no control character, so an index may use those as marks;
//   - has single spaces inside and none at its ends.
//
// Accents stay: ü is not u. Characters are folded one by one and without regard to
// words: 后 stands for 後 and for the 后 of an empress. That is right for matching,
// where both sides meet the same rule, and wrong for reading: a folded string is
// never shown. 乾 alone stays beside 干, since its reading and its use in names differ.
package fold

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the folded form of s. It is idempotent, accepts any bytes (those that
// are no UTF-8 become U+FFFD) and returns s itself, without allocating, where s is
// made of folded Chinese characters and ASCII alone, as most names are.
func Fold(s string) string {
	if isPlain(s) {
		return s
	}
	s = strings.Map(visible, s)
	s = norm.NFKC.String(s)
	s = strings.Map(foldRune, s)
	// Some letters have a composed form in lower case only: H with a macron below.
	s = norm.NFKC.String(s)
	return strings.Join(strings.Fields(s), " ")
}

// Terms splits what a reader typed at any white space, the ideographic space
// included, and returns the folded terms in the order typed, each once. It returns
// nil where nothing visible was typed.
func Terms(q string) []string {
	var terms []string
	for term := range strings.SplitSeq(Fold(q), " ") {
		if term != "" && !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	return terms
}

// isPlain reports whether s is surely folded. It knows ASCII and the main block of
// Chinese characters; anything else takes the long way.
func isPlain(s string) bool {
	space := true // a space here would be leading or doubled
	for _, r := range s {
		switch {
		case r == ' ':
			if space {
				return false
			}
			space = true
			continue
		case r > ' ' && r < 0x7F:
			if r >= 'A' && r <= 'Z' {
				return false
			}
		case r >= 0x4E00 && r <= 0x9FFF:
			if simplify(r) != r {
				return false
			}
		default:
			return false
		}
		space = false
	}
	return s == "" || !space
}

// visible drops what a reader cannot see: zero-width characters, byte-order marks,
// direction marks, variation selectors and control characters other than white space.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return r
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point):
		return -1
	}
	return r
}

func foldRune(r rune) rune { return simplify(unicode.ToLower(r)) }

// simplify returns the simplified character of a traditional one, or r. The table is
// two sorted arrays side by side, searched where they lie in the binary, so that a
// function starting cold pays nothing for them.
func simplify(r rune) rune {
	if r < rune(traditional[0]) {
		return r
	}
	if r <= 0xFFFF {
		if i, ok := slices.BinarySearch(traditional[:], uint16(r)); ok {
			return rune(simplified[i])
		}
	}
	if i, ok := slices.BinarySearch(traditionalWide[:], r); ok {
		return simplifiedWide[i]
	}
	return r
}
