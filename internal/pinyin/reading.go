// Package pinyin spells Chinese names in Latin letters so that they can be searched
// and put in order. It is used when a snapshot is built, never when it is read: the
// dictionary costs milliseconds and megabytes at start-up, so what it says is stored
// in the index.
//
// Pinyin is for search and order, never for display. Which reading a character has in
// a name is known to those who bear the name; a guess is good enough to find it by
// and not to print. Search therefore takes every reading ([Readings]) and only the
// order of a list needs one ([SortKey]).
//
// Readings come from go-pinyin, whose first reading is often not the one a word has:
// 重庆 would be zhong qing. overrides.txt corrects it by phrase.
package pinyin

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// Readings returns all readings of a character, each once and the most usual first,
// in lower-case ASCII without tones. A ü is spelled both ways in which people type
// it: 绿 is lv and lu, 略 is lve and lue. It returns nil for a rune without readings.
//
// A caller that spells many names should remember the answer by rune.
func Readings(r rune) []string {
	var all []string
	add := func(letters string) {
		for _, s := range []string{letters, strings.ReplaceAll(letters, "v", "u")} {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	if word, ok := overrides.match(string(r)); ok {
		add(word.syllables[0])
	}
	for _, s := range lookUp(r) {
		add(s.letters)
	}
	return all
}

// syllable is one reading: its letters with v for ü, and its tone from '1' to '4',
// '5' for a light one.
type syllable struct {
	letters string
	tone    byte
}

// lookUp returns what the dictionary has for r, in its order.
func lookUp(r rune) []syllable {
	entry, ok := pinyin.PinyinDict[int(r)]
	if !ok {
		return nil
	}
	var all []syllable
	for accented := range strings.SplitSeq(entry, ",") {
		all = append(all, parseSyllable(accented))
	}
	return all
}

// first returns the dictionary's first reading of r, or the zero syllable.
func first(r rune) syllable {
	accented, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	if accented == "" {
		return syllable{}
	}
	return parseSyllable(accented)
}

// withTone returns the syllable of these letters with the tone it has as a reading
// of r.
func withTone(r rune, letters string) syllable {
	for _, s := range lookUp(r) {
		if s.letters == letters {
			return s
		}
	}
	return syllable{letters, '5'}
}

// parseSyllable takes a syllable as dictionaries print it, lǜ, apart.
func parseSyllable(accented string) syllable {
	letters, tone := make([]byte, 0, 8), byte('5')
	var buf [16]byte // saves the allocation that norm.NFD.String makes
	for _, r := range string(norm.NFD.AppendString(buf[:0], accented)) {
		switch {
		case r == '\u0304': // macron
			tone = '1'
		case r == '\u0301': // acute
			tone = '2'
		case r == '\u030c': // caron
			tone = '3'
		case r == '\u0300': // grave
			tone = '4'
		case r == '\u0308' && len(letters) > 0: // diaeresis
			letters[len(letters)-1] = 'v'
		case r >= 'a' && r <= 'z':
			letters = append(letters, byte(r))
		}
	}
	return syllable{string(letters), tone}
}
