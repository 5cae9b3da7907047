package search

import (
	"cmp"
	"maps"
	"slices"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// With returns the index with cells laid over it: it filters, counts, sorts and answers as if it
// had been built with their values. It copies the columns concerned and shares the rest. The
// last of several cells for one place counts. A cell of an unknown dataset, column or id is left
// out, and so is one whose value its column cannot hold, and one of a column that is the key, the
// name or searched, from which texts and sort keys were built: the law makes none of those
// disappear.
func (x *Index) With(cells []Cell) *Index {
	over := map[place][]patch{}
	for _, cell := range cells {
		t := x.tables[cell.Dataset]
		if t == nil {
			continue
		}
		col := t.def.Index(cell.Column)
		if col < 0 || !coverable(&t.def.Columns[col]) {
			continue
		}
		if row, ok := t.Find(cell.ID); ok {
			at := place{cell.Dataset, col}
			over[at] = append(over[at], patch{row, cell.Value})
		}
	}
	out := &Index{meta: x.meta, tables: maps.Clone(x.tables)}
	for at, patches := range over {
		t := out.tables[at.dataset]
		if t == x.tables[at.dataset] {
			t = t.clone()
			out.tables[at.dataset] = t
		}
		t.columns[at.column] = t.columns[at.column].with(patches, &t.def.Columns[at.column])
	}
	return out
}

// place is a column of an index.
type place struct {
	dataset string
	column  int
}

// patch is a value that is laid over a row. Of several for one row the last counts.
type patch struct {
	row   int
	value dataset.Value
}

// clone returns a table whose columns can be replaced.
func (t *Table) clone() *Table {
	out := *t
	out.columns = slices.Clone(t.columns)
	return &out
}

func coverable(c *dataset.Column) bool { return !c.Key && !c.IsName && !c.Search }

// with returns the column with values laid over it. Where it has a dictionary, that grows and the
// codes are copied; else it is laid out anew.
func (c *column) with(over []patch, def *dataset.Column) *column {
	switch c.form {
	case coded:
		return c.withWords(over)
	case counted:
		return c.withNumbers(over)
	}
	values := make([]dataset.Value, c.rows)
	for row := range values {
		values[row] = c.value(row)
	}
	for _, p := range over {
		values[p.row] = p.value
	}
	return encode(def, values, sortKey(def, nil), newPool())
}

func (c *column) withWords(over []patch) *column {
	words := make([]string, c.texts.n)
	for i := range words {
		words[i] = string(c.texts.at(i))
	}
	added := make([]string, 0, len(over))
	for _, p := range over {
		if p.value.S != "" {
			added = append(added, p.value.S)
		}
	}
	all := merge(words, added)
	p := newPool()
	out := &column{def: c.def, rows: c.rows, form: coded, texts: p.texts(all)}
	out.codes = recoded(c, words, all, over, func(v dataset.Value) (string, bool) {
		return v.S, v.S != ""
	})
	out.rank(sortKey(c.def, nil))
	return out
}

func (c *column) withNumbers(over []patch) *column {
	numbers := make([]int64, c.numbers.len())
	for i := range numbers {
		numbers[i] = c.numbers.at(i)
	}
	added := make([]int64, 0, len(over))
	for _, p := range over {
		if p.value.Set {
			added = append(added, p.value.N)
		}
	}
	all := merge(numbers, added)
	out := &column{def: c.def, rows: c.rows, form: counted, numbers: newNumbers(all)}
	out.codes = recoded(c, numbers, all, over, func(v dataset.Value) (int64, bool) {
		return v.N, v.Set
	})
	out.rank(sortKey(c.def, nil))
	return out
}

// merge returns a dictionary with more words.
func merge[T cmp.Ordered](dictionary, added []T) []T {
	all := slices.Concat(dictionary, added)
	slices.Sort(all)
	return slices.Compact(all)
}

// recoded returns the codes of a column in a larger dictionary, with those of values over them.
func recoded[T cmp.Ordered](c *column, before, after []T, over []patch,
	word func(dataset.Value) (T, bool),
) codes {
	code := make([]uint32, len(before)+1) // of the words before
	for i, w := range before {
		at, _ := slices.BinarySearch(after, w)
		code[i+1] = uint32(at + 1)
	}
	out := emptyCodes(uint32(len(after)), c.rows)
	for row := range c.rows {
		if was := int(c.codes.at(row)); was < len(code) {
			out.set(row, code[was])
		}
	}
	for _, p := range over {
		at := -1
		if w, ok := word(p.value); ok {
			at, _ = slices.BinarySearch(after, w)
		}
		out.set(p.row, uint32(at+1))
	}
	return out
}
