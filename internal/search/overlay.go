package search

import (
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
		values := t.columns[col].values(t.rows)
		for row, v := range changed {
			values[row] = v
		}
		def := &t.def.Columns[col]
		if c, err := encode(def, values, sortKey(def, nil)); err == nil {
			out.columns[col] = c
		}
	}
	return &out
}
