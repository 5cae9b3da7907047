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
	out := &Index{meta: x.meta, tables: maps.Clone(x.tables)}
	for name, t := range x.tables {
		over := map[int]map[int]dataset.Value{} // by column and row
		for _, cell := range cells {
			if cell.Dataset != name {
				continue
			}
			col := t.def.Index(cell.Column)
			row, ok := t.Find(cell.ID)
			if !ok || col < 0 || !coverable(&t.def.Columns[col]) {
				continue
			}
			if over[col] == nil {
				over[col] = map[int]dataset.Value{}
			}
			over[col][row] = cell.Value
		}
		if len(over) > 0 {
			out.tables[name] = t.with(over)
		}
	}
	return out
}

func coverable(c *dataset.Column) bool { return !c.Key && !c.IsName && !c.Search }

func (t *Table) with(over map[int]map[int]dataset.Value) *Table {
	out := *t
	out.columns = slices.Clone(t.columns)
	for col, changed := range over {
		out.columns[col] = t.columns[col].with(changed, &t.def.Columns[col])
	}
	return &out
}

// with returns the column with values laid over it. Where it has a dictionary, that grows and the
// codes are copied; else it is laid out anew.
func (c *column) with(over map[int]dataset.Value, def *dataset.Column) *column {
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
	for row, v := range over {
		values[row] = v
	}
	return encode(def, values, sortKey(def, nil), newPool())
}

func (c *column) withWords(over map[int]dataset.Value) *column {
	words := make([]string, c.texts.n)
	for i := range words {
		words[i] = string(c.texts.at(i))
	}
	added := make([]string, 0, len(over))
	for _, v := range over {
		if v.S != "" {
			added = append(added, v.S)
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

func (c *column) withNumbers(over map[int]dataset.Value) *column {
	numbers := make([]int64, c.numbers.len())
	for i := range numbers {
		numbers[i] = c.numbers.at(i)
	}
	added := make([]int64, 0, len(over))
	for _, v := range over {
		if v.Set {
			added = append(added, v.N)
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
func recoded[T cmp.Ordered](c *column, before, after []T, over map[int]dataset.Value,
	word func(dataset.Value) (T, bool),
) codes {
	code := make([]uint32, len(before)+1) // of the words before
	for i, w := range before {
		at, _ := slices.BinarySearch(after, w)
		code[i+1] = uint32(at + 1)
	}
	list := make([]uint32, c.rows)
	for row := range list {
		if was := int(c.codes.at(row)); was < len(code) {
			list[row] = code[was]
		}
	}
	for row, v := range over {
		list[row] = 0
		if w, ok := word(v); ok {
			at, _ := slices.BinarySearch(after, w)
			list[row] = uint32(at + 1)
		}
	}
	return newCodes(list)
}
