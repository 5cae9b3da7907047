package pinyin

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// SortKey returns an ASCII string by whose bytes names sort as a Chinese dictionary
// orders them, character by character: by the letters of the syllable, with ü after u,
// then by tone, then by the character itself. Digits come first, then Latin letters,
// then Chinese characters, then other scripts. Accents, brackets, spaces and other
// marks count only between names that are otherwise equal. Two names have one key
// exactly if they fold to the same text.
//
// A key is a sequence of these, of which none is the start of another:
//
//	0…9           a digit
//	A…Z           a Latin letter
//	hei10vdd      a syllable, its tone, the character in base 36
//	lu:40p33      the same, where the u is a ü
//	~09lu         a character of another script
//	!…            at the end, if marks were left out: the whole text in base 36
func SortKey(name string) string {
	var k key
	text := fold.Fold(name)
	for r, spelled := range overrides.choose(text) {
		k.rune(r, spelled)
	}
	if k.lossy {
		k.WriteByte('!')
		for _, r := range text {
			k.code(r)
		}
	}
	return k.String()
}

// key is a sort key that grows.
type key struct {
	strings.Builder
	lossy bool // something was left out that could tell two names apart
}

// rune writes one character with the syllable chosen for it, if it has one.
func (k *key) rune(r rune, spelled syllable) {
	if spelled.letters != "" {
		k.syllable(r, spelled)
		return
	}
	base := norm.NFD.String(string(r))[0] // without its accents
	switch {
	case !unicode.IsLetter(r) && !unicode.IsNumber(r):
		k.lossy = true
	case base >= '0' && base <= '9', base >= 'a' && base <= 'z':
		k.WriteString(strings.ToUpper(string(base)))
		k.lossy = k.lossy || rune(base) != r
	default:
		k.WriteByte('~')
		k.code(r)
	}
}

// syllable writes a Chinese character. The tone is a digit, below every letter, so
// that an comes before ang; the colon is below the letters and above the digits, so
// that ü comes between u and ua.
func (k *key) syllable(r rune, s syllable) {
	k.WriteString(strings.ReplaceAll(s.letters, "v", "u"))
	if strings.Contains(s.letters, "v") {
		k.WriteByte(':')
	}
	k.WriteByte(s.tone)
	k.code(r)
}

// code writes a character as four digits in base 36, which hold every rune.
func (k *key) code(r rune) {
	var buf [8]byte
	digits := strconv.AppendInt(buf[:0], int64(r), 36)
	k.WriteString("0000"[len(digits):])
	k.Write(digits)
}
