package search

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// nullRank is the rank of null: the last one. Ranks have 30 bits, see order.
const nullRank = 1<<30 - 1

// encode lays the values of a column out. Texts sort by key.
func encode(c *dataset.Column, values []dataset.Value, key func(string) string) (*column, error) {
	out := &column{def: c, form: formOf(c)}
	var err error
	switch out.form {
	case plain:
		out.encodePlain(values)
	case coded, listed:
		out.encodeWords(values)
	case counted:
		err = out.encodeCounts(values)
	default:
		out.codes = newCodes(1, len(values))
		for _, v := range values {
			out.codes.add(uint32(v.N & 1))
		}
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("column %s: %w", c.Name, err)
	case c.Key:
		out.ranks = rowRanks(len(values))
	case c.Sort && c.Kind <= dataset.Ref:
		keys := make([]string, len(values))
		for i, v := range values {
			keys[i] = key(v.S)
		}
		out.ranks = ranks(values, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	case c.Sort:
		byNumber := func(a, b int) int { return cmp.Compare(values[a].N, values[b].N) }
		out.ranks = ranks(values, byNumber)
	}
	if exact(c) {
		out.found = exactPostings(values)
	}
	return out, nil
}

func (c *column) encodePlain(values []dataset.Value) {
	items := make([]string, len(values))
	for i, v := range values {
		items[i] = v.S
	}
	c.texts = newTexts(items)
}

// encodeWords makes the dictionary and the codes of a coded or listed column.
func (c *column) encodeWords(values []dataset.Value) {
	place := map[string]uint32{}
	n := 0
	for _, v := range values {
		for word := range items(c.def, v) {
			place[word] = 0
			n++
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
	c.texts = newTexts(dictionary)
	c.codes = newCodes(len(dictionary), max(n, len(values)))
	if c.form == listed {
		c.starts = make(uints, 0, 4*len(values)+4).add(0)
	}
	for _, v := range values {
		if v.S == "" && c.form == coded {
			c.codes.add(0)
		}
		for word := range items(c.def, v) {
			c.codes.add(place[word])
		}
		if c.form == listed {
			c.starts = c.starts.add(c.codes.len())
		}
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

func (c *column) encodeCounts(values []dataset.Value) error {
	c.counts.width = 4
	for _, v := range values {
		if v.Set && (v.N <= math.MinInt32 || v.N > math.MaxInt32) {
			c.counts.width = 8
		}
		if v.Set && v.N == math.MinInt64 {
			return fmt.Errorf("%d is too small a number", v.N)
		}
	}
	for _, v := range values {
		c.counts.add(v.N, v.Set)
	}
	return nil
}

// ranks numbers the different values in ascending order.
func ranks(values []dataset.Value, compare func(a, b int) int) uints {
	var rows []int
	for i, v := range values {
		if v.Set {
			rows = append(rows, i)
		}
	}
	slices.SortFunc(rows, compare)
	of := make([]int, len(values))
	for i := range of {
		of[i] = nullRank
	}
	rank := 0
	for i, row := range rows {
		if i > 0 && compare(rows[i-1], row) != 0 {
			rank++
		}
		of[row] = rank
	}
	var out uints
	for _, rank := range of {
		out = out.add(rank)
	}
	return out
}

// rowRanks are the ranks of ids, which rows are sorted by.
func rowRanks(n int) uints {
	var out uints
	for i := range n {
		out = out.add(i)
	}
	return out
}

// sortKey returns what the texts of a column sort by.
func sortKey(c *dataset.Column, name func(string) string) func(string) string {
	if c.IsName && name != nil {
		return name
	}
	return fold.Fold
}
