package search

import (
	"bytes"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// The bands of a term's place, best first.
const (
	startsName = iota
	inName
	elsewhere
)

// text is the searched texts of a dataset as symbols, see appendSymbol. A row is its name, which
// may be empty, and its other texts, each with a separator after it.
type text struct {
	stream []byte
	rows   int
	starts codes // per row, where it starts in the stream; one more than there are rows
}

// searched returns the columns whose texts are searched, the name aside.
func searched(d *dataset.Def) []int {
	var list []int
	for i := range d.Columns {
		if d.Columns[i].Search && !d.Columns[i].IsName {
			list = append(list, i)
		}
	}
	return list
}

// draft is a dataset's texts before there is an alphabet.
type draft struct {
	runes []rune
	rows  []int // where rows start
	names []int // where names that a row has or had start
}

func newDraft(d *dataset.Def, rows []dataset.Row) draft {
	var out draft
	add := func(s string, isName bool) {
		if isName && s != "" {
			out.names = append(out.names, len(out.runes))
		}
		out.runes = append(out.runes, []rune(s)...)
		out.runes = append(out.runes, separator)
	}
	name, others := d.NameColumn(), searched(d)
	for _, r := range rows {
		out.rows = append(out.rows, len(out.runes))
		if name >= 0 {
			add(fold.Fold(r[name].S), true)
		} else {
			add("", false)
		}
		for _, col := range others {
			c := &d.Columns[col]
			if c.Kind > dataset.Ref {
				add(fold.Fold(c.Format(r[col])), false)
				continue
			}
			for item := range items(c, r[col]) {
				add(fold.Fold(item), c.Name == formerNames)
			}
		}
	}
	return out
}

// spell writes a draft in the symbols of an alphabet. It returns where the names start, too.
func (d draft) spell(a *alphabet) (t text, names []uint32) {
	t.rows = len(d.rows)
	var starts []uint32
	for i, r := range d.runes {
		if len(starts) < len(d.rows) && d.rows[len(starts)] == i {
			starts = append(starts, uint32(len(t.stream)))
		}
		if len(names) < len(d.names) && d.names[len(names)] == i {
			names = append(names, uint32(len(t.stream)))
		}
		symbol, _ := a.symbol(r)
		t.stream = appendSymbol(t.stream, symbol)
	}
	t.starts = newCodes(append(starts, uint32(len(t.stream))))
	return t, names
}

// row returns the interval of a row.
func (t text) row(row int) (from, to int) { return t.starts.span(row, len(t.stream)) }

// band returns the band of a term that starts at a place of the row which starts at from.
func (t text) band(from, at int) uint8 {
	switch {
	case at == from:
		return startsName
	case bytes.IndexByte(t.stream[from:max(at, from)], separator) >= 0:
		return elsewhere
	default:
		return inName
	}
}

// rowOf returns the row that a place is in, which is not before row low.
func (t text) rowOf(at, low int) int {
	step := 1
	for low+step < t.rows && int(t.starts.at(low+step)) <= at {
		low += step
		step *= 2
	}
	high := min(low+step, t.rows)
	for low+1 < high {
		if mid := (low + high) / 2; int(t.starts.at(mid)) <= at {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// substring is a term that stands in a text as it is. Its rarest symbol is looked for first.
type substring struct {
	term   []byte
	before int // how much of term is before the rarest symbol
}

// newSubstring returns the matcher of a term, and false if no text has all its characters.
func newSubstring(term string, a *alphabet) (s substring, ok bool) {
	rarest := uint16(0)
	for _, r := range term {
		symbol, ok := a.symbol(r)
		if !ok {
			return s, false
		}
		before := len(s.term)
		s.term = appendSymbol(s.term, symbol)
		if symbol > rarest {
			rarest, s.before = symbol, before
		}
	}
	return s, len(s.term) > 0
}

// find returns the first place of the term in an interval, -1 for none.
func (s *substring) find(t text, from, to int) int {
	lead := s.term[s.before]
	for at := from + s.before; at < to; at++ {
		next := bytes.IndexByte(t.stream[at:to], lead)
		if next < 0 {
			return -1
		}
		at += next
		if bytes.HasPrefix(t.stream[at-s.before:to], s.term) {
			return at - s.before
		}
	}
	return -1
}

// scan implements matcher. It reads the stream without regard to rows and asks for the row of
// each place found: the first in a row is the best.
func (s *substring) scan(t text, found []candidate) []candidate {
	at := 0
	for row := 0; row < t.rows; row++ {
		if at = s.find(t, at, len(t.stream)); at < 0 {
			break
		}
		row = t.rowOf(at, row)
		from, to := t.row(row)
		found = append(found, candidate{row: uint32(row), band: t.band(from, at)})
		at = max(at+1, to)
	}
	return found
}

// match implements matcher.
func (s *substring) match(t text, row int) (uint8, bool) {
	from, to := t.row(row)
	at := s.find(t, from, to)
	if at < 0 {
		return 0, false
	}
	return t.band(from, at), true
}
