package pinyin

import (
	"cmp"
	_ "embed"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

//go:embed overrides.txt
var overridesText string

// overrides is read at start-up; a file that does not parse stops the program there.
var overrides = mustParse(overridesText)

// dictionary holds phrases by their first character, longer ones first.
type dictionary map[rune][]phrase

// phrase is a word in folded text with one syllable for each character.
type phrase struct {
	text      string
	syllables []string
}

// match returns the longest phrase that s starts with.
func (d dictionary) match(s string) (phrase, bool) {
	first, _ := utf8.DecodeRuneInString(s)
	for _, p := range d[first] {
		if strings.HasPrefix(s, p.text) {
			return p, true
		}
	}
	return phrase{}, false
}

// choose yields the characters of a folded text, each with the one syllable that a
// list is ordered by, or the zero syllable where it has none.
func (d dictionary) choose(text string) iter.Seq2[rune, syllable] {
	return func(yield func(rune, syllable) bool) {
		for text != "" {
			if word, ok := d.match(text); ok {
				i := 0
				for _, r := range word.text {
					if !yield(r, withTone(r, word.syllables[i])) {
						return
					}
					i++
				}
				text = text[len(word.text):]
				continue
			}
			r, size := utf8.DecodeRuneInString(text)
			if !yield(r, first(r)) {
				return
			}
			text = text[size:]
		}
	}
}

// parseOverrides reads lines of a phrase, a tab and its syllables with spaces between;
// # starts a comment line.
func parseOverrides(text string) (dictionary, error) {
	d := dictionary{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, spelled, _ := strings.Cut(line, "\t")
		p := phrase{word, strings.Fields(spelled)}
		if word == "" || utf8.RuneCountInString(word) != len(p.syllables) {
			return nil, fmt.Errorf("line %d: %q needs one syllable for each character", n, line)
		}
		first, _ := utf8.DecodeRuneInString(word)
		if slices.ContainsFunc(d[first], func(q phrase) bool { return q.text == word }) {
			return nil, fmt.Errorf("line %d: %q is there twice", n, word)
		}
		d[first] = append(d[first], p)
	}
	for _, phrases := range d {
		slices.SortFunc(phrases, func(a, b phrase) int {
			return cmp.Or(cmp.Compare(len(b.text), len(a.text)), cmp.Compare(a.text, b.text))
		})
	}
	return d, nil
}

func mustParse(text string) dictionary {
	d, err := parseOverrides(text)
	if err != nil {
		panic("overrides.txt: " + err.Error())
	}
	return d
}
