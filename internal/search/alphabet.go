package search

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sort"
)

// separator is the symbol between texts and rows. No character has it.
const separator = 0

// alphabet is the characters of all searched texts. Characters are numbered from 1 by
// descending frequency, so that of a term's symbols the largest is the rarest.
type alphabet struct {
	runes     uints  // the characters, ascending
	symbols   []byte // their symbols, uint16
	starts    uints  // per symbol, where its readings start
	readings  []byte // numbers of syllables, uint16
	syllables texts  // ascending
}

// newAlphabet numbers the characters of drafts, in which separator stands between texts.
func newAlphabet(drafts []draft, readings func(rune) []string,
	p *pool,
) (*alphabet, error) {
	often := map[rune]int{}
	for _, d := range drafts {
		for _, r := range d.runes {
			often[r]++
		}
	}
	delete(often, separator)
	if len(often) > math.MaxUint16 {
		return nil, fmt.Errorf("%d different characters are too many", len(often))
	}
	runes := make([]rune, 0, len(often))
	for r := range often {
		runes = append(runes, r)
	}
	slices.SortFunc(runes, func(a, b rune) int {
		return cmp.Or(cmp.Compare(often[b], often[a]), cmp.Compare(a, b))
	})
	a := &alphabet{}
	a.read(runes, readings, p)
	symbol := make(map[rune]int, len(runes))
	for i, r := range runes {
		symbol[r] = i + 1
	}
	slices.Sort(runes)
	for _, r := range runes {
		a.runes = a.runes.add(int(r))
		a.symbols = binary.LittleEndian.AppendUint16(a.symbols, uint16(symbol[r]))
	}
	return a, nil
}

// read fills in the readings of runes, which are in the order of their symbols.
func (a *alphabet) read(runes []rune, readings func(rune) []string, p *pool) {
	all := make([][]string, len(runes))
	var syllables []string
	for i, r := range runes {
		all[i] = spellings(r, readings)
		syllables = append(syllables, all[i]...)
	}
	slices.Sort(syllables)
	syllables = slices.Compact(syllables)
	a.syllables = p.texts(syllables)
	a.starts = a.starts.add(0).add(0) // the separator has none
	for _, list := range all {
		for _, s := range list {
			at, _ := slices.BinarySearch(syllables, s)
			a.readings = binary.LittleEndian.AppendUint16(a.readings, uint16(at))
		}
		a.starts = a.starts.add(len(a.readings) / 2)
	}
}

// spellings returns what can be typed for a character, ascending. A Latin letter reads as
// itself, ü as the v that stands for it on keyboards.
func spellings(r rune, readings func(rune) []string) []string {
	switch {
	case r >= 'a' && r <= 'z':
		return []string{string(r)}
	case r == 'ü':
		return []string{"v"}
	case readings == nil:
		return nil
	}
	var list []string
	for _, s := range readings(r) {
		if s != "" && isLatin(s) {
			list = append(list, s)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func isLatin(s string) bool {
	for _, c := range []byte(s) {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

func (a *alphabet) write(w *writer) {
	w.block(a.runes)
	w.block(a.symbols)
	w.block(a.starts)
	w.block(a.readings)
	w.texts(a.syllables)
}

func readAlphabet(r *reader) *alphabet {
	a := &alphabet{runes: r.uints(-1), symbols: r.block(), starts: r.uints(-1)}
	a.readings, a.syllables = r.block(), r.texts()
	r.check(len(a.symbols) == 2*a.runes.len() && a.size() == a.runes.len()+1 &&
		a.size() <= 1<<16 && len(a.readings)%2 == 0 && a.syllables.n <= 1<<16)
	return a
}

// size returns how many symbols there are, the separator included.
func (a *alphabet) size() int { return a.starts.len() - 1 }

// symbol returns the symbol of a character, and whether any text has it.
func (a *alphabet) symbol(r rune) (uint16, bool) {
	i := sort.Search(a.runes.len(), func(i int) bool { return a.runes.at(i) >= uint32(r) })
	if i == a.runes.len() || a.runes.at(i) != uint32(r) {
		return 0, false
	}
	s := binary.LittleEndian.Uint16(a.symbols[2*i:])
	return s, s != separator
}

// spelled returns the numbers of a symbol's syllables as an array of uint16.
func (a *alphabet) spelled(symbol int) []byte {
	from, to := a.starts.span(symbol, len(a.readings)/2)
	return a.readings[2*from : 2*to]
}
