package search

import (
	"encoding/binary"
	"math"
)

// Readings returns what can be typed for the characters of all searched texts, ascending, those
// left out that have no reading. A Latin letter reads as itself.
func (x *Index) Readings() map[rune][]string {
	all := map[rune][]string{}
	for _, t := range x.tables {
		a := t.alphabet
		for i := range a.runes.len() {
			r := rune(min(a.runes.at(i), math.MaxInt32))
			symbol, _ := a.symbol(r)
			var list []string
			for spelled := a.spelled(int(symbol)); len(spelled) > 0; spelled = spelled[2:] {
				at := int(binary.LittleEndian.Uint16(spelled))
				if at < a.syllables.n {
					list = append(list, string(a.syllables.at(at)))
				}
			}
			if len(list) > 0 {
				all[r] = list
			}
		}
		break // all tables have one alphabet
	}
	return all
}
