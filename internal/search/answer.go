package search

import (
	"math"
	"slices"
)

// candidate is a row that may answer a query. It has failed the filters of no column (0), of
// one (its number, from 1) or of several: a facet counts under every filter but its own.
type candidate struct {
	row    uint32
	failed uint16
	band   uint8
}

const failedSeveral = math.MaxUint16

// scratch is the memory of one query.
type scratch struct {
	found []candidate
	ranks []uint32
	keys  []uint64
}

// matcher finds the rows with a term, and the term's best band in each.
type matcher interface {
	// scan appends all rows that match, ascending.
	scan(t text, found []candidate) []candidate
	// match looks at one row.
	match(t text, row int) (band uint8, ok bool)
}

// Search answers a query. Its columns must be positions in the definition. By relevance there
// is no descending order: Desc is for the others.
func (t *Table) Search(q Query) Result {
	s := t.work.scratch.Get().(*scratch)
	defer t.work.scratch.Put(s)
	s.found = t.match(q.Terms, s.found[:0])
	columns := filtered(q.Filters)
	s.found = t.filter(q, columns, s.found)

	var res Result
	s.order(t.order(q))
	res.Total = len(s.keys)
	res.page(q, s.keys)
	for _, col := range q.Facets {
		own := uint16(slices.Index(columns, col) + 1)
		counts := t.columns[col].count(s.found, own)
		res.Facets = append(res.Facets, Facet{Column: col, Counts: counts})
	}
	return res
}

// match appends the rows that have all terms. The first term is looked for everywhere, the
// others in what it found.
func (t *Table) match(terms []string, found []candidate) []candidate {
	if len(terms) == 0 {
		for row := range t.rows {
			found = append(found, candidate{row: uint32(row)})
		}
		return found
	}
	for i, term := range cheapestFirst(terms) {
		m, done := t.matcher(term)
		switch {
		case m == nil:
			return found[:0]
		case i == 0:
			found = m.scan(t.text, found)
		default:
			found = narrow(found, m, t.text)
		}
		done()
	}
	return found
}

// matcher returns the matcher of a term, nil if nothing can match, and what ends its use.
func (t *Table) matcher(term string) (m matcher, done func()) {
	if typed, ok := spelling(term); ok {
		p := t.work.pinyin.Get().(*pinyin)
		p.prepare(typed, t.alphabet)
		return p, func() { t.work.pinyin.Put(p) }
	}
	if s, ok := newSubstring(term, t.alphabet); ok {
		return &s, func() {}
	}
	return nil, nil
}

// cheapestFirst returns terms with those first that are not pinyin: they are quick to find.
func cheapestFirst(terms []string) []string {
	var cheap, dear []string
	for _, term := range terms {
		if _, ok := spelling(term); ok {
			dear = append(dear, term)
		} else {
			cheap = append(cheap, term)
		}
	}
	return append(cheap, dear...)
}

// narrow keeps the candidates that match; the worst band of several terms counts.
func narrow(found []candidate, m matcher, t text) []candidate {
	kept := found[:0]
	for _, c := range found {
		if band, ok := m.match(t, int(c.row)); ok {
			c.band = max(c.band, band)
			kept = append(kept, c)
		}
	}
	return kept
}
