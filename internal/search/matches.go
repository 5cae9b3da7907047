package search

import "github.com/mingtian-portal/mingtian/internal/search/fold"

// Matching returns those texts that have all terms by themselves, as a name or a product would: as
// a substring, as pinyin or as initials. The texts must be such as stand in a searched column of
// the index, because only those characters have readings in it.
func (t *Table) Matching(texts, terms []string) []string {
	for _, term := range terms {
		m, done := t.matcher(term)
		if m == nil {
			return nil
		}
		var kept []string
		for _, s := range texts {
			if _, ok := m.match(t.alone(s), 0); ok {
				kept = append(kept, s)
			}
		}
		done()
		texts = kept
	}
	return texts
}

// alone returns a text as the one row of a stream.
func (t *Table) alone(s string) text {
	runes := append([]rune(fold.Fold(s)), separator)
	alone, _ := draft{runes: runes, rows: []int{0}}.spell(t.alphabet)
	return alone
}
