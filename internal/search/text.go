package search

import (
	"encoding/binary"
	"math/bits"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// The bands of a term's place, best first.
const (
	startsName = iota
	inName
	elsewhere
)

// text is the searched texts of a dataset as symbols. A row is its name, which may be empty,
// and its other texts, each with a separator after it.
type text struct {
	stream []byte // symbols, uint16
	starts uints  // per row, in symbols; one more than there are rows
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

// draft returns the characters of a dataset's texts, and where each row's start.
func draft(d *dataset.Def, rows []dataset.Row) (runes []rune, starts uints) {
	add := func(s string) {
		runes = append(runes, []rune(fold.Fold(s))...)
		runes = append(runes, separator)
	}
	name, others := d.NameColumn(), searched(d)
	for _, r := range rows {
		starts = starts.add(len(runes))
		if name >= 0 {
			add(r[name].S)
		} else {
			add("")
		}
		for _, col := range others {
			c := &d.Columns[col]
			if c.Kind > dataset.Ref {
				add(c.Format(r[col]))
				continue
			}
			for item := range items(c, r[col]) {
				add(item)
			}
		}
	}
	return runes, starts.add(len(runes))
}

// spell writes a draft in the symbols of an alphabet.
func spell(runes []rune, a *alphabet) []byte {
	stream := make([]byte, 0, 2*len(runes))
	for _, r := range runes {
		s, _ := a.symbol(r)
		stream = binary.LittleEndian.AppendUint16(stream, s)
	}
	return stream
}

func (t text) len() int { return len(t.stream) / 2 }

func (t text) at(i int) uint16 { return binary.LittleEndian.Uint16(t.stream[2*i:]) }

// row returns the interval of a row.
func (t text) row(row int) (from, to int) { return t.starts.span(row, t.len()) }

// band returns the band of a term that starts at a symbol of the row which starts at from.
func (t text) band(from, at int) uint8 {
	if at == from {
		return startsName
	}
	for ; from < at; from++ {
		if t.at(from) == separator {
			return elsewhere
		}
	}
	return inName
}

// index returns the first place of a symbol in an interval, -1 for none. It looks at four
// symbols at a time.
func (t text) index(symbol uint16, from, to int) int {
	const low, high = 0x0001000100010001, 0x8000800080008000
	pattern := uint64(symbol) * low
	b := t.stream[:2*to]
	i := 2 * from
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:]) ^ pattern // zero where the symbol is
		if zero := (x - low) &^ x & high; zero != 0 {
			return i/2 + bits.TrailingZeros64(zero)/16
		}
	}
	for ; i < len(b); i += 2 {
		if binary.LittleEndian.Uint16(b[i:]) == symbol {
			return i / 2
		}
	}
	return -1
}

// rowOf returns the row that a symbol is in, which is not before row low.
func (t text) rowOf(at, low int) int {
	rows := t.starts.len() - 1
	step := 1
	for low+step < rows && int(t.starts.at(low+step)) <= at {
		low += step
		step *= 2
	}
	high := min(low+step, rows)
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
	symbols []uint16
	rarest  int // its place in symbols
}

// newSubstring returns the matcher of a term, and false if no text has all its characters.
func newSubstring(term string, a *alphabet) (substring, bool) {
	var s substring
	for _, r := range term {
		symbol, ok := a.symbol(r)
		if !ok {
			return s, false
		}
		s.symbols = append(s.symbols, symbol)
	}
	for i, symbol := range s.symbols {
		if symbol > s.symbols[s.rarest] {
			s.rarest = i
		}
	}
	return s, len(s.symbols) > 0
}

// find returns the first place of the term in an interval, -1 for none.
func (s *substring) find(t text, from, to int) int {
	rare := s.symbols[s.rarest]
	at := from + s.rarest
	last := to - len(s.symbols) + s.rarest // the last place of the rarest
	for at <= last {
		at = t.index(rare, at, last+1)
		if at < 0 {
			return -1
		}
		if s.stands(t, at-s.rarest) {
			return at - s.rarest
		}
		at++
	}
	return -1
}

func (s *substring) stands(t text, at int) bool {
	for i, symbol := range s.symbols {
		if t.at(at+i) != symbol {
			return false
		}
	}
	return true
}

// scan implements matcher. It reads the stream without regard to rows and asks for the row of
// each place found: the first in a row is the best.
func (s *substring) scan(t text, found []candidate) []candidate {
	at := 0
	for row := 0; row < t.starts.len()-1; row++ {
		if at = s.find(t, at, t.len()); at < 0 {
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
