package search

import "github.com/mingtian-portal/mingtian/internal/search/fold"

// Matches reports whether a text has all terms by itself, as a name or a product would: as a
// substring, as pinyin or as initials. The text must be one that stands in a searched column of
// the index, because only those characters have readings in it.
func (t *Table) Matches(s string, terms []string) bool {
	runes := append([]rune(fold.Fold(s)), separator)
	alone := text{stream: spell(runes, t.alphabet), starts: uints{}.add(0).add(len(runes))}
	for _, term := range terms {
		m, done := t.matcher(term)
		if m == nil {
			return false
		}
		_, ok := m.match(alone, 0)
		done()
		if !ok {
			return false
		}
	}
	return true
}
