package search

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// longestSpelling is how many letters a term may have to be pinyin: as many as a word has bits.
const longestSpelling = 64

// What a symbol can do for a term.
const (
	beginsPinyin = 1 << iota
	beginsInitials
	continues
	begins = beginsPinyin | beginsInitials
)

// pinyin is a term of Latin letters, as full pinyin and as initials. A letter in a text reads as
// itself, so the term is found as it stands, too.
//
// It reads symbols from left to right and keeps, as bits, how many letters of the term can have
// been read: for full pinyin a bit per number of letters, moved by whole syllables; for initials
// the same, moved by one. The two are apart: hzuoshe is neither.
type pinyin struct {
	a    *alphabet
	last uint64 // the bit of the term's last letter
	// Per syllable: the places of the term at which it stands whole with letters after it, and
	// at which the rest of the term is it or begins it; its length and its first letter.
	moves, ends     []uint64
	lengths, firsts []uint8
	// Per symbol: the places of the letters that begin a reading, and what it can do. The
	// latter has a place for any symbol, so that the scan needs no check.
	initials []uint64
	does     [1 << 16]uint8
	// Per byte: whether a symbol that begins something starts with it.
	leads [1 << 8]bool
}

// spelling returns a term as it would be typed, and whether it can be pinyin.
func spelling(term string) (string, bool) {
	term = strings.ReplaceAll(term, "ü", "v")
	return term, term != "" && len(term) <= longestSpelling && isLatin(term)
}

// prepare makes p the matcher of a spelling.
func (p *pinyin) prepare(term string, a *alphabet) {
	var places [256]uint64
	for i := range len(term) {
		places[term[i]] |= 1 << i
	}
	p.a, p.last = a, 1<<(len(term)-1)
	n := a.syllables.n
	p.moves, p.ends = resize(p.moves, n), resize(p.ends, n)
	p.lengths = resize(p.lengths, n)
	p.firsts = resize(p.firsts, n)
	for i := range n {
		syllable := a.syllables.at(i)
		p.moves[i], p.ends[i], p.lengths[i] = 0, 0, uint8(min(len(syllable), longestSpelling))
		p.firsts[i] = 0
		if len(syllable) == 0 {
			continue
		}
		p.firsts[i] = syllable[0]
		for left := places[syllable[0]]; left != 0; left &= left - 1 {
			at := bits.TrailingZeros64(left)
			rest := term[at:]
			switch {
			case len(rest) > len(syllable) && rest[:len(syllable)] == string(syllable):
				p.moves[i] |= 1 << at
			case len(rest) <= len(syllable) && rest == string(syllable[:len(rest)]):
				p.ends[i] |= 1 << at
			}
		}
	}
	p.classify(&places)
}

// classify sets what each symbol can do.
func (p *pinyin) classify(places *[256]uint64) {
	n := p.a.size()
	p.initials = resize(p.initials, n)
	clear(p.does[:])
	clear(p.leads[:])
	for symbol := 1; symbol < n; symbol++ {
		var initials, full uint64
		for list := p.a.spelled(symbol); len(list) > 0; list = list[2:] {
			s := int(binary.LittleEndian.Uint16(list))
			if s < len(p.firsts) {
				initials |= places[p.firsts[s]]
				full |= p.moves[s] | p.ends[s]
			}
		}
		does := uint8(full&1)*beginsPinyin | uint8(initials&1)*beginsInitials
		if initials|full != 0 {
			does |= continues
		}
		p.initials[symbol], p.does[symbol] = initials, does
		if does&begins != 0 {
			var bytes [3]byte
			p.leads[appendSymbol(bytes[:0], uint16(symbol))[0]] = true
		}
	}
}

// resize returns a slice of n elements, s where it is large enough.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// state is what has been read so far.
type state struct{ full, initials uint64 }

// step reads a symbol that does something. The term may start at it if start is 1. It reports
// whether the term ends in it.
func (p *pinyin) step(s *state, symbol uint16, start uint64) bool {
	s.initials = (s.initials<<1 | start) & p.initials[symbol]
	places, next, ends := s.full|start, uint64(0), s.initials&p.last
	for list := p.a.spelled(int(symbol)); len(list) > 0; list = list[2:] {
		i := int(binary.LittleEndian.Uint16(list))
		if i < len(p.moves) {
			ends |= places & p.ends[i]
			next |= (places & p.moves[i]) << p.lengths[i]
		}
	}
	s.full = next
	return ends != 0
}

// find returns the place of the symbol of an interval in which the term ends first, -1 for none.
func (p *pinyin) find(t text, from, to int) int {
	stream := t.stream[from:to]
	for i := 0; i < len(stream); {
		if !p.leads[stream[i]] {
			i++
			continue // most symbols, in most queries
		}
		symbol, size := symbolAt(stream, i)
		if p.does[symbol]&begins == 0 {
			i += size
			continue
		}
		var s state
		for {
			if p.step(&s, symbol, 1) {
				return from + i
			}
			i += size
			if s.full|s.initials == 0 || i >= len(stream) {
				break
			}
			if symbol, size = uint16(stream[i]), 1; symbol >= wideSymbol {
				symbol, size = symbolAt(stream, i)
			}
			if p.does[symbol] == 0 {
				i += size
				break
			}
		}
	}
	return -1
}

// starts reports whether the term starts at the first symbol of an interval.
func (p *pinyin) starts(t text, from, to int) bool {
	var s state
	start := uint64(1)
	for from < to {
		symbol, size := symbolAt(t.stream[:to], from)
		if p.does[symbol] == 0 {
			return false
		}
		if p.step(&s, symbol, start) {
			return true
		}
		if s.full|s.initials == 0 {
			return false
		}
		start = 0
		from += size
	}
	return false
}

// match implements matcher. A term that is anywhere in the name ends there before any other.
func (p *pinyin) match(t text, row int) (uint8, bool) {
	from, to := t.row(row)
	at := p.find(t, from, to)
	switch {
	case at < 0:
		return 0, false
	case p.starts(t, from, to):
		return startsName, true
	case t.band(from, at) == elsewhere:
		return elsewhere, true
	default:
		return inName, true
	}
}

// scan implements matcher.
func (p *pinyin) scan(t text, found []candidate) []candidate {
	for row := range t.rows {
		if band, ok := p.match(t, row); ok {
			found = append(found, candidate{row: uint32(row), band: band})
		}
	}
	return found
}
