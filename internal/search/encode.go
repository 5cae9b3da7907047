package search

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// nullRank is the rank of null: the last one. Ranks have 30 bits, see order.
const nullRank = 1<<30 - 1

// encode lays the values of a column out. Texts go to the pool and sort by key.
func encode(c *dataset.Column, values []dataset.Value, key func(string) string, p *pool) *column {
	out := &column{def: c, rows: len(values)}
	out.choose(values)
	switch out.form {
	case plain:
		all := make([]string, len(values))
		for i, v := range values {
			all[i] = v.S
		}
		out.texts = p.texts(all)
	case coded, listed:
		out.encodeWords(values, p)
	case counted:
		out.encodeNumbers(values)
	case serial:
		out.encodeCodes(values, func(v dataset.Value) uint32 {
			code, _ := out.serialCode(v.S)
			return code
		})
	default:
		out.encodeCodes(values, func(v dataset.Value) uint32 { return uint32(v.N & 1) })
	}
	out.rank(key)
	if exact(c) && out.form == plain {
		out.found = out.postings()
	}
	return out
}

// choose sets the form. What is counted by value has a dictionary, and so has what repeats.
func (c *column) choose(values []dataset.Value) {
	switch d := c.def; {
	case d.List:
		c.form = listed
	case d.Kind == dataset.Bool:
		c.form = flagged
	case d.Kind > dataset.Ref:
		c.form = counted
	case d.Facet:
		c.form = coded
	case !d.Key && repeats(values):
		c.form = coded
	default:
		c.form = plain
		if stem, digits := asSerial(values); digits > 0 && !d.IsName {
			c.form, c.stem, c.digits = serial, stem, digits
		}
	}
}

// repeats reports whether values have at least two rows each.
func repeats(values []dataset.Value) bool {
	different := map[string]bool{}
	for _, v := range values {
		if v.S != "" {
			different[v.S] = true
		}
	}
	return 2*len(different) <= len(values)
}

func (c *column) encodeCodes(values []dataset.Value, code func(dataset.Value) uint32) {
	list := make([]uint32, len(values))
	for i, v := range values {
		list[i] = code(v)
	}
	c.codes = newCodes(list)
}

// encodeWords makes the dictionary and the codes of a coded or listed column.
func (c *column) encodeWords(values []dataset.Value, p *pool) {
	place := map[string]uint32{}
	for _, v := range values {
		for word := range items(c.def, v) {
			place[word] = 0
		}
	}
	dictionary := make([]string, 0, len(place))
	for word := range place {
		dictionary = append(dictionary, word)
	}
	slices.Sort(dictionary)
	for i, word := range dictionary {
		place[word] = uint32(i + 1)
	}
	c.texts = p.texts(dictionary)
	if c.form == coded {
		c.encodeCodes(values, func(v dataset.Value) uint32 { return place[v.S] })
		return
	}
	list, starts := []uint32{}, []uint32{0}
	for _, v := range values {
		for word := range items(c.def, v) {
			list = append(list, place[word])
		}
		starts = append(starts, uint32(len(list)))
	}
	c.items, c.starts = len(list), newCodes(starts)
	if len(list) > 0 {
		c.codes = newCodesFrom(0, list) // at least a byte each, so that a file bounds their number
	}
}

// items are the texts of a value: those of a list, or the one; none of null.
func items(c *dataset.Column, v dataset.Value) iter.Seq[string] {
	return func(yield func(string) bool) {
		switch {
		case v.S == "":
		case c.List:
			strings.SplitSeq(v.S, dataset.ListSeparator)(yield)
		default:
			yield(v.S)
		}
	}
}

func (c *column) encodeNumbers(values []dataset.Value) {
	dictionary := make([]int64, 0, len(values))
	for _, v := range values {
		if v.Set {
			dictionary = append(dictionary, v.N)
		}
	}
	slices.Sort(dictionary)
	dictionary = slices.Compact(dictionary)
	c.numbers = newNumbers(dictionary)
	c.encodeCodes(values, func(v dataset.Value) uint32 {
		if !v.Set {
			return 0
		}
		at, _ := slices.BinarySearch(dictionary, v.N)
		return uint32(at + 1)
	})
}

// rank orders the values that have been laid out. Numbers are in order already, and so are
// serials: their texts sort by their digits.
func (c *column) rank(key func(string) string) {
	switch {
	case c.def.Key:
		c.order = byRow
	case !c.def.Sort:
	case c.form == coded:
		c.order = perWord
		c.ranks = ranks(c.texts.n, key, func(i int) string { return string(c.texts.at(i)) })
	case c.form == plain || c.form == listed:
		c.order = perRow
		c.ranks = ranks(c.rows, key, func(i int) string { return c.value(i).S })
	default:
		c.order = byCode
	}
}

// ranks numbers the different keys of n texts from 1, in ascending order; 0 is for no text.
func ranks(n int, key func(string) string, text func(i int) string) codes {
	keys, order := make([]string, n), make([]int, 0, n)
	for i := range n {
		if s := text(i); s != "" {
			keys[i] = key(s)
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	of := make([]uint32, n)
	rank := uint32(1)
	for i, at := range order {
		if i > 0 && keys[order[i-1]] != keys[at] {
			rank++
		}
		of[at] = rank
	}
	return newCodes(of)
}

// sortKey returns what the texts of a column sort by.
func sortKey(c *dataset.Column, name func(string) string) func(string) string {
	if c.IsName && name != nil {
		return name
	}
	return fold.Fold
}
